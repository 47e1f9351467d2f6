package ca

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"rockxy/internal/ca/internal/custody"
)

// clientAuthority certifies requests, as somebody else's does.
type clientAuthority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newClientAuthority(t *testing.T) *clientAuthority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := &clientAuthority{t: t, key: key}
	self := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Clients"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	a.cert = a.sign(self, self, key.Public())
	return a
}

func (a *clientAuthority) sign(template, parent *x509.Certificate, public any) *x509.Certificate {
	a.t.Helper()
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return c
}

// answer is the chain for a request, in PEM.
func (a *clientAuthority) answer(request []byte, usage x509.ExtKeyUsage) []byte {
	a.t.Helper()
	b, _ := pem.Decode(request)
	if b == nil || b.Type != "CERTIFICATE REQUEST" {
		a.t.Fatalf("request %q", request)
	}
	r, err := x509.ParseCertificateRequest(b.Bytes)
	if err != nil || r.CheckSignature() != nil {
		a.t.Fatalf("request: %v", err)
	}
	c := a.sign(&x509.Certificate{SerialNumber: big.NewInt(2), Subject: r.Subject, ExtKeyUsage: []x509.ExtKeyUsage{usage}}, a.cert, r.PublicKey)
	return append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})...)
}

func clientHome(t *testing.T) *ClientHome {
	t.Helper()
	return cheaply(NewClientHome(filepath.Join(t.TempDir(), "clients"), func() ([]byte, error) { return []byte("open sesame"), nil }))
}

// cheaply makes the vaults of h fast to open.
func cheaply(h *ClientHome) *ClientHome {
	h.open = func(o SelectOptions) (Keeper, Trail, error) {
		k, trail, err := Select(o)
		if v, ok := k.keeper.(*custody.Vault); ok {
			v.WorkFactor = 4
		}
		return k, trail, err
	}
	return h
}

func TestClientKey(t *testing.T) {
	h, a := clientHome(t), newClientAuthority(t)
	request, trail, err := h.Create("work", "vault", pkix.Name{CommonName: "me"})
	if err != nil || len(trail) != 1 || !trail[0].Taken {
		t.Fatalf("%v, %v", err, trail)
	}
	if _, err := h.Certificate("work"); !errors.Is(err, ErrNoCertificate) {
		t.Errorf("without a certificate: %v", err)
	}
	if leaf, err := h.Certify("work", a.answer(request, x509.ExtKeyUsageClientAuth)); err != nil || leaf.Subject.CommonName != "me" {
		t.Fatalf("%v, %v", leaf, err)
	}

	again := cheaply(NewClientHome(h.dir, h.ask)) // as another process would
	cert, err := again.Certificate("work")
	if err != nil || len(cert.Certificate) != 2 {
		t.Fatalf("%v", err)
	}
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		handshake(t, a, cert, version)
	}
	list, err := again.List()
	if err != nil || len(list) != 1 || list[0].Name != "work" || list[0].Custody != "vault" || list[0].Leaf == nil {
		t.Errorf("%+v, %v", list, err)
	}
	renewal, err := again.Request("work", pkix.Name{CommonName: "me too"})
	if err != nil {
		t.Fatal(err)
	}
	if leaf, err := again.Certify("work", a.answer(renewal, x509.ExtKeyUsageAny)); err != nil || leaf.Subject.CommonName != "me too" {
		t.Errorf("%v, %v", leaf, err)
	}

	if err := again.Remove("work"); err != nil {
		t.Fatal(err)
	}
	if list, err := h.List(); len(list) != 0 || err != nil {
		t.Errorf("after all: %+v, %v", list, err)
	}
	if _, err := h.Certificate("work"); !errors.Is(err, ErrNoClientKey) {
		t.Errorf("after all: %v", err)
	}
}

// handshake has a server demand the certificate.
func handshake(t *testing.T, a *clientAuthority, cert *tls.Certificate, version uint16) {
	t.Helper()
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	near, far := net.Pipe()
	defer near.Close()
	server := tls.Certificate{Certificate: [][]byte{a.cert.Raw}, PrivateKey: a.key}
	done := make(chan error, 1)
	go func() {
		defer far.Close()
		s := tls.Server(far, &tls.Config{Certificates: []tls.Certificate{server}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, MaxVersion: version, SessionTicketsDisabled: true})
		done <- s.Handshake()
	}()
	c := tls.Client(near, &tls.Config{InsecureSkipVerify: true, Certificates: []tls.Certificate{*cert}})
	if err := errors.Join(c.Handshake(), <-done); err != nil {
		t.Errorf("%s: %v", tls.VersionName(version), err)
	}
}

func TestClientKeyIsRefused(t *testing.T) {
	h, a := clientHome(t), newClientAuthority(t)
	request, _, err := h.Create("work", "vault", pkix.Name{CommonName: "me"})
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := h.Create("other", "vault", pkix.Name{CommonName: "me"})
	if err != nil {
		t.Fatal(err)
	}
	create := func(name, kind string) error {
		_, _, err := h.Create(name, kind, pkix.Name{})
		return err
	}
	certify := func(name string, chain []byte) error {
		_, err := h.Certify(name, chain)
		return err
	}
	key := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")})
	good := a.answer(request, x509.ExtKeyUsageClientAuth)
	for what, c := range map[string]struct{ err, want error }{
		"the name is taken":        {create("work", "vault"), ErrClientKeyExists},
		"taken, by another kind":   {create("work", "memory"), ErrClientKeyExists},
		"no name":                  {create("", "vault"), ErrClientName},
		"a way out":                {create("../work", "vault"), ErrClientName},
		"a long name":              {create(strings.Repeat("a", 65), "vault"), ErrClientName},
		"a key that would not be":  {create("third", "memory"), ErrKeyNotKept},
		"another key's":            {certify("work", a.answer(other, x509.ExtKeyUsageClientAuth)), ErrNotForKey},
		"a server's":               {certify("work", a.answer(request, x509.ExtKeyUsageServerAuth)), ErrNotForClients},
		"no PEM":                   {certify("work", []byte("hello")), ErrNotACertificate},
		"a private key":            {certify("work", append(key, good...)), ErrNotACertificate},
		"nonsense in PEM":          {certify("work", bytes.Replace(key, []byte("PRIVATE KEY"), []byte("CERTIFICATE"), 2)), ErrNotACertificate},
		"a key that is not there":  {certify("nobody", good), ErrNoClientKey},
		"removing what is not":     {h.Remove("nobody"), ErrNoClientKey},
		"removing what is outside": {h.Remove(".."), ErrNoClientKey},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v, want %v", what, c.err, c.want)
		}
	}
	if _, err := h.Certificate("work"); !errors.Is(err, ErrNoCertificate) {
		t.Errorf("refused certificates were kept: %v", err)
	}
}

// TestClientKeyCutShort: a note without a key is no obstacle.
func TestClientKeyCutShort(t *testing.T) {
	h := clientHome(t)
	dir := filepath.Join(h.dir, "work")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, clientKeeper), []byte("vault\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Request("work", pkix.Name{}); !errors.Is(err, ErrNoClientKey) {
		t.Errorf("a key that was never made: %v", err)
	}
	if _, _, err := h.Create("work", "vault", pkix.Name{}); err != nil {
		t.Error(err)
	}
}

// TestClientKeyIsNowhere: what is in the directory of a key in the open is its
// certificate and the name of its keeper.
func TestClientKeyIsNowhere(t *testing.T) {
	h, a := clientHome(t), newClientAuthority(t)
	request, _, err := h.Create("work", "vault", pkix.Name{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Certify("work", a.answer(request, x509.ExtKeyUsageClientAuth)); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(filepath.Join(h.dir, "work"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(h.dir, "work", f.Name()))
		if err != nil || bytes.Contains(text, []byte("PRIVATE")) {
			t.Errorf("%s: %q, %v", f.Name(), text, err)
		}
		if info, _ := f.Info(); runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is for others: %v", f.Name(), info.Mode())
		}
	}
}
