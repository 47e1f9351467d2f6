package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
)

const patternHelp = `A PATTERN says which connections are meant:

  example.com               that name          *.example.com  its subdomains
  .example.com              both               *              anything
  api-*.example.com         * ? [a-z] as in file names
  10.1.2.3  10.0.0.0/8      addresses that were asked for as such
  example.com:8443  :8443   that port alone
  app:curl example.com      for one program (a name or a path, * allowed)
  client:192.168.1.20 *     for one device
  !intranet.example.com     an exemption: it ends its list without a match`

func newPolicy(io IO) *cobra.Command {
	c := &policyCommand{command{io: io}}
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "Say which connections are intercepted, and which are left alone",
		Long: `Shows which connections are intercepted and which are passed through unread, and
changes it. What is passed through is passed octet for octet: the client sees the
origin's own certificate, and the list has a row with names, sizes and times.

For each connection the bypass list is looked at first, then the intercept list,
then the default. In a list the first entry that matches decides. The name that
was asked for and the name in the TLS handshake are both looked at; when they
differ and one of them is to be bypassed, the connection is.

` + patternHelp + `

All of it is in one file, policy.conf in the data directory, which you can edit as
well: a running instance takes it within a second. No instance is needed for these
commands. Changes hold for new connections at once; those that are open end as
soon as nothing is lost by it.`,
		Example: `  rockxy policy
  rockxy policy bypass '*.bank.example'
  rockxy policy bypass app:curl api.example.com:443 --for 1d --note 'pins its key'
  rockxy policy group apple on
  rockxy policy default bypass && rockxy policy intercept .example.com
  rockxy policy test www.example.com --app curl
  rockxy policy allow-invalid dev.example.com --for 1h`,
		Args: noArgs,
		RunE: c.with(func(ctx context.Context, _ []string) error { return c.list(ctx) }),
	}
	cmd.PersistentFlags().BoolVar(&c.json, "json", false, "one JSON object")
	cmd.AddCommand(c.newBypass(), c.newIntercept(), c.newRemove(), c.newDefault(), c.newGroup(), c.newDecide(),
		c.newImport(), c.newAllowInvalid(), c.newClientCertificate())
	return cmd
}

// policyCommand is what the commands around the policy share.
type policyCommand struct{ command }

// policyChange is what --json prints of a change.
type policyChange struct {
	File    string `json:"file"`
	Changed bool   `json:"changed"` // false: it was so already
	Removed int    `json:"removed"` // lines taken out
	// Statement is the line that the file has now, empty when there is none.
	Statement string `json:"statement"`
	Live      bool   `json:"live"` // a running instance decides by it
}

// edit changes the policy, and makes an instance that runs decide by it before
// it returns.
func (c *policyCommand) edit(ctx context.Context, change func(text string) (string, error)) (r policyChange, err error) {
	r.File = app.PolicyFile(c.dir)
	if r.Changed, err = app.EditPolicy(c.dir, change); err != nil {
		return r, err
	}
	client, err := api.Dial(ctx, c.dir)
	if errors.Is(err, api.ErrNotRunning) {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	defer client.Close()
	if err := client.ReloadPolicy(ctx); err != nil {
		return r, fmt.Errorf("the file was changed, and the running instance does not take it: %w", err)
	}
	r.Live = true
	return r, nil
}

// report prints a change: what is so now, in a sentence.
func (c *policyCommand) report(r policyChange, sentence string) error {
	if c.json {
		return c.encode(r)
	}
	c.tellChange(sentence, r.Changed, r.Live)
	return nil
}

// current is the policy that applies: the running instance's, or what the next
// one would begin with.
func (c *policyCommand) current(ctx context.Context) (api.Policy, error) {
	if client, err := api.Dial(ctx, c.dir); err == nil {
		defer client.Close()
		return client.Policy(ctx)
	}
	return app.DescribePolicy(c.dir)
}
