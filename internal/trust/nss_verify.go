package trust

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"slices"
	"strings"
)

// errNotTrusted is a database that holds no root trusted for TLS servers.
var errNotTrusted = errors.New("no root in it is trusted for TLS servers")

// Verify asks NSS itself, where its vfychain is installed; else it evaluates the
// chain with the roots that the database trusts for TLS servers.
func (n nss) Verify(ctx context.Context, chain []*x509.Certificate) error {
	if !n.exists() {
		return errNotTrusted
	}
	program := n.env.Runner.Look("vfychain")
	if program == "" {
		return n.verifyRoots(ctx, chain)
	}
	argv := []string{program, "-d", n.db(), "-pp", "-u", "1"}       // CERT_PKIXVerifyCert, for a TLS server
	presented := slices.DeleteFunc(slices.Clone(chain), selfSigned) // the root is the store's to bring
	return n.withFiles(presented, func(files []string) error {
		for _, f := range files {
			argv = append(argv, "-a", f)
		}
		_, err := n.env.Runner.Run(ctx, argv)
		return err
	})
}

func selfSigned(c *x509.Certificate) bool { return bytes.Equal(c.RawIssuer, c.RawSubject) }

func (n nss) withFiles(chain []*x509.Certificate, use func([]string) error) error {
	if len(chain) == 0 {
		return use(nil)
	}
	return withFile(pemOf(chain[0]), func(first string) error {
		return n.withFiles(chain[1:], func(rest []string) error {
			return use(append([]string{first}, rest...))
		})
	})
}

func (n nss) verifyRoots(ctx context.Context, chain []*x509.Certificate) error {
	list, err := n.list(ctx)
	if err != nil {
		return err
	}
	var roots []*x509.Certificate
	for _, l := range list {
		if tls, _, _ := strings.Cut(l.flags, ","); !strings.Contains(tls, "C") {
			continue
		}
		certs, err := n.certificates(ctx, l.nickname)
		if err != nil {
			return err
		}
		roots = append(roots, certs...)
	}
	if len(roots) == 0 {
		return errNotTrusted
	}
	return verifyWith(known(roots), chain)
}
