package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/trust"
)

// change is what rotate and destroy have in common.
type change struct {
	approve []string
	fd      int
	io      IO
}

func (c *change) flags(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&c.approve, "approve", nil, approveHelp)
	cmd.Flags().IntVar(&c.fd, "passphrase-fd", -1, "read a vault's passphrase from file descriptor `N`")
}

// open opens the root of a data directory that no instance serves, shows what
// is about to happen and gets the consent to it.
func (c *change) open(dir, what string) (*app.Authority, error) {
	a, err := app.OpenAuthority(dir, app.Options{Harden: true, Passphrase: passphrase(c.io, c.fd, dir)})
	var running *app.RunningError
	switch {
	case errors.As(err, &running):
		return nil, &hintError{err, "the root is changed while nobody uses it: stop that instance first, and start it again afterwards"}
	case errors.Is(err, app.ErrNoRoot):
		return nil, &hintError{fmt.Errorf("%w for the data directory %s: there is nothing to change", err, dir), "rockxy serve makes one, where the machine has a key store"}
	case err != nil:
		return nil, err
	}
	certs, err := app.ReadCertificates(dir)
	if err == nil && certs.Root != nil {
		s := newScreen(c.io.Err)
		fmt.Fprintf(s, "%s\n%s\n", s.Paint(render.Bold, render.Safe(certs.Root.Subject.String())), what)
		err = consent(c.io, c.approve, certs.Root)
	}
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func newRotate(io IO) *cobra.Command {
	c := change{io: io}
	var only []string
	cmd := &cobra.Command{
		Use: "rotate", Short: "Make a new root and end the present one", Args: noArgs,
		Long: `Makes a new root and destroys the key of the present one. Whoever trusts the old
root does not trust the new one: rockxy trust afterwards. The old certificate is
remembered until rockxy untrust has found it in no trust store any more.

With --only, the new root can vouch for those hosts and the hosts below them alone,
whoever gets hold of it. No instance may be running.`,
		Example: "  rockxy ca rotate\n  rockxy ca rotate --only example.com --only '*.example.org'",
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			dir, err := data(cmd)
			if err != nil {
				return err
			}
			a, err := c.open(dir, "A new root takes its place, and its key is destroyed.")
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			r, err := a.Rotate(only)
			if err != nil {
				return err
			}
			out := newScreen(io.Out)
			fmt.Fprintf(out, "The new root is %s\nSHA-256 %s\n", render.Safe(r.Certificate().Subject.String()), trust.Fingerprint(r.Certificate()))
			fmt.Fprintln(out, out.Paint(render.Dim, "rockxy untrust takes the old one out of trust stores; rockxy trust puts the new one in"))
			return nil
		},
	}
	c.flags(cmd)
	cmd.Flags().StringArrayVar(&only, "only", nil, "`PATTERN` of hosts that the new root may vouch for, such as *.example.com; again for more")
	return cmd
}

func newDestroy(io IO) *cobra.Command {
	c := change{io: io}
	cmd := &cobra.Command{
		Use: "destroy", Short: "Destroy the root's key for good", Args: noArgs,
		Long: `Destroys the root's private key. Trust stores that have the root keep it, to no
effect, until rockxy untrust; its certificate is remembered until then. The next
rockxy serve makes a new root. No instance may be running.`,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			dir, err := data(cmd)
			if err != nil {
				return err
			}
			a, err := c.open(dir, "Its key is destroyed for good.")
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			if err := a.Destroy(); err != nil {
				return err
			}
			out := newScreen(io.Out)
			fmt.Fprintln(out, "The root is destroyed.")
			fmt.Fprintln(out, out.Paint(render.Dim, "rockxy untrust takes its certificate out of trust stores"))
			return nil
		},
	}
	c.flags(cmd)
	return cmd
}
