package cli

import (
	"context"
	"encoding/pem"
	"errors"

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
			return pem.Encode(io.Out, &pem.Block{Type: "CERTIFICATE", Bytes: a.Root.Raw})
		},
	}
	ca.AddCommand(show, export, newIssued(io), newRotate(io), newDestroy(io))
	return ca
}

// authorityOf asks the running instance; without one, it reads what is in the
// data directory. It changes nothing.
func authorityOf(ctx context.Context, dir string) (*authority, error) {
	client, err := api.Dial(ctx, dir)
	switch {
	case err == nil:
		defer client.Close()
		return authorityBy(ctx, dir, client)
	case !errors.Is(err, api.ErrNotRunning):
		return nil, err
	}
	return authorityBy(ctx, dir, nil)
}

func authorityBy(ctx context.Context, dir string, r app.Running) (*authority, error) {
	f, err := app.ReadRootFacts(ctx, dir, r)
	if err != nil {
		return nil, err
	}
	return &authority{f}, nil
}

// authority is what is known of a data directory's root, to be shown.
type authority struct{ *app.RootFacts }
