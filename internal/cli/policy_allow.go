package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/policy"
	"rockxy/internal/trust"
)

func (c *policyCommand) newAllowInvalid() *cobra.Command {
	var a allowance
	cmd := &cobra.Command{
		Use: "allow-invalid HOST", Short: "Accept one certificate of a host although it does not verify",
		Long: `Accepts one certificate of one host, for a time, although it does not verify: it
is named by its SHA-256, and any other certificate is refused as before. Rows are
marked, and rockxy doctor lists what is allowed. There is no exception for how an
origin speaks TLS, and none for a certificate of Rockxy's own root.

Without --sha256 the certificate is the one that the host showed last, in what was
captured. It is shown, and a person at a terminal types the first eight digits of
its fingerprint.`,
		Example: "  rockxy policy allow-invalid dev.example.com --for 1h\n  rockxy policy allow-invalid dev.example.com --for 1d --sha256 9F86D081884C7D65…\n  rockxy policy allow-invalid dev.example.com --remove",
		Args:    exactArgs(1, "the name or address of a host"),
		RunE: c.with(func(ctx context.Context, args []string) error {
			if a.remove {
				return c.disallow(ctx, args[0])
			}
			return c.allow(ctx, args[0], a)
		}),
	}
	a.term.d = time.Hour
	a.term.flag(cmd, "how long: 1h, 90m, 1d or 2w; an exception always ends")
	cmd.Flags().StringVar(&a.sha256, "sha256", "", "`HEX` of the certificate, all of it: then nobody is asked")
	cmd.Flags().StringVar(&a.note, "note", "", "`TEXT` that says why")
	cmd.Flags().BoolVar(&a.remove, "remove", false, "take back all exceptions for HOST")
	return cmd
}

// allowance is the flags of allow-invalid.
type allowance struct {
	term         validity
	sha256, note string
	remove       bool
}

// oneHost is the name or address of a host as the policy has it.
func (c *policyCommand) oneHost(text string) (string, error) {
	host, err := app.OneHost(text)
	var more *app.NotOneHostError
	if errors.As(err, &more) {
		return "", c.usage("%w", err)
	}
	return host, pointAt(text, err)
}

func (c *policyCommand) allow(ctx context.Context, name string, a allowance) error {
	host, err := c.oneHost(name)
	if err != nil {
		return err
	}
	if a.term.always {
		return c.usage("--for always: an exception has an end; name a time such as 1d")
	}
	x := policy.Exception{Host: host, Until: a.term.until(time.Now()), Note: a.note}
	if a.sha256 != "" {
		f, err := trust.ParseFingerprint(a.sha256)
		if err != nil {
			return c.usage("--sha256: %w", err)
		}
		x.Leaf = f
	} else if x.Leaf, err = c.askAbout(ctx, host, x.Until); err != nil {
		return err
	}
	r, err := c.edit(ctx, func(text string) (string, error) {
		after, err := policy.AddException(text, x)
		return after, pointAt(x.String(), err)
	})
	if err != nil {
		return err
	}
	r.Statement = x.String()
	return c.report(r, "the certificate of "+host+" with SHA-256 "+app.ShortPrint(fmt.Sprintf("%x", x.Leaf))+" is accepted "+app.Lasts(&x.Until, time.Now()))
}

// askAbout shows the certificate that a host presented last and has a person
// confirm that it is meant.
func (c *policyCommand) askAbout(ctx context.Context, host string, until time.Time) (leaf [32]byte, err error) {
	seen, err := lastPresented(ctx, c.dir, host)
	if err != nil {
		return leaf, err
	}
	print := trust.SHA256(seen.leaf)
	named := "rockxy policy allow-invalid " + app.ShellWord(host) + " --sha256 " + print.Hex()
	if !c.io.terminal() {
		return leaf, &hintError{errors.New("this needs a person's confirmation, and there is no terminal to ask at: nothing was changed"),
			"a script names the certificate that a person has looked at; the one presented last is " + named}
	}
	s := newScreen(c.io.Err)
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(s, "  %s %s\n", s.Paint(render.Dim, render.Left(label, 9)), text)
		}
	}
	cert := seen.cert
	fmt.Fprintf(s, "%s showed this certificate at %s (entry %d):\n", render.Safe(host), seen.at.Local().Format(time.DateTime), seen.entry)
	line("subject", render.Safe(cert.Subject))
	line("names", render.Safe(strings.Join(cert.Names, ", ")))
	line("issuer", render.Safe(cert.Issuer))
	line("valid", cert.NotBefore.Format(time.DateTime)+" to "+cert.NotAfter.Format(time.DateTime)+" UTC")
	line("key", render.Safe(strings.TrimPrefix(cert.Key+", "+cert.Signature, ", ")))
	line("SHA-256", print.String())
	line("fault", s.Paint(render.Red, render.Safe(seen.fault)))
	answer, err := prompt(c.io, "Type the first eight digits of its SHA-256 to accept it for "+render.Safe(host)+" "+app.Lasts(&until, time.Now())+": ")
	if err != nil {
		return leaf, err
	}
	if !strings.EqualFold(answer, print.Code()) {
		return leaf, errDeclined
	}
	return seen.leaf, nil
}

// terminal reports whether there is somebody to ask.
func (cio IO) terminal() bool { return cio.In != nil && term.IsTerminal(int(cio.In.Fd())) }

func (c *policyCommand) disallow(ctx context.Context, name string) error {
	host, err := c.oneHost(name)
	if err != nil {
		return err
	}
	removed := 0
	r, err := c.edit(ctx, func(text string) (string, error) {
		text, removed = policy.RemoveExceptions(text, host)
		return text, nil
	})
	if err != nil {
		return err
	}
	if removed == 0 {
		return &hintError{fmt.Errorf("there is no exception for %s", host), "rockxy policy" + dataFlag(c.dir) + " shows what there is"}
	}
	r.Removed = removed
	return c.report(r, "no certificate of "+host+" is accepted that does not verify")
}
