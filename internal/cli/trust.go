package cli

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/trust"
)

// trustCommand is trust or untrust.
type trustCommand struct {
	io          IO
	dir         string
	approve     []string
	dryRun      bool
	removeStale bool
	dialog      bool // ask through the desktop's dialog
	systemOnly  bool // be what that dialog runs
	fd          int
	env         trust.Env
}

func (c *trustCommand) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&c.dryRun, "dry-run", false, "print the plan and change nothing")
	cmd.Flags().StringArrayVar(&c.approve, "approve", nil, approveHelp+"; again for each root of the plan")
	cmd.Flags().BoolVar(&c.dialog, "dialog", false, "ask through the desktop's dialog for administrators (polkit), where there is no terminal")
	cmd.Flags().BoolVar(&c.systemOnly, "system", false, systemHelp)
	cmd.Flags().BoolVar(&c.removeStale, "remove-stale", false, "also remove other roots of Rockxy that are found")
}

func (c *trustCommand) prepare(cmd *cobra.Command) (err error) {
	if c.dialog && (c.systemOnly || c.dryRun || len(c.approve) > 0) || c.systemOnly && (c.dryRun || c.removeStale) {
		return &usageError{cmd, errors.New("--dialog and --system are ways of their own: of the other flags, --system takes --approve alone, and --dialog neither that nor --dry-run")}
	}
	if c.systemOnly {
		c.env = trust.System(cmd.Name() + " --system")
		return nil
	}
	if c.dir, err = data(cmd); err == nil {
		c.env = app.TrustEnv(c.dir, cmd.Name())
	}
	return err
}

func newTrust(io IO) *cobra.Command {
	c := trustCommand{io: io}
	cmd := &cobra.Command{
		Use: "trust", Short: "Have this machine's trust stores trust the root", Args: noArgs,
		Long: `Plans which trust stores get the root (the system's, those of browsers, one for
Java), shows the plan and the root's fingerprint, and asks. Each store is then
checked with a certificate that the root has issued, and what fails is undone.
rockxy untrust takes back exactly what was added.

Consent is typed at the terminal. Without one, nothing is changed unless --approve
names the root's whole fingerprint, or --dialog has the desktop ask: polkit's dialog
shows the command with the fingerprint, and a person authenticates as administrator.
What then runs as root changes the system's store and nothing else.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := c.prepare(cmd); err != nil {
				return err
			}
			if c.systemOnly {
				return c.system(cmd.Context(), false)
			}
			return c.trust(cmd.Context())
		},
	}
	c.flags(cmd)
	cmd.Flags().IntVar(&c.fd, "passphrase-fd", -1, "read a vault's passphrase from file descriptor `N`")
	return cmd
}

func newUntrust(io IO) *cobra.Command {
	c := trustCommand{io: io}
	cmd := &cobra.Command{
		Use: "untrust", Short: "Take back what rockxy trust has done", Args: noArgs,
		Long: `Plans how to take every root that rockxy trust has added out of the stores again,
the present one and those before it, shows the plan, and asks as rockxy trust does.
A store that nobody else has changed is byte for byte what it was.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := c.prepare(cmd); err != nil {
				return err
			}
			if c.systemOnly {
				return c.system(cmd.Context(), true)
			}
			return c.untrust(cmd.Context())
		},
	}
	c.flags(cmd)
	return cmd
}

func (c *trustCommand) trust(ctx context.Context) error {
	r, err := c.present(ctx)
	if err != nil {
		return err
	}
	p, err := trust.PlanTrust(ctx, c.env, r.root, trust.Options{Sample: r.sample, RemoveStale: c.removeStale})
	if err != nil {
		return err
	}
	out := newScreen(c.io.Out)
	fmt.Fprint(out, p)
	for _, w := range r.warnings() {
		fmt.Fprintln(out, "\n"+out.Paint(render.Yellow, render.Safe(strings.Join(wrap(w, 80), "\n"))))
	}
	return c.carryOut(ctx, p)
}

func (c *trustCommand) untrust(ctx context.Context) error {
	var root *x509.Certificate
	a, err := authorityOf(ctx, c.dir)
	if err == nil {
		root = a.Root
	}
	p, err := trust.PlanUntrust(ctx, c.env, root, trust.Options{All: true, RemoveStale: c.removeStale})
	if err != nil {
		return err
	}
	fmt.Fprint(newScreen(c.io.Out), p)
	if err := c.carryOut(ctx, p); err != nil || c.dryRun {
		return err
	}
	return forgetRetired(ctx, c.dir, c.env)
}

// carryOut gets the consent to a plan that has been shown, and applies it.
func (c *trustCommand) carryOut(ctx context.Context, p *trust.Plan) error {
	switch {
	case c.dryRun:
		return nil
	case p.Empty() && len(c.approve) > 0 && p.Root != nil:
		return consent(c.io, c.approve, p.Root) // nothing to do, but what was approved is something else
	case p.Empty():
		return nil
	}
	if !p.Able() && !c.dialog {
		return &hintError{errors.New("every step needs administrator rights: nothing was changed"), "sudo " + c.env.Again}
	}
	agreed, err := c.consent(ctx, p)
	if err != nil {
		return err
	}
	report, err := trust.Apply(ctx, p, agreed)
	if report != nil {
		printReport(newScreen(c.io.Out), report, c.env.Again)
		err = errors.Join(err, report.Err())
	}
	return err
}

func (c *trustCommand) consent(ctx context.Context, p *trust.Plan) (trust.Consent, error) {
	if c.dialog {
		return c.askDialog(ctx, p)
	}
	if len(c.approve) > 0 {
		agreed, err := trust.Approve(p, c.approve...)
		if err != nil {
			err = &hintError{fmt.Errorf("nothing was changed: %w", err), "the plan above says which fingerprints it is about; --approve names each of them"}
		}
		return agreed, err
	}
	fmt.Fprintln(c.io.Err)
	agreed, err := trust.Ask(p, c.io.In, c.io.Err)
	if errors.Is(err, trust.ErrNoTerminal) {
		err = noTerminal()
	}
	return agreed, err
}

func printReport(out screen, r *trust.Report, again string) {
	fmt.Fprintln(out)
	for _, x := range r.Results {
		mark, end := out.Paint(render.Green, "✓"), "trusts it"
		switch {
		case x.Outcome == trust.Undone:
			mark, end = out.Paint(render.BoldRed, "✗"), "failed, and is as it was"
		case x.Outcome == trust.Failed:
			mark, end = out.Paint(render.BoldRed, "✗"), "failed, and may not be as it was; the next run finishes or undoes it"
		case x.Outcome == trust.NeedsAdmin:
			mark, end = out.Paint(render.Yellow, "–"), "needs administrator rights: sudo "+again
		case x.Step.Action == trust.Remove:
			end = "has it no more"
		}
		fmt.Fprintf(out, "%s %s: %s\n", mark, render.Safe(x.Step.Store.Name()), render.Safe(end))
		for _, n := range x.Notes {
			fmt.Fprintf(out, "    %s\n", out.Paint(render.Dim, render.Safe(n)))
		}
	}
}

// forgetRetired forgets the retired roots that no store has any more. Where one
// cannot be looked into, they are kept.
func forgetRetired(ctx context.Context, dir string, env trust.Env) error {
	certs, err := app.ReadCertificates(dir)
	if err != nil || len(certs.Retired) == 0 {
		return err
	}
	found, unread := trust.Find(ctx, env)
	if len(unread) > 0 {
		return nil
	}
	still := map[trust.SHA256]bool{}
	for _, f := range found {
		still[trust.Fingerprint(f.Root)] = true
	}
	var errs []error
	for _, old := range certs.Retired {
		if !still[trust.Fingerprint(old)] {
			errs = append(errs, app.ForgetRetired(dir, old))
		}
	}
	return errors.Join(errs...)
}
