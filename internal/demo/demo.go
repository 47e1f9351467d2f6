package demo

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"rockxy/internal/ca"
)

// The domain of every demo host. ".test" is never a real one (RFC 6761 §6.2).
const domain = ".demo.test"

// Demo is the origin. Close it after use.
type Demo struct {
	roots      []*x509.Certificate
	secure     net.Listener
	plain      net.Listener
	servers    [2]*http.Server
	serving    sync.WaitGroup
	securePort uint16
	plainPort  uint16
	pace       time.Duration
}

// Ports that are tried first, because they read well.
const (
	niceSecurePort = 8443
	nicePlainPort  = 8080
)

// Start opens the origin on loopback. pace is how long its slow things take;
// a second looks natural, 0 makes it all immediate.
func Start(now time.Time, pace time.Duration) (*Demo, error) {
	certs, err := newCertificates(now)
	if err != nil {
		return nil, err
	}
	d := &Demo{roots: certs.roots, pace: pace}
	if d.secure, d.securePort, err = listen(niceSecurePort); err != nil {
		return nil, err
	}
	if d.plain, d.plainPort, err = listen(nicePlainPort); err != nil {
		d.secure.Close()
		return nil, err
	}
	quiet := log.New(io.Discard, "", 0) // failed handshakes are part of the demo
	handler := d.handler()
	for i := range d.servers {
		d.servers[i] = &http.Server{Handler: handler, ErrorLog: quiet, ReadHeaderTimeout: time.Minute}
	}
	config := &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: certs.pick, GetConfigForClient: certs.config,
	}
	certs.h1 = config.Clone()
	certs.h1.NextProtos, certs.h1.GetConfigForClient = []string{"http/1.1"}, nil
	d.serve(d.servers[0], tls.NewListener(d.secure, config))
	d.serve(d.servers[1], d.plain)
	return d, nil
}

func (d *Demo) serve(s *http.Server, l net.Listener) {
	d.serving.Add(1)
	go func() {
		defer d.serving.Done()
		_ = s.Serve(l) // returns when closed
	}()
}

// Close ends the origin.
func (d *Demo) Close() error {
	var errs []error
	for _, s := range d.servers {
		errs = append(errs, s.Close())
	}
	for _, l := range []net.Listener{d.secure, d.plain} {
		if err := l.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	d.serving.Wait()
	return errors.Join(errs...)
}

// Roots are what a proxy has to trust for this run.
func (d *Demo) Roots() []*x509.Certificate { return d.roots }

// Resolve finds the demo's hosts; other names are the system's affair.
func (d *Demo) Resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	name, ours := strings.CutSuffix(strings.ToLower(strings.TrimSuffix(host, ".")), domain)
	switch {
	case !ours:
		return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	case name == "nowhere":
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})}, nil
}

// URL is that of a path on one of the demo's hosts, such as "shop".
func (d *Demo) URL(host, path string) string {
	return fmt.Sprintf("https://%s%s:%d%s", host, domain, d.securePort, path)
}

func (d *Demo) plainURL(path string) string {
	return fmt.Sprintf("http://plain%s:%d%s", domain, d.plainPort, path)
}

func listen(port uint16) (net.Listener, uint16, error) {
	l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		l, err = net.Listen("tcp4", "127.0.0.1:0")
	}
	if err != nil {
		return nil, 0, fmt.Errorf("the demo's origin: %w", err)
	}
	at, err := netip.ParseAddrPort(l.Addr().String())
	return l, at.Port(), err
}

// certificates are the demo's good and bad ones.
type certificates struct {
	roots                  []*x509.Certificate
	good, expired, unknown *ca.Issuer
	h1                     *tls.Config
}

// newCertificates makes two authorities: one that the proxy is told to trust,
// and one that nobody knows.
func newCertificates(now time.Time) (*certificates, error) {
	past := now.Add(-72 * time.Hour)
	root, err := ca.Create(ca.InMemory(), ca.Owner{User: "demo", Machine: "origin"}, past)
	if err != nil {
		return nil, err
	}
	stranger, err := ca.Create(ca.InMemory(), ca.Owner{User: "stranger", Machine: "origin"}, past)
	if err != nil {
		return nil, err
	}
	return &certificates{
		roots:   []*x509.Certificate{root.Certificate()},
		good:    ca.NewIssuer(root, ca.IssuerConfig{}),
		expired: ca.NewIssuer(root, ca.IssuerConfig{Now: func() time.Time { return past }}),
		unknown: ca.NewIssuer(stranger, ca.IssuerConfig{}),
	}, nil
}

func (c *certificates) pick(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	switch host := hello.ServerName; host {
	case "expired" + domain:
		return c.expired.Leaf([]string{host})
	case "stranger" + domain:
		return c.unknown.Leaf([]string{host})
	case "wrong-name" + domain:
		return c.good.Leaf([]string{"somebody-else" + domain})
	default:
		return c.good.Leaf([]string{host})
	}
}

// config lets the hosts whose clients speak HTTP/1 alone offer nothing else.
func (c *certificates) config(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	if strings.HasPrefix(hello.ServerName, "chat.") || strings.HasPrefix(hello.ServerName, "legacy.") {
		return c.h1, nil
	}
	return nil, nil
}
