package cli

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
)

func newCA(io IO) *cobra.Command {
	ca := &cobra.Command{
		Use:   "ca",
		Short: "The root certificate of this machine's instance",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return &usageError{cmd, errors.New("rockxy ca wants show or export")}
		},
	}
	show := &cobra.Command{
		Use: "show", Short: "Show the root: fingerprint, validity, where its key is", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := data(cmd)
			if err != nil {
				return err
			}
			return showRoot(cmd.Context(), dir, newScreen(io.Out))
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
			text, _, err := root(cmd.Context(), dir)
			if err != nil {
				return err
			}
			_, err = io.Out.Write(text)
			return err
		},
	}
	ca.AddCommand(show, export)
	return ca
}

// root returns the public certificate of a data directory's root and who keeps
// its key, from the running instance; where that cannot be asked, from the file
// that it has written.
func root(ctx context.Context, dir string) (text []byte, custody string, err error) {
	client, err := api.Dial(ctx, dir)
	if err == nil {
		defer client.Close()
		st, err := client.Status(ctx)
		if err != nil {
			return nil, "", err
		}
		text, err = client.RootPEM(ctx)
		return text, st.Custody, err
	}
	if !errors.Is(err, api.ErrNotRunning) {
		return nil, "", err
	}
	if api.SocketPath(dir) == "" { // no socket to ask on this system; the file goes with the instance
		text, err = os.ReadFile(app.RootFile(dir))
	}
	if err != nil {
		return nil, "", &hintError{
			errors.New("there is no root now: its key is in the memory of a running instance, and none runs with the data directory " + dir),
			"start one with rockxy serve",
		}
	}
	return text, "", nil
}

func showRoot(ctx context.Context, dir string, out screen) error {
	text, custody, err := root(ctx, dir)
	if err != nil {
		return err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return fmt.Errorf("%s is not a certificate", app.RootFile(dir))
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return fmt.Errorf("the root certificate: %w", err)
	}
	sum, spki := sha256.Sum256(cert.Raw), sha256.Sum256(cert.RawSubjectPublicKeyInfo)
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintln(out, out.Paint(render.Dim, render.Left(label, 13))+render.Safe(value))
		}
	}
	line("name", cert.Subject.String())
	line("SHA-256", pairs(hex.EncodeToString(sum[:])))
	line("key SHA-256", pairs(hex.EncodeToString(spki[:])))
	line("serial", cert.SerialNumber.Text(16))
	line("valid", cert.NotBefore.Local().Format(time.DateTime)+" to "+cert.NotAfter.Local().Format(time.DateTime))
	line("key kept in", custody)
	line("file", app.RootFile(dir))
	return nil
}
