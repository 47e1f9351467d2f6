package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/app"
	"rockxy/internal/policy"
)

func (c *policyCommand) newClientCertificate() *cobra.Command {
	var f certFlags
	cmd := &cobra.Command{
		Use: "client-certificate HOST[:PORT]", Aliases: []string{"client-cert"},
		Short: "Give origins that ask for one a client certificate",
		Long: `Gives origins whose name matches, and that ask for a client certificate, this one.
HOST may be a pattern such as *.example.com. Only the paths are kept, absolute; the
files stay where they are and are read again when they change.

  --pem FILE            the certificate and its chain (PEM); the key too, or with --key
  --pkcs12 FILE         both in one file (.p12, .pfx), with --passphrase-file if it has one
  --keeper NAME         a key in a key store, see rockxy client-key`,
		Example: "  rockxy policy client-certificate api.example.com --pem cert.pem --key key.pem\n  rockxy policy client-certificate '*.corp.example:8443' --pkcs12 me.p12 --passphrase-file pass\n  rockxy policy client-certificate api.example.com --remove",
		Args:    exactArgs(1, "a host, such as api.example.com or *.example.com"),
		RunE: c.with(func(ctx context.Context, args []string) error {
			p, err := parsePattern(args)
			if err != nil {
				return err
			}
			if f.remove {
				return c.removeCert(ctx, p)
			}
			return c.giveCert(ctx, p, f)
		}),
	}
	fs := cmd.Flags()
	fs.StringVar(&f.pem, "pem", "", "`FILE` with the certificate, PEM")
	fs.StringVar(&f.key, "key", "", "`FILE` with its key, PEM, if that is another")
	fs.StringVar(&f.pkcs12, "pkcs12", "", "`FILE` with certificate and key, PKCS#12")
	fs.StringVar(&f.passphrase, "passphrase-file", "", "`FILE` whose first line opens the PKCS#12 file")
	fs.StringVar(&f.keeper, "keeper", "", "`NAME` of a key in a key store")
	fs.BoolVar(&f.remove, "remove", false, "take the client certificate of HOST out")
	cmd.MarkFlagsMutuallyExclusive("pem", "pkcs12", "keeper", "remove")
	return cmd
}

type certFlags struct {
	pem, key, pkcs12, passphrase, keeper string
	remove                               bool
}

// spec is what the flags say, with absolute paths.
func (f certFlags) spec(p policy.Pattern) (cert policy.ClientCert, err error) {
	cert = policy.ClientCert{Pattern: p, Kind: policy.PEM, File: f.pem, Key: f.key, Passphrase: f.passphrase}
	switch {
	case f.keeper != "":
		cert = policy.ClientCert{Pattern: p, Kind: policy.Keeper, Keeper: f.keeper}
	case f.pkcs12 != "":
		cert.Kind, cert.File = policy.PKCS12, f.pkcs12
	case f.pem == "":
		return cert, errors.New("name a certificate with --pem, --pkcs12 or --keeper, or take one out with --remove")
	}
	switch {
	case f.key != "" && cert.Kind != policy.PEM:
		return cert, errors.New("--key goes with --pem")
	case f.passphrase != "" && cert.Kind != policy.PKCS12:
		return cert, errors.New("--passphrase-file goes with --pkcs12")
	}
	for _, path := range []*string{&cert.File, &cert.Key, &cert.Passphrase} {
		if *path != "" {
			if *path, err = filepath.Abs(*path); err != nil {
				return cert, err
			}
		}
	}
	return cert, nil
}

func (c *policyCommand) giveCert(ctx context.Context, p policy.Pattern, f certFlags) error {
	spec, err := f.spec(p)
	if err != nil {
		return c.usage("%w", err)
	}
	one, err := app.LoadIdentity(app.ClientKeys(c.dir, passphrase(c.io, -1, c.dir)), spec)
	if err != nil {
		return err
	}
	r, err := c.edit(ctx, func(text string) (string, error) {
		after, err := policy.AddClientCert(text, spec)
		return after, pointAt(spec.String(), err)
	})
	if err != nil {
		return err
	}
	r.Statement = spec.String()
	text := p.String() + " gets the client certificate " + one.Leaf().Subject.String()
	if end := one.Leaf().NotAfter; time.Now().After(end) {
		text += ", which expired on " + end.Format(time.DateOnly)
	}
	return c.report(r, text)
}

func (c *policyCommand) removeCert(ctx context.Context, p policy.Pattern) error {
	removed := 0
	r, err := c.edit(ctx, func(text string) (string, error) {
		text, removed = policy.RemoveClientCert(text, p)
		return text, nil
	})
	if err != nil {
		return err
	}
	if removed == 0 {
		return &hintError{fmt.Errorf("there is no client certificate for %s", p), "rockxy policy" + dataFlag(c.dir) + " shows what there is"}
	}
	r.Removed = removed
	return c.report(r, p.String()+" gets no client certificate any more")
}
