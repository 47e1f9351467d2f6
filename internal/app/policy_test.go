package app

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/policy"
	"rockxy/internal/testkit"
)

// journal is a log that can be read.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) count(s string) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Count(j.text.String(), s)
}

func newJournal() (*journal, *slog.Logger) {
	j := &journal{}
	return j, slog.New(slog.NewTextHandler(j, nil))
}

// until tries again until ok, or the test's patience is over.
func until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	late := time.After(testkit.Patience)
	for !ok() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatal("waited in vain: " + what)
		}
	}
}

// tunnel is one TLS connection to an origin through the proxy.
type tunnel struct {
	*tls.Conn
	in *bufio.Reader
	t  testing.TB
}

func connect(t testing.TB, a *App, addr string) *tunnel {
	t.Helper()
	c, err := net.Dial("tcp", a.ProxyAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	_ = c.SetDeadline(time.Now().Add(testkit.Patience))
	fmt.Fprintf(c, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", addr, addr)
	in := bufio.NewReader(c)
	resp, err := http.ReadResponse(in, nil)
	if err != nil || resp.StatusCode != 200 {
		t.Fatalf("%v, %v", resp, err)
	}
	tc := tls.Client(c, &tls.Config{ServerName: "localhost", InsecureSkipVerify: true, NextProtos: []string{"http/1.1"}})
	if err := tc.Handshake(); err != nil {
		t.Fatal(err)
	}
	return &tunnel{tc, bufio.NewReader(tc), t}
}

// ours reports whether the certificate is one of Rockxy's.
func (c *tunnel) ours(a *App) bool {
	return c.ConnectionState().PeerCertificates[0].CheckSignatureFrom(a.root.Certificate()) == nil
}

func (c *tunnel) get(path string) (status int, body string) {
	c.t.Helper()
	fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path)
	resp, err := http.ReadResponse(c.in, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// wantGone waits for the end of the connection.
func (c *tunnel) wantGone() {
	c.t.Helper()
	if _, err := c.in.ReadByte(); err == nil {
		c.t.Error("something came instead of the end")
	} else if ne, ok := err.(net.Error); ok && ne.Timeout() {
		c.t.Error("the connection goes on")
	}
}

// A command that changes the policy has changed it when it returns: for new
// connections, and for those that are open.
func TestChangeIsLive(t *testing.T) {
	o := testkit.NewOrigin(t, testkit.Options{})
	cfg := testConfig(t)
	a, _ := run(t, cfg, Options{ExtraRoots: []*x509.Certificate{o.CA.Cert}})
	addr := "localhost:" + o.Port()
	before := connect(t, a, addr)
	if status, _ := before.get("/bytes/1"); status != 200 || !before.ours(a) {
		t.Fatalf("status %d", status)
	}
	client, err := api.Dial(t.Context(), cfg.Data)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()

	if _, err := addTo(cfg.Data, mustEntry(t, "localhost")); err != nil {
		t.Fatal(err)
	}
	if err := client.ReloadPolicy(t.Context()); err != nil {
		t.Fatal(err)
	}
	after := connect(t, a, addr)
	if status, _ := after.get("/bytes/1"); status != 200 || after.ours(a) {
		t.Fatalf("status %d, or it is intercepted still", status)
	}
	before.wantGone()

	flows, err := client.List(t.Context(), api.Query{Limit: 1})
	if err != nil || len(flows) != 1 || flows[0].Verdict != "bypass" || len(flows[0].Reasons) != 1 || !strings.Contains(flows[0].Reasons[0], `bypass list, line 1: "localhost"`) {
		t.Errorf("%+v, %v", flows, err)
	}
	p, err := client.Policy(t.Context())
	if err != nil || len(p.Bypass) != 1 || p.Bypass[0].Pattern != "localhost" || p.Bypass[0].Line != 1 || len(p.Groups) < 5 {
		t.Errorf("%+v, %v", p, err)
	}
	if st, err := client.Status(t.Context()); err != nil || st.Policy.Bypass != 1 || st.Policy.Default != "intercept" {
		t.Errorf("%+v, %v", st.Policy, err)
	}
}

func TestFileThatCannotBeReadStopsTheStart(t *testing.T) {
	cfg := testConfig(t)
	writePolicy(t, cfg.Data, "bypass a..b\nbypas c\n")
	_, err := New(cfg, Options{})
	want := PolicyFile(cfg.Data) + ":1:"
	if err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), ":2:1: ") {
		t.Errorf("%v", err)
	}
}

// An edit by hand counts as a whole or not at all, and what is wrong with it is
// said once.
func TestEditByHand(t *testing.T) {
	cfg := testConfig(t)
	log, logger := newJournal()
	writePolicy(t, cfg.Data, "bypass a.example\n")
	a, _ := run(t, cfg, Options{Log: logger})
	decides := func(host string) bool {
		return a.policy.Decide(policy.Query{Host: host, Port: 443}).Action == policy.Bypass
	}
	if !decides("a.example") {
		t.Fatal("the file was not read")
	}
	writePolicy(t, cfg.Data, "bypass a.example\nbypass b.example\n")
	until(t, "the edit counts", func() bool { return decides("b.example") })

	const bad = "bypass c.example\nbypass d.example until soon\n"
	writePolicy(t, cfg.Data, bad)
	until(t, "the bad edit is seen", func() bool { return a.policy.problem() != nil })
	p := a.policy.describe()
	if decides("c.example") || !decides("b.example") || len(p.Problems) != 1 || p.Problems[0].Line != 2 || p.Problems[0].Column != 24 || len(a.Status().Policy.Problems) != 1 {
		t.Errorf("a part of it counts, or what is wrong is not said: %+v", p.Problems)
	}
	for range 3 { // looked at again, and again
		a.policy.look()
	}
	if err := a.policy.reload(); err == nil {
		t.Error("a reload does not say that it cannot be read")
	}
	if n := log.count("the policy was not changed"); n != 1 {
		t.Errorf("said %d times", n)
	}
	if _, err := (instance{a}).ReloadPolicy(); err == nil || !strings.Contains(err.Error(), "policy.conf:2:24") {
		t.Errorf("%v", err)
	}

	writePolicy(t, cfg.Data, "bypass c.example\n")
	until(t, "the correction counts", func() bool { return decides("c.example") })
	if decides("b.example") || a.policy.problem() != nil {
		t.Error("what is not in the file counts")
	}
	if err := os.Remove(PolicyFile(cfg.Data)); err != nil {
		t.Fatal(err)
	}
	until(t, "no file is an empty one", func() bool { return !decides("c.example") })
}

// A file that is empty for a moment, as some editors leave it while they write,
// is not taken.
func TestHalfAnEditIsNotTaken(t *testing.T) {
	data := t.TempDir()
	writePolicy(t, data, "bypass a.example\n")
	_, logger := newJournal()
	p, err := openPolicies(PolicyFile(data), ClientKeys(data, nil), logger)
	if err != nil {
		t.Fatal(err)
	}
	changes := 0
	p.changed = func() { changes++ }
	writePolicy(t, data, "")
	p.look()
	if p.text == "" || changes != 0 {
		t.Fatal("an empty file was taken at first sight")
	}
	writePolicy(t, data, "bypass a.example\nbypass b.example\n")
	p.look()
	p.look()
	if changes != 1 || len(p.set.Load().File().Bypass) != 2 {
		t.Errorf("%d changes, %+v", changes, p.set.Load().File())
	}
	p.look()
	if changes != 1 {
		t.Error("it changes all the time")
	}
}

// An entry that ends takes its connections along.
func TestExpiryDrains(t *testing.T) {
	o := testkit.NewOrigin(t, testkit.Options{})
	cfg := testConfig(t)
	ends := time.Now().Add(1500 * time.Millisecond)
	writePolicy(t, cfg.Data, "bypass localhost until "+ends.UTC().Format(time.RFC3339Nano)+"\n")
	a, _ := run(t, cfg, Options{ExtraRoots: []*x509.Certificate{o.CA.Cert}})
	c := connect(t, a, "localhost:"+o.Port())
	if status, _ := c.get("/bytes/1"); status != 200 || c.ours(a) {
		t.Fatalf("status %d, or it is intercepted", status)
	}
	c.wantGone()
	if time.Now().Before(ends) {
		t.Error("it ended before its time")
	}
	again := connect(t, a, "localhost:"+o.Port())
	if status, _ := again.get("/bytes/1"); status != 200 || !again.ours(a) {
		t.Errorf("status %d, or it is not intercepted", status)
	}
}

// What Rockxy adds itself is marked, ends, and gives way to what a person says.
func TestAutomaticBypass(t *testing.T) {
	cfg := testConfig(t)
	log, logger := newJournal()
	a, _ := run(t, cfg, Options{Log: logger})
	ends := time.Now().Add(time.Hour)
	if err := a.addBypass("app:/usr/bin/thing a.example:443", ends, "certificate pinning detected"); err != nil {
		t.Fatal(err)
	}
	q := policy.Query{Host: "a.example", Port: 443}
	if a.policy.Decide(q).Action != policy.Intercept {
		t.Error("it holds for every client")
	}
	q.App, q.AppPath = "thing", "/usr/bin/thing"
	if d := a.policy.Decide(q); d.Action != policy.Bypass || !d.Entry.Auto {
		t.Errorf("%+v", d)
	}
	if s := a.Status().Policy; s.Automatic != 1 || s.Temporary != 1 {
		t.Errorf("%+v", s)
	}
	if log.count("bypassed automatically") != 1 {
		t.Error("it was added silently")
	}
	longer := ends.Add(time.Hour)
	if err := a.addBypass("app:/usr/bin/thing a.example:443", longer, "again"); err != nil {
		t.Fatal(err)
	}
	if got := a.policy.set.Load().File().Bypass; len(got) != 1 || !got[0].Until.Equal(longer.Truncate(time.Second)) {
		t.Errorf("%+v", got)
	}
	for _, line := range []string{"intercept app:x b.example:1", "bypass app:x b.example:1"} {
		writePolicy(t, cfg.Data, line+"\n")
		if err := a.addBypass("app:x b.example:1", ends, "n"); !errors.Is(err, errDecided) {
			t.Errorf("%s: %v", line, err)
		}
	}
	if err := a.addBypass("app: x", ends, ""); err == nil {
		t.Error("not a pattern, and no error")
	}
}

// The instance ends while the policy is being watched.
func TestFollowEnds(t *testing.T) {
	_, logger := newJournal()
	p, err := openPolicies(PolicyFile(t.TempDir()), nil, logger)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p.follow(ctx)
}
