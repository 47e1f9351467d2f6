package rule

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"rockxy/internal/content"
	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// doingBody is an action that is a function.
type doingBody struct {
	phases Phases
	edits  bool
	do     func(context.Context, *Turn) error
}

func (d doingBody) Kind() string                          { return "doingBody" }
func (d doingBody) Phases() Phases                        { return d.phases }
func (d doingBody) Do(ctx context.Context, t *Turn) error { return d.do(ctx, t) }
func (d doingBody) EditsResponse() bool                   { return d.edits }
func during(p Phase, do func(*Turn) error) doingBody {
	return doingBody{phases: In(p), do: func(_ context.Context, t *Turn) error { return do(t) }}
}
func staging(p Phase, s func() Stage) doingBody {
	return during(p, func(t *Turn) error { return t.Message().Through(context.Background(), s()) })
}
func parse(text string, dir flow.Direction) *flow.Head {
	return flow.ParseHead(flow.HTTP11, []byte(strings.ReplaceAll(text, "\n", "\r\n")+"\r\n\r\n"), dir, false)
}

// shout is a stage that makes letters shout case. It keeps back what is not a whole
// word of three, and fails at a '!'.
type shout struct{ kept []byte }

func (u *shout) Write(dst, p []byte, end bool) ([]byte, error) {
	if i := bytes.IndexByte(p, '!'); i >= 0 {
		dst = append(append(append(dst, bytes.ToUpper(u.kept)...), bytes.ToUpper(p[:i])...), p[i:]...)
		return dst, errors.New("there is a !")
	}
	u.kept = append(u.kept, p...)
	n := len(u.kept) - len(u.kept)%3
	if end {
		n = len(u.kept)
	}
	dst = append(dst, bytes.ToUpper(u.kept[:n])...)
	u.kept = u.kept[:copy(u.kept, u.kept[n:])]
	return dst, nil
}

func (u *shout) Report() Report { return Report{Did: "shouted", Changes: []flow.Change{{Cut: true}}} }

// bodyRun is a run of rules, one for each action.
func bodyRun(t testing.TB, request string, actions ...Action) *Run {
	t.Helper()
	g := &Group{Name: "g", Enabled: true}
	for i, a := range actions {
		g.Rules = append(g.Rules, &Rule{Name: fmt.Sprint("r", i), Enabled: true, Match: &filter.Expr{}, Actions: []Action{a}})
	}
	h := parse(request, flow.Request)
	r := NewSet([]*Group{g}, Limits{}, time.Now()).Begin(&flow.Exchange{}, h)
	if _, err := r.Request(t.Context(), h, nil, Route{Scheme: "http", Host: "a", Port: 80}); err != nil {
		t.Fatal(err)
	}
	return r
}

const plainGet = "GET / HTTP/1.1\nHost: a"

// chunks is a body of some pieces; it says after each that nothing more is there.
type chunks struct {
	all      [][]byte
	at       int
	trailers *flow.Head
	err      error
	more     bool
}

func (p *chunks) Next(context.Context) (Piece, error) {
	if p.at == len(p.all) {
		if p.err != nil {
			return Piece{}, p.err
		}
		return Piece{End: true, Trailers: p.trailers}, nil
	}
	p.at++
	return Piece{Data: p.all[p.at-1], More: p.more}, nil
}

func texts(all ...string) *chunks {
	p := &chunks{}
	for _, s := range all {
		p.all = append(p.all, []byte(s))
	}
	return p
}

// drained is all of a body.
func drained(t testing.TB, b Body) (data []byte, last Piece, err error) {
	t.Helper()
	for {
		p, err := b.Next(t.Context())
		if err != nil {
			return data, p, err
		}
		if data = append(data, p.Data...); p.End {
			return data, p, nil
		}
	}
}

func encoded(t testing.TB, codings, text string) []byte {
	t.Helper()
	b, err := content.Encode([]byte(text), codings)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func shouting() Action { return staging(ResponseBody, func() Stage { return &shout{} }) }

// Each piece of a coded stream is decoded, edited, coded and passed on before the
// next one comes.
func TestCodedStreamsAreLive(t *testing.T) {
	for _, codings := range []string{"", "gzip", "deflate", "br", "zstd", "gzip, br"} {
		var wire bytes.Buffer
		w, err := content.NewWriter(&wire, codings)
		if err != nil {
			t.Fatal(err)
		}
		in := &chunks{trailers: &flow.Head{Proto: flow.HTTP11, Fields: []flow.Field{{Name: []byte("X-T"), Value: []byte("1")}, {Name: []byte("Content-Digest"), Value: []byte("sha-256=:x:")}}}}
		head := "HTTP/1.1 200 OK\nTransfer-Encoding: chunked"
		if codings != "" {
			head += "\nContent-Encoding: " + codings
		}
		h, out, err := bodyRun(t, plainGet, shouting()).Response(t.Context(), parse(head, flow.Response), in)
		if err != nil {
			t.Fatal(err)
		}
		if h.Has("content-length") || !h.Has("transfer-encoding") {
			t.Errorf("%q", h.Raw)
		}
		pr, pw := io.Pipe()
		clear, err := content.NewReader(pr, codings, content.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"one", "two", "six", strings.Repeat("abc", 10_000)} {
			w.Write([]byte(word))
			w.Flush()
			in.all = append(in.all, bytes.Clone(wire.Bytes()))
			wire.Reset()
			got := make([]byte, len(word))
			done := make(chan error, 1)
			go func() {
				_, err := io.ReadFull(clear, got)
				done <- err
			}()
			for in.at < len(in.all) {
				p, err := out.Next(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				pw.Write(p.Data)
			}
			for more := true; more; {
				select {
				case err := <-done:
					if err != nil || string(got) != strings.ToUpper(word) {
						t.Fatalf("%q: %q, %v", codings, got, err)
					}
					more = false
				default:
					if r, ok := out.(*trailing).Body.(*recoded); ok && r.src.rest != nil && len(r.src.rest) > 0 {
						p, _ := out.Next(t.Context())
						pw.Write(p.Data)
					}
				}
			}
		}
		w.Close()
		in.all = append(in.all, bytes.Clone(wire.Bytes()))
		go io.Copy(io.Discard, pr)
		_, last, err := drained(t, out)
		if err != nil || last.Trailers == nil || len(last.Trailers.Fields) != 1 {
			t.Errorf("%q: %+v, %v", codings, last.Trailers, err)
		}
	}
}

// What the head says of the body is true of what comes.
func TestFramingIsPutRight(t *testing.T) {
	long := strings.Repeat("abc", 50_000)
	for _, c := range []struct {
		name, head string
		proto      flow.Proto
		body       string
		want       string // of the head
	}{
		{"a short one is held", "Content-Length: 3\nETag: \"x\"\nLast-Modified: d\nX: y", flow.HTTP11, "abc", "Content-Length: 3\nX: y"},
		{"chunks stay", "Transfer-Encoding: chunked\nX: y", flow.HTTP11, "abc", "Transfer-Encoding: chunked\nX: y"},
		{"a long one gets chunks", "Content-Length: 150000\nAccept-Ranges: bytes", flow.HTTP11, long, "Transfer-Encoding: chunked"},
		{"HTTP/1.0 is closed", "Content-Length: 150000", flow.HTTP10, long, ""},
		{"until the end", "X: y", flow.HTTP11, "abc", "X: y"},
		{"unchanged stays", "Content-Length: 3\nETag: \"x\"", flow.HTTP11, "ABC", "Content-Length: 3\nETag: \"x\""},
		{"digests of a whole one", "Content-Length: 3\nContent-MD5: x\nContent-Digest: sha-256=:AAAA:, crc32c=:AA:\nDigest: SHA-512=x", flow.HTTP11, "abc",
			"Content-Length: 3\nContent-MD5: kC+90rHfDE9wtKXSNSXpMg==\nContent-Digest: sha-256=:tdQEXD9Gb6kf4sxqvnkjKhpXzfEE96JucW4KHieJ33g=:\nDigest: SHA-512="},
		{"digests of a stream", "Transfer-Encoding: chunked\nContent-MD5: x\nRepr-Digest: sha-256=:AAAA:", flow.HTTP11, "abc", "Transfer-Encoding: chunked"},
	} {
		h := flow.ParseHead(c.proto, []byte("HTTP/1.1 200 OK\r\n"+strings.ReplaceAll(c.head, "\n", "\r\n")+"\r\n\r\n"), flow.Response, false)
		got, out, err := bodyRun(t, plainGet, shouting()).Response(t.Context(), h, texts(c.body[:1], c.body[1:]))
		if err != nil {
			t.Fatal(err)
		}
		fields := strings.ReplaceAll(string(got.Raw[bytes.Index(got.Raw, []byte("\r\n"))+2:]), "\r\n", "\n")
		if !strings.HasPrefix(strings.TrimSpace(fields), c.want) || c.want == "" && strings.TrimSpace(fields) != "" {
			t.Errorf("%s: %q, want %q", c.name, fields, c.want)
		}
		if data, _, err := drained(t, out); string(data) != strings.ToUpper(c.body) || err != nil {
			t.Errorf("%s: %d octets, %v", c.name, len(data), err)
		}
	}
}

// What cannot be edited honestly passes as it is, and the trace says why.
func TestWhatIsNotEdited(t *testing.T) {
	for _, c := range []struct{ name, request, head, why string }{
		{"part", plainGet, "HTTP/1.1 206 Partial Content\nContent-Range: bytes 0-2/9\nContent-Length: 3", "a part of a resource"},
		{"unknown coding", plainGet, "HTTP/1.1 200 OK\nContent-Encoding: dcz\nContent-Length: 3", `"dcz" is not known`},
		{"unknown coding of a stream", plainGet, "HTTP/1.1 200 OK\nContent-Encoding: dcz\nTransfer-Encoding: chunked", `"dcz" is not known`},
		{"not what it says", plainGet, "HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: 3", "cannot be decoded"},
		{"not what it says, as a stream", plainGet, "HTTP/1.1 200 OK\nContent-Encoding: gzip\nTransfer-Encoding: chunked", "passed unchanged: the gzip data"},
	} {
		h := parse(c.head, flow.Response)
		r := bodyRun(t, c.request, shouting())
		_, out, err := r.Response(t.Context(), h, texts("a", "bc"))
		if err != nil {
			t.Fatal(err)
		}
		if data, _, err := drained(t, out); string(data) != "abc" || err != nil {
			t.Errorf("%s: %q, %v", c.name, data, err)
		}
		if trace := r.Trace(); len(trace) != 1 || !strings.Contains(trace[0].Why, c.why) {
			t.Errorf("%s: %+v", c.name, trace)
		}
	}
	for _, c := range []struct{ request, head, want, why string }{
		{plainGet, "HTTP/1.1 304 Not Modified\nETag: \"x\"", "HTTP/1.1 304 Not Modified\nETag: \"x\"", "a 304 has no body"},
		{plainGet, "HTTP/1.1 204 No Content", "HTTP/1.1 204 No Content", "a 204 has no body"},
		{plainGet, "HTTP/1.1 200 OK\nContent-Length: 0", "HTTP/1.1 200 OK\nContent-Length: 0", "there is no body"},
		{"HEAD / HTTP/1.1\nHost: a", "HTTP/1.1 200 OK\nContent-Length: 99\nETag: \"x\"\nX: y", "HTTP/1.1 200 OK\nX: y", "to a HEAD has no body"},
	} {
		r := bodyRun(t, c.request, shouting())
		h, out, err := r.Response(t.Context(), parse(c.head, flow.Response), nil)
		if got := strings.TrimSpace(strings.ReplaceAll(string(h.Raw), "\r\n", "\n")); got != c.want || out != nil || err != nil {
			t.Errorf("%q, %v, %v", got, out, err)
		}
		if trace := r.Trace(); len(trace) != 1 || !strings.Contains(trace[0].Why, c.why) {
			t.Errorf("%s: %+v", c.head, trace)
		}
	}
}

// A stage that fails in the middle of a stream is left out from there on.
func TestAStageThatFails(t *testing.T) {
	for _, codings := range []string{"", "gzip"} {
		r := bodyRun(t, plainGet, shouting(), staging(ResponseBody, func() Stage { return panicking{} }))
		h := parse("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", flow.Response)
		in := texts("abc", "de!f", "ghi")
		if codings != "" {
			h = parse("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Encoding: "+codings, flow.Response)
			var wire bytes.Buffer
			w, _ := content.NewWriter(&wire, codings)
			for i, p := range in.all {
				w.Write(p)
				w.Flush()
				in.all[i] = bytes.Clone(wire.Bytes())
				wire.Reset()
			}
			w.Close()
			in.all = append(in.all, wire.Bytes())
		}
		_, out, err := r.Response(t.Context(), h, in)
		if err != nil {
			t.Fatal(err)
		}
		data, _, err := drained(t, out)
		if clear, bad := content.Decode(bytes.NewReader(data), codings, content.Limits{}); string(clear) != "ABCDE!fghi" || err != nil || bad != nil {
			t.Errorf("%q: %q, %v, %v", codings, clear, err, bad)
		}
		trace := r.Trace()
		if len(trace) != 2 || !strings.Contains(trace[0].Why, "stopped after 3 octets, the rest is unchanged: there is a !") || !strings.Contains(trace[1].Why, "a defect in Rockxy") {
			t.Errorf("%+v", trace)
		}
	}
}

type panicking struct{}

func (panicking) Write(dst, p []byte, end bool) ([]byte, error) { panic("oh") }

// A Cut of a stage ends the exchange.
func TestAStageThatCuts(t *testing.T) {
	r := bodyRun(t, plainGet, staging(ResponseBody, func() Stage { return cutting{} }))
	_, out, err := r.Response(t.Context(), parse("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", flow.Response), texts("abc"))
	if err != nil {
		t.Fatal(err)
	}
	var cut *Cut
	if _, _, err := drained(t, out); !errors.As(err, &cut) {
		t.Errorf("%v", err)
	}
}

type cutting struct{}

func (cutting) Write(dst, p []byte, end bool) ([]byte, error) { return dst, &Cut{How: CutReset} }

// A coded stream that is cut, damaged, too short, or a bomb.
func TestBrokenStreams(t *testing.T) {
	text := strings.Repeat("abcdefghi", 3_000)
	gz := encoded(t, "gzip", text+strings.Repeat("xyz", 40_000))
	var bomb bytes.Buffer
	w, _ := content.NewWriter(&bomb, "br")
	zeros := make([]byte, 1<<20)
	for range 64 {
		w.Write(zeros)
	}
	w.Close()
	reset := errors.New("reset")
	var fault *flow.Fault
	for _, c := range []struct {
		name, codings string
		wire          *chunks
		prefix        string
		err           func(error) bool
		why           string
	}{
		{"cut by the origin", "", &chunks{all: [][]byte{[]byte("abcd")}, err: reset}, "ABCD", func(err error) bool { return errors.Is(err, reset) }, ""},
		{"cut by the origin, coded", "gzip", &chunks{all: [][]byte{gz[:len(gz)-100]}, err: reset}, "ABC", func(err error) bool { return errors.Is(err, reset) }, ""},
		{"too short", "gzip", texts(string(gz[:len(gz)-100])), "ABC", func(err error) bool { return err == nil }, "ends too early"},
		{"damaged", "gzip", texts(string(gz[:200]), strings.Repeat("\xff", 900)), "ABC", func(err error) bool { return errors.As(err, &fault) && fault.Side == flow.SideRule }, "the body was cut: the gzip data"},
		{"a bomb", "br", texts(bomb.String()), "\x00\x00", func(err error) bool { return errors.As(err, &fault) && fault.Code == flow.RuleBroken }, "more than 1100 times"},
	} {
		head := "HTTP/1.1 200 OK\nTransfer-Encoding: chunked"
		if c.codings != "" {
			head += "\nContent-Encoding: " + c.codings
		}
		r := bodyRun(t, plainGet, shouting())
		_, out, err := r.Response(t.Context(), parse(head, flow.Response), c.wire)
		if err != nil {
			t.Fatal(err)
		}
		data, _, err := drained(t, out)
		clear, _ := content.Decode(bytes.NewReader(data), c.codings, content.Limits{Ratio: 1 << 40})
		if !bytes.HasPrefix(clear, []byte(c.prefix)) || !c.err(err) {
			t.Errorf("%s: %d octets %.20q, %v", c.name, len(clear), clear, err)
		}
		if why := r.Trace()[0].Why; !strings.Contains(why, c.why) {
			t.Errorf("%s: %q", c.name, why)
		}
	}
}

// A step of a stream has what its stage says when the body has passed; one of a body that
// was held has the comparison.
func TestReports(t *testing.T) {
	r := bodyRun(t, plainGet, shouting())
	_, out, err := r.Response(t.Context(), parse("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", flow.Response), texts("abc"))
	if err != nil {
		t.Fatal(err)
	}
	drained(t, out)
	trace := r.Trace()
	if len(trace) != 1 || trace[0].Did != "shouted" || len(trace[0].Changes) != 1 || trace[0].Changes[0].Part != "response body" || len(r.Names()) != 1 {
		t.Errorf("%+v", trace)
	}
	r = bodyRun(t, plainGet, shouting())
	if _, _, err = r.Response(t.Context(), parse("HTTP/1.1 200 OK\nContent-Length: 3", flow.Response), texts("abc")); err != nil {
		t.Fatal(err)
	}
	trace = r.Trace()
	if len(trace) != 1 || trace[0].Did != "shouted" || len(trace[0].Changes) != 1 || string(trace[0].Changes[0].Before)+string(trace[0].Changes[0].After) != "abcABC" {
		t.Errorf("%+v", trace)
	}
}

// What is kept back leaves nothing unflushed behind it.
func TestWhatWasPassedOnIsFlushed(t *testing.T) {
	in := texts("abc", "d")
	in.more = true
	s := &staged{from: in, passes: []*pass{{stage: &shout{}}}}
	if p, _ := s.Next(t.Context()); string(p.Data) != "ABC" || !p.More {
		t.Errorf("%+v", p)
	}
	in.more = false
	if p, _ := s.Next(t.Context()); len(p.Data) > 0 || p.More || p.End {
		t.Errorf("%+v", p)
	}
	if p, _ := s.Next(t.Context()); string(p.Data) != "D" || !p.End {
		t.Errorf("%+v", p)
	}
}

func TestRequestsAskForTheWholeAnswer(t *testing.T) {
	edit := doingBody{phases: In(ResponseBody), edits: true, do: func(context.Context, *Turn) error { return nil }}
	conditional := "\nIf-None-Match: \"x\"\nIf-Modified-Since: d\nRange: bytes=0-1\nIf-Range: \"x\""
	for _, c := range []struct {
		head, want string
	}{
		{plainGet + conditional + "\nAccept-Encoding: gzip, br;q=0.5, dcb, dcz", plainGet + "\nRange: bytes=0-1\nIf-Range: \"x\"\nAccept-Encoding: gzip, br;q=0.5"},
		{plainGet + "\nAccept-Encoding: *", plainGet + "\nAccept-Encoding: identity"},
		{plainGet + "\nAccept-Encoding: identity, *;q=0", plainGet + "\nAccept-Encoding: identity, *;q=0"},
		{plainGet, plainGet},
		{"PUT / HTTP/1.1\nHost: a\nIf-None-Match: *", "PUT / HTTP/1.1\nHost: a\nIf-None-Match: *"},
	} {
		r := bodyRun(t, c.head, edit)
		if got := strings.TrimSpace(strings.ReplaceAll(string(r.request.head.Raw), "\r\n", "\n")); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
		if n := len(r.Trace()); (n == 1) != (c.want != c.head) {
			t.Errorf("%d steps for %q", n, c.head)
		}
	}
}
