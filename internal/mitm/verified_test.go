package mitm_test

import (
	"crypto/tls"
	"crypto/x509"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
)

// counted is an upstream at a time that can be moved, which counts its full
// verifications: each asks once for our own roots.
func counted(clock *time.Time, roots ...*x509.Certificate) (*mitm.Upstream, *int) {
	n := new(int)
	u := upstream(mitm.UpstreamConfig{
		Now:      func() time.Time { return *clock },
		OwnRoots: func() []*x509.Certificate { *n++; return nil },
	}, roots...)
	return u, n
}

func TestVerifiedChainIsRemembered(t *testing.T) {
	root := authority(t, "Root", nil)
	leaf := server(t, root, named(host, "www.example.com"))
	again := server(t, root, named(host, "www.example.com"))
	clock := noon
	u, n := counted(&clock, root.cert)
	full := func(leaf *pair, name string) error {
		config := origin(present(leaf))
		config.SessionTicketsDisabled = true
		_, err := connect(t, u, config, wantHost(name))
		return err
	}
	for _, step := range []struct {
		what  string
		at    time.Duration
		leaf  *pair
		host  string
		total int
	}{
		{"the first time", 0, leaf, host, 1},
		{"again", time.Minute, leaf, host, 1},
		{"for another name", time.Minute, leaf, "www.example.com", 2},
		{"another certificate", time.Minute, again, host, 3},
		{"later", 6 * time.Minute, leaf, host, 4},
	} {
		clock = noon.Add(step.at)
		if err := full(step.leaf, step.host); err != nil {
			t.Fatalf("%s: %v", step.what, err)
		}
		if *n != step.total {
			t.Errorf("%s: %d verifications in all, want %d", step.what, *n, step.total)
		}
	}
	if err := full(leaf, "other.example.com"); err == nil {
		t.Error("a remembered chain proved another name")
	}
}

func TestVerifiedChainExpires(t *testing.T) {
	root := authority(t, "Root", nil)
	soon := func(c *x509.Certificate) { c.NotAfter = noon.Add(2 * time.Minute) }
	middle := authority(t, "Middle", root, soon)
	for name, chain := range map[string][]*pair{
		"leaf":         {server(t, root, soon)},
		"intermediate": {server(t, middle), middle},
	} {
		t.Run(name, func(t *testing.T) {
			clock := noon
			u, _ := counted(&clock, root.cert)
			config := origin(present(chain[0], chain[1:]...))
			config.SessionTicketsDisabled = true
			if _, err := connect(t, u, config, wantHost(host)); err != nil {
				t.Fatal(err)
			}
			clock = noon.Add(3 * time.Minute)
			_, err := connect(t, u, config, wantHost(host))
			wantFault(t, err, flow.UpstreamExpired)
		})
	}
}

// TestConnectionsShareTheDescribedChain: a thousand connections to one host
// keep one copy of what it presents, also when it was verified anew meanwhile.
func TestConnectionsShareTheDescribedChain(t *testing.T) {
	root := authority(t, "Root", nil)
	middle := authority(t, "Middle", root)
	leaf := server(t, middle)
	clock := noon
	u, n := counted(&clock, root.cert)
	var first *flow.TLS
	for i := range 4 {
		config := origin(present(leaf, middle))
		config.SessionTicketsDisabled = i != 2
		clock = noon.Add(time.Duration(i) * 4 * time.Minute)
		record, err := connect(t, u, config, wantHost(host))
		if err != nil {
			t.Fatal(err)
		}
		wantChain(t, record, leaf, middle)
		if first == nil {
			first = record
		}
		for c := range record.Chain {
			if record.Chain[c] != first.Chain[c] {
				t.Errorf("connection %d has a certificate %d of its own", i, c)
			}
		}
	}
	if *n != 2 {
		t.Errorf("%d verifications, want 2", *n)
	}
	other, err := connect(t, u, origin(present(leaf)), wantHost(host))
	wantFault(t, err, flow.UpstreamIncomplete)
	wantChain(t, other, leaf)
}

// TestRefusedChainIsNotRemembered: a refusal is worked out anew each time.
func TestRefusedChainIsNotRemembered(t *testing.T) {
	root := authority(t, "Root", nil)
	clock := noon
	u, _ := counted(&clock, root.cert)
	config := origin(present(server(t, root, notYetValid)))
	_, err := connect(t, u, config, wantHost(host))
	wantFault(t, err, flow.UpstreamNotYetValid)
	clock = noon.Add(2 * time.Minute)
	if _, err := connect(t, u, config, wantHost(host)); err != nil {
		t.Errorf("still refused: %v", err)
	}
}

func TestUpstreamResumption(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			root := authority(t, "Root", nil)
			leaf := server(t, root, named(host, "www.example.com"))
			clock := noon
			u, n := counted(&clock, root.cert)
			config := origin(present(leaf))
			config.MaxVersion = version
			config.NextProtos = []string{"h2", "http/1.1"}
			want := mitm.Want{Host: host, Port: 443, ServerName: host, ALPN: []string{"h2", "http/1.1"}}

			check := func(what string, want mitm.Want, resumed bool) {
				t.Helper()
				record, err := connect(t, u, config, want)
				if err != nil {
					t.Fatalf("%s: %v", what, err)
				}
				if record.Resumed != resumed {
					t.Errorf("%s: resumed is %v, want %v", what, record.Resumed, resumed)
				}
				if !record.Verified || len(record.Chain) != 1 {
					t.Errorf("%s: verified is %v with %d certificates", what, record.Verified, len(record.Chain))
				}
			}
			check("first", want, false)
			check("again", want, true)
			check("and again", want, true)
			for what, change := range map[string]func(*mitm.Want){
				"other host": func(w *mitm.Want) { w.Host = "www.example.com" },
				"other port": func(w *mitm.Want) { w.Port = 8443 },
				"other SNI":  func(w *mitm.Want) { w.ServerName = "www.example.com" },
				"no SNI":     func(w *mitm.Want) { w.ServerName = "" },
				"other ALPN": func(w *mitm.Want) { w.ALPN = []string{"http/1.1"} },
				"order":      func(w *mitm.Want) { w.ALPN = []string{"http/1.1", "h2"} },
			} {
				changed := want
				change(&changed)
				check(what, changed, false)
			}
			// A resumed session is verified again once its chain is not fresh.
			before := *n
			clock = noon.Add(10 * time.Minute)
			check("later", want, true)
			if *n != before+1 {
				t.Errorf("%d verifications of a resumed session, want 1", *n-before)
			}
		})
	}
}

// TestResumedSessionIsVerified: the origin still holds the session, but its
// certificate has run out in the meantime.
func TestResumedSessionIsVerified(t *testing.T) {
	root := authority(t, "Root", nil)
	middle := authority(t, "Middle", root, func(c *x509.Certificate) { c.NotAfter = noon.Add(time.Minute) })
	clock := noon
	u, _ := counted(&clock, root.cert)
	config := origin(present(server(t, middle), middle))
	if _, err := connect(t, u, config, wantHost(host)); err != nil {
		t.Fatal(err)
	}
	clock = noon.Add(2 * time.Minute)
	record, err := connect(t, u, config, wantHost(host))
	wantFault(t, err, flow.UpstreamExpired)
	if !record.Resumed || record.Verified {
		t.Errorf("resumed %v and verified %v, want a resumed session that is refused", record.Resumed, record.Verified)
	}
}
