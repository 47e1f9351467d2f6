package app

import (
	"crypto"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"software.sslmate.com/src/go-pkcs12"

	"rockxy/internal/ca"
	"rockxy/internal/flow"
	"rockxy/internal/policy"
)

// IdentityError is a client certificate of the policy that cannot be used.
type IdentityError struct {
	Pattern string // of hosts
	File    string // at fault, "" when it is none
	Why     string // without a final period
	Line    int    // of the policy, 0 when it is not in there yet
}

func (e *IdentityError) Error() string {
	s := e.Why
	if e.File != "" {
		s = e.File + ": " + s
	}
	if e.Line == 0 {
		return s
	}
	return fmt.Sprintf("the client certificate for %s (policy, line %d): %s", e.Pattern, e.Line, s)
}

// Hint says what to do about it.
func (e *IdentityError) Hint() string {
	if e.Line == 0 {
		return "rockxy policy client-certificate --help says what it can be"
	}
	return "correct that, or take it out: rockxy policy client-certificate " + e.Pattern + " --remove"
}

// Identity is a client certificate that can be used.
type Identity struct {
	cert *tls.Certificate
	leaf *x509.Certificate
}

// Leaf is the certificate itself.
func (i *Identity) Leaf() *x509.Certificate { return i.leaf }

// maxIdentityFile bounds what is read of a file with a certificate or a key.
const maxIdentityFile = 1 << 20

// ClientKeys are the keys of client certificates that this data directory has in
// key stores. ask is for the passphrase of vaults; nil: nobody can be asked.
func ClientKeys(data string, ask func() ([]byte, error)) *ca.ClientHome {
	return ca.NewClientHome(filepath.Join(data, caDir, clientsDir), ask)
}

// ClientKey is one of them.
type ClientKey = ca.ClientKey

const clientsDir = "clients"

// LoadIdentity reads a client certificate and its key, or finds it among keys.
// The error is an *IdentityError.
func LoadIdentity(keys *ca.ClientHome, c policy.ClientCert) (*Identity, error) {
	bad := func(file, why string) error {
		return &IdentityError{Pattern: c.Pattern.String(), File: file, Why: why, Line: c.Line}
	}
	var cert tls.Certificate
	var file, why string
	switch c.Kind {
	case policy.PEM:
		cert, file, why = loadPEM(c)
	case policy.PKCS12:
		cert, file, why = loadPKCS12(c)
	default:
		cert, why = loadKept(keys, c.Keeper)
	}
	if why != "" {
		return nil, bad(file, why)
	}
	leaf, err := x509.ParseCertificate(cert.Certificate[0])
	if err != nil {
		return nil, bad(c.File, "the certificate is damaged ("+err.Error()+")")
	}
	cert.Leaf = leaf
	return &Identity{&cert, leaf}, nil
}

func readSmall(file string) (content []byte, why string) {
	f, err := os.Open(file)
	if err != nil {
		return nil, plain(err)
	}
	defer f.Close()
	content, err = io.ReadAll(io.LimitReader(f, maxIdentityFile+1))
	switch {
	case err != nil:
		return nil, plain(err)
	case len(content) > maxIdentityFile:
		return nil, "that is too large to be a certificate or a key"
	}
	return content, ""
}

func loadPEM(c policy.ClientCert) (cert tls.Certificate, file, why string) {
	certs, why := readSmall(c.File)
	if why != "" {
		return cert, c.File, why
	}
	keyFile, key := c.File, certs
	if c.Key != "" {
		if keyFile = c.Key; keyFile != c.File {
			if key, why = readSmall(keyFile); why != "" {
				return cert, keyFile, why
			}
		}
	}
	has, keys := blocks(certs)
	if !has {
		return cert, c.File, "it holds no certificate; PEM files have a line -----BEGIN CERTIFICATE-----"
	}
	if keyFile != c.File {
		_, keys = blocks(key)
	}
	switch {
	case keys == sealedKey:
		return cert, keyFile, "its key is encrypted with a passphrase; give it as PKCS#12 with a passphrase file, or decrypt it"
	case keys == noKey && c.Key == "":
		return cert, keyFile, "it holds no private key; name its file with --key"
	case keys == noKey:
		return cert, keyFile, "it holds no private key"
	}
	cert, err := tls.X509KeyPair(certs, key)
	if err != nil {
		return cert, keyFile, "certificate and key cannot be used together (" + strings.TrimPrefix(err.Error(), "tls: ") + ")"
	}
	return cert, "", ""
}

type keyFound uint8

const (
	noKey keyFound = iota
	sealedKey
	openKey
)

// blocks says what a PEM file holds.
func blocks(text []byte) (cert bool, key keyFound) {
	for {
		var b *pem.Block
		if b, text = pem.Decode(text); b == nil {
			return cert, key
		}
		switch {
		case b.Type == "CERTIFICATE":
			cert = true
		case b.Type == "ENCRYPTED PRIVATE KEY", strings.Contains(b.Headers["Proc-Type"], "ENCRYPTED"):
			key = max(key, sealedKey)
		case strings.HasSuffix(b.Type, "PRIVATE KEY"):
			key = openKey
		}
	}
}

func loadPKCS12(c policy.ClientCert) (cert tls.Certificate, file, why string) {
	content, why := readSmall(c.File)
	if why != "" {
		return cert, c.File, why
	}
	passphrase := ""
	if c.Passphrase != "" {
		text, why := readSmall(c.Passphrase)
		if why != "" {
			return cert, c.Passphrase, why
		}
		passphrase, _, _ = strings.Cut(string(text), "\n")
		passphrase = strings.TrimSuffix(passphrase, "\r")
	}
	key, leaf, chain, err := pkcs12.DecodeChain(content, passphrase)
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword) && c.Passphrase == "":
		return cert, c.File, "it needs a passphrase; name a file that holds it with --passphrase-file"
	case errors.Is(err, pkcs12.ErrIncorrectPassword):
		return cert, c.File, "the passphrase in " + c.Passphrase + " does not open it"
	case err != nil:
		return cert, c.File, "it cannot be read as PKCS#12 (" + strings.TrimPrefix(err.Error(), "pkcs12: ") + ")"
	case !belongs(key, leaf):
		return cert, c.File, "its key is not that of its certificate"
	}
	cert.PrivateKey = key
	cert.Certificate = [][]byte{leaf.Raw}
	for _, c := range chain {
		cert.Certificate = append(cert.Certificate, c.Raw)
	}
	return cert, "", ""
}

// loadKept finds the client certificate whose key is called name.
func loadKept(keys *ca.ClientHome, name string) (cert tls.Certificate, why string) {
	kept, err := keys.Certificate(name)
	if err != nil {
		return cert, fmt.Sprintf("the client key %q: %v", name, keeperError(err))
	}
	return *kept, ""
}

// belongs reports whether a private key is that of a certificate.
func belongs(key any, cert *x509.Certificate) bool {
	k, ok := key.(interface{ Public() crypto.PublicKey })
	if !ok {
		return false
	}
	public, ok := k.Public().(interface{ Equal(crypto.PublicKey) bool })
	return ok && public.Equal(cert.PublicKey)
}

// id tells identities apart: it is that of the certificate.
func (i *Identity) id() string {
	sum := sha256.Sum256(i.leaf.Raw)
	return hex.EncodeToString(sum[:])
}

// unusable is the fault of connections whose certificate cannot be used.
func unusable(err error) *flow.Fault {
	f := &flow.Fault{Code: flow.UpstreamClientCert, Side: flow.SideRule, Message: err.Error(), Cause: err}
	var bad *IdentityError
	if errors.As(err, &bad) {
		f.Hint = bad.Hint()
	}
	return f
}
