package demo

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"testing"
	"time"
)

func start(t *testing.T) *Demo {
	t.Helper()
	d, err := Start(time.Now(), 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func TestCertificates(t *testing.T) {
	d := start(t)
	pool := x509.NewCertPool()
	for _, r := range d.Roots() {
		pool.AddCert(r)
	}
	for host, want := range map[string]func(error) bool{
		"shop": func(err error) bool { return err == nil },
		"expired": func(err error) bool {
			var e x509.CertificateInvalidError
			return errors.As(err, &e) && e.Reason == x509.Expired
		},
		"stranger":   func(err error) bool { var e x509.UnknownAuthorityError; return errors.As(err, &e) },
		"wrong-name": func(err error) bool { var e x509.HostnameError; return errors.As(err, &e) },
	} {
		c, err := tls.Dial("tcp", d.secure.Addr().String(), &tls.Config{RootCAs: pool, ServerName: host + domain})
		if !want(err) {
			t.Errorf("%s: %v", host, err)
		}
		if err == nil {
			c.Close()
		}
	}
}

func TestResolve(t *testing.T) {
	d := start(t)
	if a, err := d.Resolve(context.Background(), "SHOP.demo.test."); err != nil || len(a) != 1 || !a[0].IsLoopback() {
		t.Errorf("%v, %v", a, err)
	}
	var de *net.DNSError
	if _, err := d.Resolve(context.Background(), "nowhere.demo.test"); !errors.As(err, &de) || !de.IsNotFound {
		t.Error(err)
	}
}

func TestTwoDemosAtOnce(t *testing.T) {
	a, b := start(t), start(t)
	if a.securePort == b.securePort || a.plainPort == b.plainPort {
		t.Errorf("the same ports: %d and %d", a.securePort, a.plainPort)
	}
}
