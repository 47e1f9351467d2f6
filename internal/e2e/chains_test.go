package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"rockxy/internal/testkit"
)

// TestChains has every client accept every shape of chain with nothing but the
// root trusted: a leaf that the root signed, one with a session CA between
// them, and that from a root with name constraints. With another proxy's root in
// its place each of them refuses.
func TestChains(t *testing.T) {
	if blind() {
		return // a blind stand-in issues nothing
	}
	t.Parallel()
	fast, slow := theStand(t), standWith(t, startSlow)
	for _, shape := range []struct {
		name   string
		stand  *stand
		length int // of the chain, the root included
		only   []string
	}{{"root", fast, 2, nil}, {"session", slow, 3, nil}, {"limited", standWith(t, startLimited), 3, []string{"localhost"}}} {
		t.Run(shape.name, func(t *testing.T) {
			wantChain(t, shape.stand, shape.length)
			if only := shape.stand.root(t).PermittedDNSDomains; !slices.Equal(only, shape.only) {
				t.Errorf("the root is limited to %q, want %q", only, shape.only)
			}
			for _, c := range chainClients() {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					c.accepts(t, shape.stand)
				})
			}
		})
	}
	t.Run("stranger", func(t *testing.T) { // one after the other, to tell whose refusal it was
		for _, c := range chainClients() {
			t.Run(c.name, func(t *testing.T) { c.refuses(t, slow, fast.proxy.RootFile) })
		}
	})
}

// wantChain wants a chain in which each certificate is signed by the next, up to
// the root.
func wantChain(t *testing.T, s *stand, length int) {
	t.Helper()
	_, _, chain := s.intercepted(t)
	if len(chain) != length || !chain[length-1].Equal(s.root(t)) {
		t.Fatalf("%d certificates, want %d with the root at the end", len(chain), length)
	}
	for n, cert := range chain[:length-1] {
		if err := cert.CheckSignatureFrom(chain[n+1]); err != nil {
			t.Errorf("certificate %d: %v", n, err)
		}
		if cert.IsCA != (n > 0) {
			t.Errorf("certificate %d: CA is %v", n, cert.IsCA)
		}
	}
}

// visit is one look at one page by a client that trusts one root.
type visit struct {
	stand *stand
	root  string // file
	key   string // of the page, and of what its script loads
	url   string
	over  func() bool // the wanted end is there
}

// newVisit puts up a page. Its script loads the page's address with "loaded"
// added, in those clients that have scripts.
func newVisit(t *testing.T, s *stand, root string) visit {
	v := visit{stand: s, root: root, key: s.key(t)}
	v.over = v.loaded
	v.url = s.origin.URL("/" + v.key + "/")
	s.sites.Store(v.key, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, "<p>%s<script>fetch('loaded')</script>", v.key)
	}))
	return v
}

// arrived are the page's requests that the origin has answered.
func (v visit) arrived() (targets []string) {
	for _, r := range v.stand.origin.Requests() {
		if strings.HasPrefix(r.Target, "/"+v.key+"/") {
			targets = append(targets, r.Target)
		}
	}
	return targets
}

// loaded reports whether the page's script ran.
func (v visit) loaded() bool { return slices.Contains(v.arrived(), "/"+v.key+"/loaded") }

func (c chainClient) accepts(t *testing.T, s *stand) {
	program, ok := c.find(t)
	if !ok {
		return
	}
	v := newVisit(t, s, s.proxy.RootFile)
	if err := c.visit(t, program, v); err != nil {
		t.Fatal(err)
	}
	s.origin.Last(t, "/"+v.key+"/")
	if c.browser && !v.loaded() {
		t.Error("the page's script did not run")
	}
	for _, f := range s.settled(t, v.key, 1) {
		if f.Kind != "exchange" || f.Verdict != "intercept" {
			t.Errorf("kind %q, verdict %q, fault %+v", f.Kind, f.Verdict, f.Fault)
		}
	}
}

// refuses wants no request at the origin, and the client's refusal recorded.
func (c chainClient) refuses(t *testing.T, s *stand, stranger string) {
	program, ok := c.find(t)
	if !ok {
		return
	}
	before := len(s.refusals(t))
	refusals := func() ([]flowLine, bool) {
		list := s.refusals(t)[before:]
		return list, len(list) > 0
	}
	v := newVisit(t, s, stranger)
	v.over = func() bool { _, ok := refusals(); return ok }
	if err := c.visit(t, program, v); err == nil && !c.browser { // which shows a page of its own
		t.Error("the client went on")
	}
	got, ok := testkit.Settle(refusals)
	if !ok {
		t.Fatal("no refusal was recorded")
	}
	for _, f := range got {
		if f.Fault == nil || f.Fault.Side != "client" || !strings.Contains(f.Fault.Message, c.alert) {
			t.Errorf("fault %+v, want the client's, with %q", f.Fault, c.alert)
		}
	}
	if targets := v.arrived(); len(targets) > 0 {
		t.Errorf("the origin received %q", targets)
	}
}
