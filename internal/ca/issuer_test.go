package ca

import (
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestIssuerRemembers(t *testing.T) {
	clock := noon
	issuer, keeper := newCounted(t, &clock, IssuerConfig{})
	var first *tls.Certificate
	for _, name := range []string{"api.example.com", "api.example.com", "API.example.com"} {
		cert, err := issuer.Leaf([]string{name})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = cert
		}
		if cert != first {
			t.Errorf("%s got another certificate", name)
		}
	}
	if n := keeper.signatures.Load(); n != 1 {
		t.Errorf("%d signatures, want 1", n)
	}
	if cert, err := issuer.Leaf([]string{"api.example.com", "*.example.com"}); err != nil || cert == first {
		t.Errorf("more names got the certificate with fewer (%v)", err)
	}
}

func TestIssuerSignsOnceForAllWhoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := noon
		issuer, keeper := newCounted(t, &clock, IssuerConfig{})
		release := make(chan struct{})
		keeper.before = func() error { <-release; return nil }
		var group sync.WaitGroup
		certs := make([]*tls.Certificate, 50)
		for n := range certs {
			group.Go(func() {
				cert, err := issuer.Leaf([]string{"api.example.com"})
				if err != nil {
					t.Error(err)
				}
				certs[n] = cert
			})
		}
		synctest.Wait() // everybody waits now, one of them for the signature
		close(release)
		group.Wait()
		if n := keeper.signatures.Load(); n != 1 {
			t.Errorf("%d signatures for %d callers", n, len(certs))
		}
		for _, cert := range certs {
			if cert != certs[0] {
				t.Fatal("callers at once got different certificates")
			}
		}
	})
}

func TestIssuerFailsAllWhoWaitAndTriesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := noon
		issuer, keeper := newCounted(t, &clock, IssuerConfig{})
		release := make(chan struct{})
		keeper.before = func() error { <-release; return errStolen }
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				if cert, err := issuer.Leaf([]string{"api.example.com"}); !errors.Is(err, errStolen) || cert != nil {
					t.Errorf("error is %v, want that of the signer", err)
				}
			})
		}
		synctest.Wait()
		close(release)
		group.Wait()
		keeper.before = nil
		if _, err := issuer.Leaf([]string{"api.example.com"}); err != nil {
			t.Errorf("the failure was remembered: %v", err)
		}
	})
}

func TestIssuerSurvivesAPanic(t *testing.T) {
	clock := noon
	issuer, keeper := newCounted(t, &clock, IssuerConfig{})
	keeper.before = func() error { panic("the driver is broken") }
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		issuer.Leaf([]string{"api.example.com"})
	}()
	keeper.before = nil
	if _, err := issuer.Leaf([]string{"api.example.com"}); err != nil {
		t.Error(err)
	}
}

func TestIssuerRenewsAhead(t *testing.T) {
	clock := noon
	issuer, keeper := newCounted(t, &clock, IssuerConfig{})
	leafAt := func(after time.Duration) *tls.Certificate {
		clock = noon.Add(after)
		cert, err := issuer.Leaf([]string{"api.example.com"})
		if err != nil {
			t.Fatal(err)
		}
		if left := parsed(t, cert).NotAfter.Sub(clock); left < renewAhead {
			t.Errorf("after %v the leaf has only %v left", after, left)
		}
		return cert
	}
	first := leafAt(0)
	due := parsed(t, first).NotAfter.Sub(noon) - renewAhead
	if leafAt(due-time.Second) != first {
		t.Error("renewed too early")
	}
	if leafAt(due) == first {
		t.Error("not renewed when due")
	}
	if n := keeper.signatures.Load(); n != 2 {
		t.Errorf("%d signatures, want 2", n)
	}
}

func TestIssuerRenewsOnceForAllWhoAsk(t *testing.T) {
	clock := noon
	issuer, keeper := newCounted(t, &clock, IssuerConfig{})
	if _, err := issuer.Leaf([]string{"api.example.com"}); err != nil {
		t.Fatal(err)
	}
	clock = noon.Add(20 * time.Hour)
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			if _, err := issuer.Leaf([]string{"api.example.com"}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := keeper.signatures.Load(); n != 2 {
		t.Errorf("%d signatures, want 2", n)
	}
}

func TestIssuerIsBounded(t *testing.T) {
	clock := noon
	issuer, keeper := newCounted(t, &clock, IssuerConfig{Leaves: 3})
	ask := func(n int) {
		if _, err := issuer.Leaf([]string{fmt.Sprintf("h%d.example.com", n)}); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 5 {
		ask(n)
		ask(0) // used all the time, so it stays
	}
	if n := issuer.leaves.Len(); n != 3 {
		t.Errorf("remembers %d leaves, want 3", n)
	}
	if n := keeper.signatures.Load(); n != 5 {
		t.Errorf("%d signatures, want 5", n)
	}
	ask(1)
	if n := keeper.signatures.Load(); n != 6 {
		t.Error("the leaf used longest ago was still there")
	}
}

func TestIssuerForgetsRefusedNames(t *testing.T) {
	clock := noon
	issuer, keeper := newCounted(t, &clock, IssuerConfig{Leaves: 1})
	issuer.Leaf([]string{"api.example.com"})
	for n := range 10 {
		issuer.Leaf([]string{fmt.Sprintf("bad name %d", n)})
	}
	issuer.Leaf([]string{"api.example.com"})
	if n := keeper.signatures.Load(); n != 1 {
		t.Errorf("%d signatures: refused names drove a good leaf out", n)
	}
}

func TestEveryLeafIsOnTheAuditTrail(t *testing.T) {
	var trail []Issued
	issuer := NewIssuer(newRoot(t, noon), IssuerConfig{Now: func() time.Time { return noon }, Issued: func(i Issued) { trail = append(trail, i) }})
	for _, client := range []string{"curl 127.0.0.1:1", "node 127.0.0.1:2"} {
		if _, err := issuer.LeafFor(client, []string{"API.example.com", "*.example.com"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := issuer.LeafFor("x", []string{"not a name"}); err == nil {
		t.Error("a bad name was accepted")
	}
	if len(trail) != 1 {
		t.Fatalf("%d entries, want the one leaf that was issued", len(trail))
	}
	cert := mustLeafOf(t, issuer, "API.example.com", "*.example.com")
	got, leaf := trail[0], parsed(t, cert)
	if got.Client != "curl 127.0.0.1:1" || !slices.Equal(got.Names, leaf.DNSNames) || got.Serial != leaf.SerialNumber.Text(16) ||
		got.SHA256 != sha256.Sum256(leaf.Raw) || !got.NotAfter.Equal(leaf.NotAfter) || !got.Time.Equal(noon) {
		t.Errorf("entry %+v does not describe the leaf", got)
	}
}

func mustLeafOf(t *testing.T, issuer *Issuer, names ...string) *tls.Certificate {
	t.Helper()
	cert, err := issuer.Leaf(names)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}
