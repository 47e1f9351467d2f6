package fault

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

// origin is what an origin answers.
type origin struct {
	proto  flow.Proto // of the client; HTTP/1.1 unless set
	fields []string
	pieces []string
	hangs  bool // after the last piece, which is not marked as the end
}

// got is what a client gets, and when.
type got struct {
	head        *flow.Head
	body        string
	at          []time.Duration // of each piece
	waited      time.Duration   // for the head
	err         error
	did, why    string
	requestTook time.Duration
}

func (g *got) cut(t *testing.T) *rule.Cut {
	t.Helper()
	var cut *rule.Cut
	if !errors.As(g.err, &cut) {
		t.Fatalf("no end by a rule: %v, body %q", g.err, g.body)
	}
	return cut
}

// feed is the body of an origin.
type feed struct {
	*origin
	n int
}

func (f *feed) Next(ctx context.Context) (rule.Piece, error) {
	if f.n == len(f.pieces) {
		<-ctx.Done()
		return rule.Piece{}, ctx.Err()
	}
	f.n++
	return rule.Piece{Data: []byte(f.pieces[f.n-1]), More: f.n < len(f.pieces), End: f.n == len(f.pieces) && !f.hangs}, nil
}

func parse(t *testing.T, line string) (rule.Action, error) {
	t.Helper()
	n, err := node.Read("f.yaml", []byte(line))
	if err != nil {
		t.Fatal(err)
	}
	pair := n.Pairs()[0]
	if pair.Key.Text() == "delay" {
		return ParseDelay(pair.Value)
	}
	return Parse(pair.Value)
}

// begin makes a run of a rule with actions.
func begin(t *testing.T, o *origin, actions ...rule.Action) (*rule.Run, *flow.Head) {
	t.Helper()
	match, err := filter.Parse("")
	if err != nil {
		t.Fatal(err)
	}
	r := &rule.Rule{Name: "break", Enabled: true, Match: match, Actions: actions}
	set := rule.NewSet([]*rule.Group{{Name: "g", Enabled: true, Rules: []*rule.Rule{r}}}, rule.Limits{}, time.Now())
	head := flow.ParseHead(flow.HTTP11, []byte("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"), flow.Request, false)
	if o.proto == 0 {
		o.proto = flow.HTTP11
	}
	x := &flow.Exchange{Method: "GET", Scheme: "http", Host: "a.example", Port: 80, URL: "http://a.example/", Proto: o.proto, Client: &flow.ClientConn{}}
	return set.Begin(x, head), head
}

// ask sends an exchange through the actions of some lines.
func ask(t *testing.T, o origin, lines ...string) *got {
	t.Helper()
	var actions []rule.Action
	for _, line := range lines {
		a, err := parse(t, line)
		if err != nil {
			t.Fatal(err)
		}
		actions = append(actions, a)
	}
	return askActions(t, o, false, actions...)
}

func askActions(t *testing.T, o origin, dry bool, actions ...rule.Action) *got {
	t.Helper()
	run, head := begin(t, &o, actions...)
	run.Dry = dry
	start := time.Now()
	if _, err := run.Request(t.Context(), head, nil, rule.Route{Scheme: "http", Host: "a.example", Port: 80}); err != nil {
		t.Fatal(err)
	}
	g := &got{requestTook: time.Since(start)}
	start = time.Now()
	raw := "HTTP/1.1 200 OK\r\n" + strings.Join(append(o.fields, ""), "\r\n") + "\r\n"
	var body rule.Body
	if o.pieces != nil {
		body = &feed{origin: &o}
	}
	g.head, body, g.err = run.Response(t.Context(), flow.ParseHead(flow.HTTP11, []byte(raw), flow.Response, false), body)
	g.waited = time.Since(start)
	for end := body == nil || g.err != nil; !end; {
		var p rule.Piece
		if p, g.err = body.Next(t.Context()); len(p.Data) > 0 {
			g.at = append(g.at, time.Since(start))
		}
		g.body += string(p.Data)
		end = p.End || g.err != nil
	}
	for _, s := range run.Trace() {
		g.did, g.why = g.did+s.Did, g.why+s.Why
	}
	return g
}

// digits is a plain body of ten octets in three pieces.
func digits(fields ...string) origin {
	return origin{fields: append(fields, "Content-Length: 10"), pieces: []string{"0123", "456", "789"}}
}

func TestCuts(t *testing.T) {
	for line, want := range map[string]struct {
		how  rule.CutHow
		body string
		did  string
	}{
		"fault: {close-after: 5}": {rule.CutClose, "01234", "to be closed after 5 octets of the body"},
		"fault: {close-after: 4}": {rule.CutClose, "0123", "to be closed after 4 octets of the body"},
		"fault: {reset-after: 0}": {rule.CutReset, "", "to be reset after 0 octets of the body"},
		"fault: {hang-after: 10}": {rule.CutHang, "0123456789", "to hang after 10 octets of the body"},
		"fault: {hang-after: 11}": {0, "0123456789", "to hang after 11 octets of the body"},
	} {
		g := ask(t, digits(), line)
		if g.body != want.body || g.did != want.did || !g.head.Has("content-length") {
			t.Errorf("%s: %q, did %q", line, g.body, g.did)
		}
		if want.how == 0 && g.err != nil || want.how != 0 && g.cut(t).How != want.how {
			t.Errorf("%s: ends with %v", line, g.err)
		}
	}
	if g := ask(t, digits(), "fault: {reset-after: 5}"); g.cut(t).Why != `the rule "break" resets the connection after 5 octets of the body` {
		t.Error(g.err)
	}
}

func TestTruncate(t *testing.T) {
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, _ = io.WriteString(w, strings.Repeat("0123456789", 100))
	w.Close()
	long := strings.Repeat("x", 100_000)
	for _, c := range []struct {
		o      origin
		most   string
		body   string
		length string
		did    string
		why    string
	}{
		{digits(), "5", "01234", "5", "truncated the body after 5 octets", ""},
		{digits(), "0", "", "0", "truncated the body after 0 octets", ""},
		{digits(), "10", "0123456789", "10", "", "the body has no more than 10 octets"},
		{origin{fields: []string{"Content-Length: 100000"}, pieces: []string{long}}, "5", "xxxxx", "", "truncated the body after 5 octets", ""},
		{origin{fields: []string{"Transfer-Encoding: chunked"}, pieces: []string{"abc", "def"}, hangs: true}, "5", "abcde", "", "truncated the body after 5 octets", ""},
		{origin{fields: []string{"Content-Encoding: gzip", "Transfer-Encoding: chunked"}, pieces: []string{zipped.String()}}, "15", "012345678901234", "", "truncated the body after 15 octets", ""},
	} {
		g := ask(t, c.o, "fault: {truncate: "+c.most+"}")
		if g.err != nil {
			t.Errorf("%+v: %v", c.o, g.err)
			continue
		}
		body := g.body
		if coding, _ := g.head.Get("content-encoding"); string(coding) == "gzip" {
			body = unzipped(t, body)
		}
		length, _ := g.head.Get("content-length")
		if body != c.body || string(length) != c.length || g.did != c.did || g.why != c.why {
			t.Errorf("%v to %s: %.30q, length %q, did %q, why %q", c.o.fields, c.most, body, length, g.did, g.why)
		}
	}
}

func unzipped(t *testing.T, s string) string {
	t.Helper()
	r, err := gzip.NewReader(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The same exchanges of two runs are spared.
func TestChance(t *testing.T) {
	run := func(seed string) (bits string) {
		a, err := parse(t, "fault: {reset-after: 1, chance: 30%, seed: "+seed+"}")
		if err != nil {
			t.Fatal(err)
		}
		for range 1000 {
			if g := askActions(t, digits(), false, a); g.err == nil {
				bits += "."
				if g.why != "the 30% of the exchanges that it is for do not have this one" {
					t.Fatal(g.why)
				}
			} else {
				bits += "x"
			}
		}
		return bits
	}
	one, two := run("1"), run("2")
	if one != run("1") || one == two {
		t.Error("what is drawn is not what the seed says")
	}
	for _, bits := range []string{one, two} {
		if n := strings.Count(bits, "x"); n < 250 || n > 350 {
			t.Errorf("%d of 1000, want about 300", n)
		}
	}
}

func TestDry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, line := range []string{"fault: {close-after: 5}", "fault: {malformed: garbage-head}", "fault: {malformed: bad-chunk}", "delay: 1h",
			"delay: {request: 1h, between-chunks: 1h, chunk: 1, after: {bytes: 1, wait: 1h}}"} {
			a, err := parse(t, line)
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			g := askActions(t, digits(), true, a)
			if g.err != nil || g.body != "0123456789" || g.did == "" || time.Since(start) > 0 {
				t.Errorf("%s: %q, %v, did %q, after %v", line, g.body, g.err, g.did, time.Since(start))
			}
		}
	})
}
