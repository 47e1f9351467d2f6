package cli

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
)

func newCA(io IO) *cobra.Command {
	ca := &cobra.Command{
		Use:   "ca",
		Short: "The root certificate: show, export, issued, rotate, destroy",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return &usageError{cmd, errors.New("rockxy ca wants show, export, issued, rotate or destroy")}
		},
	}
	show := &cobra.Command{
		Use: "show", Short: "Show the root: fingerprint, validity, where its key is and why there", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := data(cmd)
			if err != nil {
				return err
			}
			a, err := authorityOf(cmd.Context(), dir)
			if err != nil {
				return err
			}
			a.print(newScreen(io.Out), dir)
			return nil
		},
	}
	export := &cobra.Command{
		Use: "export", Short: "Write the public certificate (PEM) to standard output", Args: noArgs,
		Long:    "Writes the root's public certificate to standard output and nothing else. The\nprivate key stays where it is; no command exports it.",
		Example: "  rockxy ca export > rockxy-root.pem",
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := data(cmd)
			if err != nil {
				return err
			}
			a, err := authorityOf(cmd.Context(), dir)
			if err != nil {
				return err
			}
			return pem.Encode(io.Out, &pem.Block{Type: "CERTIFICATE", Bytes: a.root.Raw})
		},
	}
	ca.AddCommand(show, export, newIssued(io), newRotate(io), newDestroy(io))
	return ca
}

// authority is what is known of a data directory's root.
type authority struct {
	root    *x509.Certificate
	status  *api.Status // of the running instance, nil without one
	keeper  string      // as in --custody
	trail   []api.Keeper
	retired []*x509.Certificate
	// unfinished is a change of the root that was cut short.
	unfinished string
}

// authorityOf asks the running instance; without one, it reads what is in the
// data directory. It changes nothing.
func authorityOf(ctx context.Context, dir string) (*authority, error) {
	certs, err := app.ReadCertificates(dir)
	if err != nil {
		return nil, err
	}
	a := &authority{root: certs.Root, keeper: certs.Keeper, retired: certs.Retired, unfinished: certs.Unfinished}
	client, err := api.Dial(ctx, dir)
	switch {
	case err == nil:
		defer client.Close()
		return a, a.ask(ctx, client)
	case !errors.Is(err, api.ErrNotRunning):
		return nil, err
	case a.root != nil:
		a.trail, err = app.KeeperOf(dir)
		return a, err
	case api.SocketPath(dir) == "": // no socket to ask on this system; the file goes with the instance
		if text, err := os.ReadFile(app.RootFile(dir)); err == nil {
			a.root, err = parseRoot(text)
			return a, err
		}
	}
	if certs.Begun != "" || certs.Unfinished != "" {
		return nil, noRootYet(dir, certs)
	}
	return nil, noRoot(dir)
}

// noRootYet is a root that was being made, or replaced, when the process was
// cut short.
func noRootYet(dir string, certs app.Certificates) error {
	what := "was begun in " + certs.Begun
	if certs.Unfinished != "" {
		what = "was being replaced or destroyed"
	}
	return &hintError{
		errors.New("there is no root now: one for the data directory " + dir + " " + what + ", and that was cut short"),
		"rockxy serve finishes it, and has a root then; rockxy uninstall removes what is there",
	}
}

func (a *authority) ask(ctx context.Context, client *api.Client) error {
	st, err := client.Status(ctx)
	if err != nil {
		return err
	}
	text, err := client.RootPEM(ctx)
	if err != nil {
		return err
	}
	a.status, a.keeper, a.trail = &st, st.Custody, st.CustodyTrail
	a.root, err = parseRoot(text)
	return err
}

func noRoot(dir string) error {
	return &hintError{
		errors.New("there is no root now: no key store has one for the data directory " + dir + ", and no instance runs that has one in memory"),
		"start one with rockxy serve",
	}
}

func parseRoot(text []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("the root certificate is not in PEM form")
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("the root certificate: %w", err)
	}
	return cert, nil
}
