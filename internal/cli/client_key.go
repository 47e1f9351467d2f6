package cli

import (
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/app"
	"rockxy/internal/cli/render"
)

// clientKeys are the commands about keys of client certificates.
type clientKeys struct {
	io      IO
	fd      int
	custody string
	subject string
}

func newClientKey(io IO) *cobra.Command {
	c := &clientKeys{io: io, fd: -1}
	cmd := &cobra.Command{
		Use: "client-key", Short: "Keys of client certificates that never leave a key store: create, request, certify, list, remove",
		Long: `A client certificate whose key is made in a key store (a TPM, the login keyring, a
vault …) and never leaves it. create prints a request, which the authority of the
origin turns into a certificate; certify takes that; then

  rockxy policy client-certificate HOST --keeper NAME

has it shown to the origins that ask for one.`,
		Example: "  rockxy client-key create work --subject 'Ada Lovelace' > work.csr\n  rockxy client-key certify work work.crt\n  rockxy policy client-certificate '*.corp.example' --keeper work",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return &usageError{cmd, errors.New("rockxy client-key wants create, request, certify, list or remove")}
		},
	}
	cmd.PersistentFlags().IntVar(&c.fd, "passphrase-fd", -1, "read a vault's passphrase from file descriptor `N`")
	name := exactArgs(1, "the name of a key, such as work")
	create := &cobra.Command{Use: "create NAME", Short: "Make a key, and print a request for its certificate (PKCS#10, PEM)", Args: name, RunE: c.create}
	create.Flags().StringVar(&c.custody, "custody", "", "`KEEPER` of the key, as in rockxy serve --custody (default: the best)")
	request := &cobra.Command{Use: "request NAME", Short: "Print another request, as for a renewal", Args: name, RunE: c.request}
	for _, sub := range []*cobra.Command{create, request} {
		sub.Flags().StringVar(&c.subject, "subject", "", "common `NAME` that the request asks for (default: that of the key)")
	}
	cmd.AddCommand(create, request,
		&cobra.Command{Use: "certify NAME FILE", Short: "Take the certificate that was made for the key, with its chain (PEM; - is standard input)",
			Args: exactArgs(2, "the name of a key and the file with its certificate"), RunE: c.certify},
		&cobra.Command{Use: "list", Short: "List the keys", Args: noArgs, RunE: c.list},
		&cobra.Command{Use: "remove NAME", Short: "Destroy a key and forget its certificate", Args: name, RunE: c.remove})
	return cmd
}

// asked is the subject of a request.
func (c *clientKeys) asked(name string) pkix.Name {
	if c.subject != "" {
		name = c.subject
	}
	return pkix.Name{CommonName: name}
}

func (c *clientKeys) create(cmd *cobra.Command, args []string) error {
	dir, err := data(cmd)
	if err != nil {
		return err
	}
	request, trail, err := app.ClientKeys(dir, passphrase(c.io, c.fd, dir)).Create(args[0], c.custody, c.asked(args[0]))
	if err != nil {
		return err
	}
	for _, step := range trail {
		if step.Taken {
			fmt.Fprintf(newScreen(c.io.Err), "the key %s is in %s\n", args[0], step.Keeper)
		}
	}
	_, err = c.io.Out.Write(request)
	return err
}

func (c *clientKeys) request(cmd *cobra.Command, args []string) error {
	dir, err := data(cmd)
	if err != nil {
		return err
	}
	request, err := app.ClientKeys(dir, passphrase(c.io, c.fd, dir)).Request(args[0], c.asked(args[0]))
	if err != nil {
		return err
	}
	_, err = c.io.Out.Write(request)
	return err
}

// maxChain bounds what is read of a certificate with its chain.
const maxChain = 1 << 20

func (c *clientKeys) certify(cmd *cobra.Command, args []string) error {
	dir, err := data(cmd)
	if err != nil {
		return err
	}
	chain, err := c.read(args[1])
	if err != nil {
		return err
	}
	leaf, err := app.ClientKeys(dir, passphrase(c.io, c.fd, dir)).Certify(args[0], chain)
	if err != nil {
		return err
	}
	fmt.Fprintf(newScreen(c.io.Err), "%s until %s; rockxy policy client-certificate HOST --keeper %s has origins shown it\n",
		render.Safe(leaf.Subject.String()), leaf.NotAfter.Format(time.DateOnly), args[0])
	return nil
}

func (c *clientKeys) read(file string) ([]byte, error) {
	in := c.io.In
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	return io.ReadAll(io.LimitReader(in, maxChain))
}

func (c *clientKeys) list(cmd *cobra.Command, _ []string) error {
	dir, err := data(cmd)
	if err != nil {
		return err
	}
	keys, err := app.ClientKeys(dir, nil).List()
	if err != nil {
		return err
	}
	out := newScreen(c.io.Out)
	for _, k := range keys {
		what := "no certificate yet"
		if k.Leaf != nil {
			what = render.Safe(k.Leaf.Subject.String()) + " until " + k.Leaf.NotAfter.Format(time.DateOnly)
		}
		fmt.Fprintf(out, "%-20s %-16s %s\n", k.Name, k.Custody, what)
	}
	if len(keys) == 0 {
		fmt.Fprintln(newScreen(c.io.Err), "there are none; rockxy client-key create NAME makes one")
	}
	return nil
}

func (c *clientKeys) remove(cmd *cobra.Command, args []string) error {
	dir, err := data(cmd)
	if err != nil {
		return err
	}
	return app.ClientKeys(dir, passphrase(c.io, c.fd, dir)).Remove(args[0])
}
