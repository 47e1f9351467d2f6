package ca

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"rockxy/internal/ca/internal/custody"
	"rockxy/internal/durable"
)

// ClientHome is where client certificates live whose keys no file has: each key
// is in a keeper, made there, and its certificate in a directory of its own. The
// authority of the origin certifies them, from a request; nothing here does.
type ClientHome struct {
	dir  string
	open func(SelectOptions) (Keeper, Trail, error)
	ask  func() ([]byte, error)
}

// NewClientHome describes the home in dir, an absolute path that need not exist
// yet. ask is for the passphrase of vaults; nil is nobody to ask.
func NewClientHome(dir string, ask func() ([]byte, error)) *ClientHome {
	return &ClientHome{dir: dir, open: Select, ask: ask}
}

// Reasons for which a client key cannot be used.
var (
	ErrClientName      = errors.New("a name has 1 to 64 small letters, digits, dots, dashes and underscores, and begins with a letter or digit")
	ErrNoClientKey     = errors.New("there is no such key")
	ErrClientKeyExists = errors.New("there is a key of that name already")
	ErrKeyNotKept      = errors.New("this custody forgets its key with the process, which is no use for a client certificate")
	ErrNoCertificate   = errors.New("the key has no certificate yet")
	ErrNotForKey       = errors.New("the first certificate is not that of the key")
	ErrNotACertificate = errors.New("the text is not a chain of certificates in PEM")
	ErrNotForClients   = errors.New("the certificate is not for TLS clients, by its extended key usage")
)

// ClientKey is one of the keys.
type ClientKey struct {
	Name    string
	Custody string            // as in --custody
	Leaf    *x509.Certificate // nil until there is one
}

// Create makes a key called name in a keeper of this kind ("" chooses the best)
// and returns a request for its certificate (PKCS#10, PEM), to be taken to an
// authority. The trail says how the keeper was chosen.
func (h *ClientHome) Create(name, kind string, subject pkix.Name) (request []byte, trail Trail, err error) {
	if !clientNames().MatchString(name) {
		return nil, nil, ErrClientName
	}
	dir := h.of(name)
	if old, err := h.keeper(name); err == nil {
		if held, err := old.Holds(); held || err != nil {
			return nil, nil, errors.Join(ErrClientKeyExists, err)
		}
	} else if !errors.Is(err, ErrNoClientKey) {
		return nil, nil, err
	}
	k, trail, err := h.open(SelectOptions{Kind: kind, Dir: dir, Passphrase: h.ask})
	if err != nil {
		return nil, trail, err
	}
	if !k.Custody().Persistent {
		return nil, trail, ErrKeyNotKept
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, trail, err
	}
	// The note is there before the key, so that a key is never without one.
	if err := durable.Write(filepath.Join(dir, clientKeeper), []byte(k.Custody().Name+"\n")); err != nil {
		return nil, trail, err
	}
	signer, err := k.keeper.Create()
	if errors.Is(err, custody.ErrKeyExists) {
		err = ErrClientKeyExists
	}
	if err != nil {
		return nil, trail, err
	}
	request, err = requestFor(signer, subject)
	return request, trail, err
}

// Request returns another request for the certificate of a key that is there:
// for a renewal.
func (h *ClientHome) Request(name string, subject pkix.Name) ([]byte, error) {
	signer, err := h.signer(name)
	if err != nil {
		return nil, err
	}
	return requestFor(signer, subject)
}

func requestFor(signer crypto.Signer, subject pkix.Name) ([]byte, error) {
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: subject, SignatureAlgorithm: x509.ECDSAWithSHA256}, signer)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der}), nil
}

// Certify takes the certificate that an authority has made for the key, the
// leaf first, then what is to be sent along. It replaces an earlier one.
func (h *ClientHome) Certify(name string, chain []byte) (*x509.Certificate, error) {
	certs, err := parseChain(chain)
	if err != nil {
		return nil, err
	}
	signer, err := h.signer(name)
	if err != nil {
		return nil, err
	}
	if !sameKey(certs[0], signer) {
		return nil, ErrNotForKey
	}
	if !forClients(certs[0]) {
		return nil, ErrNotForClients
	}
	var text bytes.Buffer
	for _, c := range certs {
		if err := pem.Encode(&text, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}); err != nil {
			return nil, err
		}
	}
	return certs[0], durable.Write(filepath.Join(h.of(name), clientChain), text.Bytes())
}

// Certificate returns what an origin is given; the key in it stays in its
// keeper, and signs there. It may be used for any number of handshakes.
func (h *ClientHome) Certificate(name string) (*tls.Certificate, error) {
	certs, err := h.chain(name)
	if err != nil {
		return nil, err
	}
	signer, err := h.signer(name)
	if err != nil {
		return nil, err
	}
	if !sameKey(certs[0], signer) {
		return nil, ErrNotForKey
	}
	c := &tls.Certificate{PrivateKey: signer, Leaf: certs[0],
		SupportedSignatureAlgorithms: []tls.SignatureScheme{tls.ECDSAWithP256AndSHA256}} // what every keeper can do
	for _, x := range certs {
		c.Certificate = append(c.Certificate, x.Raw)
	}
	return c, nil
}

// List returns the keys in the order of their names. It opens no keeper.
func (h *ClientHome) List() ([]ClientKey, error) {
	entries, err := os.ReadDir(h.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var all []ClientKey
	for _, e := range entries {
		kind, err := h.kind(e.Name())
		if err != nil {
			continue // not one of ours
		}
		k := ClientKey{Name: e.Name(), Custody: kind}
		if certs, err := h.chain(e.Name()); err == nil {
			k.Leaf = certs[0]
		}
		all = append(all, k)
	}
	return all, nil
}

// Remove destroys a key and forgets its certificate.
func (h *ClientHome) Remove(name string) error {
	k, err := h.keeper(name)
	if err != nil {
		return err
	}
	if err := k.Forget(); err != nil {
		return err
	}
	dir := h.of(name)
	return errors.Join(durable.Remove(filepath.Join(dir, clientChain)), durable.Remove(filepath.Join(dir, clientKeeper)), os.RemoveAll(dir))
}

// ChainFile is where the certificate of a key is kept: what changes with it.
func (h *ClientHome) ChainFile(name string) string { return filepath.Join(h.of(name), clientChain) }

// The files in the directory of a key.
const (
	clientKeeper = "keeper"          // the name of the custody
	clientChain  = "certificate.pem" // leaf first
)

func clientNames() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`) }

func (h *ClientHome) of(name string) string { return filepath.Join(h.dir, name) }

// kind is the custody of a key that was made, or was about to be.
func (h *ClientHome) kind(name string) (string, error) {
	if !clientNames().MatchString(name) {
		return "", ErrNoClientKey
	}
	text, err := os.ReadFile(filepath.Join(h.of(name), clientKeeper))
	if errors.Is(err, fs.ErrNotExist) {
		return "", ErrNoClientKey
	}
	return strings.TrimSpace(string(text)), err
}

func (h *ClientHome) keeper(name string) (Keeper, error) {
	kind, err := h.kind(name)
	if err != nil {
		return Keeper{}, err
	}
	k, _, err := h.open(SelectOptions{Kind: kind, Dir: h.of(name), Passphrase: h.ask})
	return k, err
}

func (h *ClientHome) signer(name string) (crypto.Signer, error) {
	k, err := h.keeper(name)
	if err != nil {
		return nil, err
	}
	signer, err := k.keeper.Load()
	switch {
	case errors.Is(err, custody.ErrNoKey):
		return nil, fmt.Errorf("%w any more in %s", ErrNoClientKey, k.Custody().Name)
	case err != nil:
		return nil, fmt.Errorf("finding the key in %s: %w", k.Custody().Name, err)
	}
	return signer, nil
}
