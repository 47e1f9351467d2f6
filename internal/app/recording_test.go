package app

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/testkit"
)

// list is what is recorded, oldest first: kinds and URLs.
func list(t testing.TB, a *App) string {
	t.Helper()
	i := instance{a}
	if err := i.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := i.List(t.Context(), api.Query{Oldest: true})
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, f := range all {
		u := f.URL
		if p, err := url.Parse(f.URL); err == nil && p.Path != "" {
			u = p.Path
		}
		rows = append(rows, f.Kind+" "+u)
	}
	return strings.Join(rows, ", ")
}

// With recording off traffic passes, rules apply, what is going on is recorded to its end,
// and nothing that begins is.
func TestRecordingOff(t *testing.T) {
	going, finish := make(chan struct{}), make(chan struct{})
	o := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "begun ")
		if r.URL.Path == "/slow" {
			w.(http.Flusher).Flush()
			close(going)
			<-finish
		}
		io.WriteString(w, "done")
	}))
	t.Cleanup(o.Close)
	cfg := testConfig(t)
	writeRules(t, RulesFile(cfg.Data, "block"), "rules:\n- name: no\n  match: path:/blocked\n  actions: [block: 451]\n")
	a, _ := run(t, cfg, Options{ExtraRoots: []*x509.Certificate{o.Certificate()}})
	i := instance{a}
	c := through(t, a)
	get(t, c, o.URL+"/before")
	slow := make(chan string)
	go func() {
		resp, err := c.Get(o.URL + "/slow")
		if err != nil {
			slow <- err.Error()
			return
		}
		defer resp.Body.Close()
		text, _ := io.ReadAll(resp.Body)
		slow <- string(text)
	}()
	<-going

	if got := i.SetRecording(api.RecordingSwitch{}); got.On || a.Status().Recording || a.Status().Capture.State != api.Off {
		t.Errorf("%+v, %+v", got, a.Status().Capture)
	}
	if got := get(t, c, o.URL+"/off"); got != "begun done" {
		t.Errorf("traffic does not pass: %q", got)
	}
	if resp, err := c.Get(o.URL + "/blocked"); err != nil || resp.StatusCode != 451 {
		t.Errorf("rules do not apply: %v, %v", resp, err)
	} else {
		resp.Body.Close()
	}
	if hits := i.RuleHits().Rules; len(hits) != 1 || hits[0].Hits != 1 {
		t.Errorf("%+v", hits)
	}
	close(finish)
	if got := <-slow; got != "begun done" {
		t.Errorf("%q", got)
	}
	if got := i.SetRecording(api.RecordingSwitch{On: true}); !got.On || !a.Status().Recording || a.Status().Capture.State != api.Recording {
		t.Errorf("%+v, %+v", got, a.Status().Capture)
	}
	get(t, c, o.URL+"/after")
	if got := list(t, a); got != "exchange /before, exchange /slow, exchange /after" {
		t.Error(got)
	}
	until(t, "what had begun is recorded to its end", func() bool {
		d, err := i.Get(t.Context(), 2)
		return err == nil && d.State == "complete" && d.ResponseBytes == int64(len("begun done"))
	})
}

// A tunnel that began while recording was off is not recorded, however it ends; one that
// began before is, to its end; and so with clients that refuse.
func TestRecordingOffOfTunnelsAndRefusals(t *testing.T) {
	o := testkit.NewOrigin(t, testkit.Options{})
	cfg := testConfig(t)
	writePolicy(t, cfg.Data, "bypass localhost\n")
	a, _ := run(t, cfg, Options{ExtraRoots: []*x509.Certificate{o.CA.Cert}})
	i := instance{a}
	addr := "localhost:" + o.Port()
	refuse := func() {
		c, err := net.Dial("tcp", a.ProxyAddr().String())
		if err != nil {
			t.Fatal(err)
		}
		_ = c.SetDeadline(time.Now().Add(testkit.Patience))
		fmt.Fprintf(c, "CONNECT 127.0.0.1:%[1]s HTTP/1.1\r\nHost: 127.0.0.1:%[1]s\r\n\r\n", o.Port())
		if resp, err := http.ReadResponse(bufio.NewReader(c), nil); err != nil || resp.StatusCode != 200 {
			t.Fatalf("%v, %v", resp, err)
		}
		if err := tls.Client(c, &tls.Config{ServerName: "127.0.0.1"}).Handshake(); err == nil {
			t.Error("the root is trusted")
		}
		c.Close()
	}
	before := connect(t, a, addr)
	i.SetRecording(api.RecordingSwitch{})
	while := connect(t, a, addr)
	refuse()
	until(t, "the refusal is known", func() bool { return a.Status().Capture.Entries == 2 }) // it has a number, and no row
	i.SetRecording(api.RecordingSwitch{On: true})
	if status, _ := while.get("/bytes/10"); status != 200 {
		t.Errorf("status %d", status)
	}
	while.Close()
	before.Close()
	refuse()
	until(t, "the refusal is recorded, and the tunnel is over", func() bool {
		d, err := i.Get(t.Context(), 1)
		return err == nil && d.State == "complete" && strings.Contains(list(t, a), "handshake-failure")
	})
	until(t, "the other tunnel is over", func() bool {
		a.recording.mu.Lock()
		defer a.recording.mu.Unlock()
		return len(a.recording.passing) == 0
	})
	if got, want := list(t, a), fmt.Sprintf("tunnel %s, handshake-failure 127.0.0.1:%s", addr, o.Port()); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// What a person has sent is recorded in any case.
func TestRecordingOffAndOrders(t *testing.T) {
	var r recording
	r.off.Store(true)
	if r.leavesOut(&flow.Exchange{Client: &flow.ClientConn{Entry: flow.EntryOrder}}) {
		t.Error("an order is left out")
	}
	if !r.leavesOut(&flow.Exchange{Client: &flow.ClientConn{Entry: flow.EntryConnect}}) || !r.leavesOut(&flow.Exchange{}) {
		t.Error("what is no order is recorded")
	}
}
