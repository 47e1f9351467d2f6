package e2e

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rockxy/internal/testkit"
)

// stand is an origin and a proxy in front of it.
type stand struct {
	origin   *testkit.Origin
	originCA string // file
	proxy    *instance
	started  time.Time
	keys     atomic.Int64
	sites    sync.Map // first path segment → http.Handler
}

var shared = sync.OnceValues(func() (*stand, error) { return newStand(filepath.Join(scratch, "shared"), startInstance) })

// sharedStarted says whether shared has anything to close.
var sharedStarted atomic.Bool

// theStand is the proxy that all client tests share; it lives until the last
// has ended, as a user's does.
func theStand(t *testing.T) *stand {
	t.Helper()
	sharedStarted.Store(true)
	s, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func stopShared() error {
	if !sharedStarted.Load() {
		return nil
	}
	s, err := shared()
	if err != nil {
		return nil // each test has reported it
	}
	return s.close()
}

// ownStand is a proxy and an origin for one test alone.
func ownStand(t *testing.T) *stand {
	t.Helper()
	return standWith(t, startInstance)
}

// standWith is one whose proxy start starts.
func standWith(t *testing.T, start starter) *stand {
	t.Helper()
	s, err := newStand(t.TempDir(), start)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// starter starts a proxy in dir that trusts upstreamCA.
type starter func(dir, upstreamCA string) (*instance, error)

func newStand(dir string, start starter) (*stand, error) {
	s := &stand{started: time.Now().Add(-time.Second), originCA: filepath.Join(dir, "origin.pem")}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	var err error
	if s.origin, err = testkit.StartOrigin(originOptions(s)); err != nil {
		return nil, err
	}
	if err := os.WriteFile(s.originCA, s.origin.CA.PEM(), 0o600); err != nil {
		return nil, err
	}
	if s.proxy, err = start(dir, s.originCA); err != nil {
		s.origin.Close()
		return nil, err
	}
	return s, nil
}

// originOptions add the tests' own sites. A browser that trusts a root by its
// public key has to be shown it, which rockxy does and origins do not.
func originOptions(s *stand) testkit.Options {
	o := testkit.Options{Handler: http.HandlerFunc(s.site)}
	if blind() {
		ca, err := testkit.NewAuthority()
		if err == nil {
			o.CA = ca
			o.TLS = func(c *tls.Config) {
				c.Certificates[0].Certificate = append(c.Certificates[0].Certificate, ca.Cert.Raw)
			}
		}
	}
	return o
}

// close ends the origin, after which the proxy has no connection to keep, and
// then the proxy.
func (s *stand) close() error {
	s.origin.Close()
	if left, ok := s.proxy.withoutSockets(); !ok {
		return errors.Join(fmt.Errorf("the proxy keeps %d sockets after its clients left: %s", len(left), strings.Join(left, ", ")), s.proxy.close())
	}
	return s.proxy.close()
}

// site serves what a test has put under a path of its own.
func (s *stand) site(w http.ResponseWriter, r *http.Request) {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if h, ok := s.sites.Load(first); ok {
		h.(http.Handler).ServeHTTP(w, r)
		return
	}
	http.NotFound(w, r)
}

// key marks a test's own URLs.
func (s *stand) key(t *testing.T) string {
	return fmt.Sprintf("%s-%d", strings.ToLower(strings.NewReplacer("/", "-", " ", "-").Replace(t.Name())), s.keys.Add(1))
}
