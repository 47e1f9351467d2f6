package proxy

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/rule/actions"
	"rockxy/internal/rule/breakpoint"
	"rockxy/internal/rule/rulefile"
	"rockxy/internal/testkit"
)

// scenario is a file of rules, what a client asks, and what has to come of it at the
// origin, at the client and in the trace.
type scenario struct {
	name   string
	rules  []string // actions, each in a rule of its own; or rules, from "match:" on
	gives  http.HandlerFunc
	ask    ask
	origin seen
	client got
	trace  []string // in order: "KIND|what it did", "-KIND|why it did not"; both a part of the sentence
	decide []decide // of breakpoints, one after the other
	fault  string   // what the code of the exchange's begins with
	only   string   // "h1" or "h2"; both
}

// ask is a request. In fields "Name: value".
type ask struct {
	line     string // "POST /echo"; GET /given
	fields   []string
	body     string
	trailers []string
	pieces   []piece // of a stream: sent up to /echo when up, else given by /given
	up       bool
	coding   string // of what /given streams
}

// piece is a part of a stream, and what of it has to arrive before the next is sent.
type piece struct{ sent, want string }

// seen is what an origin has to have got. Of fields, "Name: value" has to be there and
// "-Name" must not. Empty strings are not looked at.
type seen struct {
	nothing      bool
	line         string // "POST /echo"
	host, body   string
	fields       []string
	trailers     []string
	other, empty bool // it was the other origin; the body is empty
}

// got is what the client has to get.
type got struct {
	status   int // 200
	fields   []string
	body     string // decoded
	trailers []string
	hints    []string // of 1xx responses
	fails    bool     // it ends before its end
	leaves   bool     // the connection is not to be used again
	any      bool     // whatever the body is
}

type decide func(m *breakpoint.Message) breakpoint.Decision

// stage is one proxy for all scenarios, whose rules change.
type stage struct {
	*rig
	origin, other *testkit.Origin
	rules         atomic.Pointer[rule.Set]
	gives         atomic.Pointer[http.HandlerFunc]
	pieces        chan string
	queue         *breakpoint.Queue
	kinds         []rulefile.Kind
	dir           string
}

func newStage(t *testing.T) *stage {
	testkit.NoLeaks(t)
	s := &stage{pieces: make(chan string), queue: breakpoint.NewQueue(breakpoint.Limits{}), dir: t.TempDir()}
	s.kinds = actions.Kinds(actions.Deps{Breakpoint: breakpoint.Deps{Queue: s.queue}})
	given := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h := s.gives.Load(); h != nil && *h != nil && r.URL.Path != "/free" {
			(*h)(w, r)
			return
		}
		_, _ = io.WriteString(w, "free")
	})
	s.origin = testkit.NewOrigin(t, testkit.Options{Handler: given})
	s.other = testkit.NewOrigin(t, testkit.Options{Handler: given, CA: s.origin.CA, ALPN: []string{"http/1.1"}})
	s.rig = newRig(t, func(c *Config) { c.Rules, c.Resolve = s.rules.Load, toLoopback }, s.origin.CA)
	t.Cleanup(s.queue.Stop)
	return s
}

// in fills in ports and the directory.
func (s *stage) in(text string) string {
	return strings.NewReplacer("PORT", s.origin.Port(), "OTHER", s.other.Port(), "DIR", s.dir).Replace(text)
}

// write makes a file that rules can name.
func (s *stage) write(name, text string) {
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// load puts rules into force, read from a file's text.
func (s *stage) load(t *testing.T, rules []string) *rule.Group {
	t.Helper()
	var b strings.Builder
	b.WriteString("rules:\n")
	for i, r := range rules {
		if !strings.HasPrefix(r, "match:") {
			r = "match: '!path:/free'\nactions:\n  - " + strings.ReplaceAll(r, "\n", "\n    ")
		}
		fmt.Fprintf(&b, "  - name: rule %d\n    %s\n", i+1, strings.ReplaceAll(r, "\n", "\n    "))
	}
	g, err := rulefile.Read(filepath.Join(s.dir, "scenario.yaml"), []byte(s.in(b.String())), s.kinds)
	if err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	s.rules.Store(rule.NewSet([]*rule.Group{g}, rule.Limits{}, time.Now()))
	return g
}

// clients by protocol. They trust the proxy, and take no coding off.
func (s *stage) clients() map[string]*http.Client {
	all := map[string]*http.Client{}
	for _, proto := range []string{"h1", "h2"} {
		tr := &http.Transport{
			Proxy:                 http.ProxyURL(&url.URL{Scheme: "http", Host: s.addr}),
			TLSClientConfig:       &tls.Config{RootCAs: s.pool()},
			Protocols:             new(http.Protocols),
			DisableCompression:    true,
			ExpectContinueTimeout: testkit.Patience,
		}
		tr.Protocols.SetHTTP1(proto == "h1")
		tr.Protocols.SetHTTP2(proto == "h2")
		s.t.Cleanup(tr.CloseIdleConnections)
		all[proto] = &http.Client{Transport: tr, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	return all
}

// play runs scenarios over both versions of HTTP.
func play(t *testing.T, s *stage, all []scenario) {
	clients := s.clients()
	for _, c := range all {
		for _, proto := range []string{"h1", "h2"} {
			if c.only != "" && c.only != proto {
				continue
			}
			t.Run(c.name+" "+proto, func(t *testing.T) { s.run(t, clients[proto], c) })
		}
	}
}

func (s *stage) run(t *testing.T, client *http.Client, c scenario) {
	s.load(t, c.rules)
	s.gives.Store(&c.gives)
	if len(c.ask.pieces) > 0 && !c.ask.up {
		h := http.HandlerFunc(s.giveInPieces(c.ask.coding))
		s.gives.Store(&h)
	}
	o, not := s.origin, s.other
	if c.origin.other {
		o, not = not, o
	}
	before, beside := o.Count(), not.Count()
	k := s.book.count() + 1
	decided := make(chan error, 1)
	go func() { decided <- s.decideAll(t.Context(), c.decide) }()
	s.exchange(t, client, c)
	if err := <-decided; err != nil {
		t.Error(err)
	}
	n := s.book.wait(t, k)
	checkTrace(t, n.x.Trace, c.trace)
	if code := faultCode(n.x); !strings.HasPrefix(code, c.fault) || c.fault == "" && code != "" && !c.client.leaves {
		t.Errorf("the exchange's fault is %q, want %q", code, c.fault)
	}
	if !c.origin.nothing {
		c.origin.host = s.in(c.origin.host)
		c.origin.check(t, o, before)
		before++
	}
	if o.Count() != before || not.Count() != beside {
		t.Errorf("%d more requests reached an origin than were to", o.Count()-before+not.Count()-beside)
	}
	s.usable(t, client, c.client.fails || c.client.leaves)
}

// exchange asks, and looks at what comes.
func (s *stage) exchange(t *testing.T, client *http.Client, c scenario) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), testkit.Patience)
	defer cancel()
	var hints []string
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{Got1xxResponse: func(code int, h textproto.MIMEHeader) error {
		hints = append(hints, fmt.Sprint(code, " ", h.Get("Link")))
		return nil
	}})
	req, pipe := s.request(t, ctx, c.ask)
	up := pour(pipe, c.ask)
	resp, err := client.Do(req)
	if err != nil {
		if !c.client.fails {
			t.Error(err)
		}
		return
	}
	defer resp.Body.Close()
	body := decoded(resp)
	err = s.relay(t, body, up, c.ask)
	var rest []byte
	if err == nil {
		rest, err = io.ReadAll(body)
	}
	if (err != nil) != c.client.fails {
		t.Errorf("ended with %v", err)
	}
	c.client.check(t, resp, string(rest))
	if len(c.client.hints) > 0 && !slices.Equal(hints, c.client.hints) {
		t.Errorf("1xx %q, want %q", hints, c.client.hints)
	}
}

func (s *stage) request(t *testing.T, ctx context.Context, a ask) (*http.Request, *io.PipeWriter) {
	method, target, ok := strings.Cut(a.line, " ")
	if !ok {
		method, target = "GET", "/given"
	}
	var body io.Reader
	var up *io.PipeWriter
	switch {
	case a.up:
		body, up = io.Pipe()
	case a.body != "" && len(a.trailers) > 0:
		body = io.MultiReader(strings.NewReader(a.body)) // of no known length
	case a.body != "":
		body = strings.NewReader(a.body)
	}
	req, err := http.NewRequestWithContext(ctx, method, proxied(s.origin.Port())+target, body)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range a.fields {
		name, value, _ := strings.Cut(f, ": ")
		req.Header.Add(name, value)
	}
	for _, f := range a.trailers {
		name, value, _ := strings.Cut(f, ": ")
		if req.Trailer == nil {
			req.Trailer = http.Header{}
		}
		req.Trailer.Add(name, value)
	}
	return req, up
}

// usable wants the connection to be there for what no rule is about.
func (s *stage) usable(t *testing.T, client *http.Client, another bool) {
	t.Helper()
	reused := false
	k := s.book.count() + 1
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) { reused = i.Reused }})
	req, err := http.NewRequestWithContext(ctx, "GET", proxied(s.origin.Port())+"/free", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Errorf("afterwards: %v", err)
		return
	}
	defer resp.Body.Close()
	if b, err := io.ReadAll(resp.Body); err != nil || string(b) != "free" || !reused && !another {
		t.Errorf("afterwards: %q, %v, on the same connection %v", b, err, reused)
	}
	if n := s.book.wait(t, k); len(n.x.Trace) != 0 || n.x.Fault != nil {
		t.Errorf("afterwards: %+v, %v", n.x.Trace, n.x.Fault)
	}
}

func faultCode(x *flow.Exchange) string {
	if x.Fault == nil {
		return ""
	}
	return string(x.Fault.Code)
}

func (b *notebook) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.tapes)
}

func checkTrace(t *testing.T, steps []flow.RuleStep, want []string) {
	t.Helper()
	ok := len(steps) == len(want)
	var all strings.Builder
	for i, step := range steps {
		line := step.Action + "|" + step.Did
		if step.Did == "" {
			line = "-" + step.Action + "|" + step.Why
		}
		fmt.Fprintf(&all, "\n\t%s (%s, %s)", line, step.Rule, step.Phase)
		if ok {
			kind, part, _ := strings.Cut(want[i], "|")
			has, text, _ := strings.Cut(line, "|")
			ok = kind == has && strings.Contains(text, part)
		}
	}
	if !ok {
		t.Errorf("trace:%s\nwant:\n\t%s", all.String(), strings.Join(want, "\n\t"))
	}
}
