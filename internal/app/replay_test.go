package app

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/content"
	"rockxy/internal/flow"
	"rockxy/internal/store"
	"rockxy/internal/testkit"
)

// stage is an instance with an origin that it trusts.
type stage struct {
	t      *testing.T
	a      *App
	i      instance
	origin *testkit.Origin
}

func newStage(t *testing.T) *stage {
	t.Helper()
	o := testkit.NewOrigin(t, testkit.Options{})
	root, err := x509.ParseCertificate(mustDER(t, o.CA.PEM()))
	if err != nil {
		t.Fatal(err)
	}
	a, _ := run(t, testConfig(t), Options{ExtraRoots: []*x509.Certificate{root}})
	return &stage{t, a, instance{a}, o}
}

// raw sends octets through the proxy, as a client of the origin's, and reads one answer.
func (s *stage) raw(octets string) {
	s.t.Helper()
	c, err := net.Dial("tcp", s.a.ProxyAddr().String())
	if err != nil {
		s.t.Fatal(err)
	}
	defer c.Close()
	target := "localhost:" + s.origin.Port()
	fmt.Fprintf(c, "CONNECT %s HTTP/1.1\r\nHost: %[1]s\r\n\r\n", target)
	in := bufio.NewReader(c)
	if _, err := http.ReadResponse(in, nil); err != nil {
		s.t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(s.a.RootPEM())
	tc := tls.Client(c, &tls.Config{ServerName: "localhost", RootCAs: roots, NextProtos: []string{"http/1.1"}})
	if _, err := io.WriteString(tc, octets); err != nil {
		s.t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(tc), nil)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		s.t.Fatal(err)
	}
}

// record is an entry when it is over.
func (s *stage) record(id flow.ID) *store.Record {
	s.t.Helper()
	if err := s.i.Sync(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	rec, err := s.a.store.Get(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return rec
}

// newest is the number of the newest entry, once it is over: its client may have its answer
// a moment before.
func (s *stage) newest() flow.ID {
	s.t.Helper()
	newest, over := testkit.Settle(func() (api.Flow, bool) {
		all, err := s.i.List(s.t.Context(), api.Query{Limit: 1})
		if err != nil || len(all) != 1 {
			s.t.Fatal(all, err)
		}
		return all[0], all[0].State != flow.Active
	})
	if !over {
		s.t.Fatalf("entry %d does not end", newest.ID)
	}
	return newest.ID
}

func (s *stage) compose(c api.Compose) *store.Record {
	s.t.Helper()
	c.Wait = true
	got, err := s.i.Compose(s.t.Context(), c)
	if err != nil {
		s.t.Fatal(err)
	}
	if len(got.IDs) != 1 || got.Sent[0].Fault != nil || got.Sent[0].Error != "" {
		s.t.Fatalf("%+v, %+v", got, got.Sent[0].Fault)
	}
	return s.record(got.IDs[0])
}

func octetsOf(t *testing.T, rec *store.Record) (head, body string) {
	t.Helper()
	b, err := io.ReadAll(rec.Body(flow.Request))
	if err != nil {
		t.Fatal(err)
	}
	return string(rec.Head(flow.Request).Raw), string(b)
}

func gz(t *testing.T, s string) string {
	t.Helper()
	b, err := content.Encode([]byte(s), "gzip")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A replay is the same request, and a new entry that names the old one.
func TestReplayIsTheSameRequest(t *testing.T) {
	s := newStage(t)
	zipped := gz(t, "hello")
	var ids []flow.ID
	var want []string
	for _, octets := range []string{
		"GET /headers?a=%zz HTTP/1.1\r\nhOST:  localhost\r\nx-B: 1\r\nX-b:2\r\nx-bin: \xff\xfe\r\n\r\n",
		fmt.Sprintf("POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(zipped), zipped),
		"PUT /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTE: trailers\r\nConnection: TE\r\nTrailer: X-T\r\n\r\n5;ext=1\r\nhello\r\n0\r\nX-T: 1\r\n\r\n",
		"DELETE /status/404 HTTP/1.1\r\nHost: other.example\r\n\r\n",
	} {
		s.raw(octets)
		ids = append(ids, s.newest())
		want = append(want, octets)
	}
	got, err := s.i.Replay(t.Context(), api.ReplayRequest{IDs: ids, Repeat: api.Repeat{Wait: true, Times: 2}})
	if err != nil || len(got.Replays) != 8 {
		t.Fatalf("%+v, %v", got, err)
	}
	for n, one := range got.Replays {
		was, rec := s.record(one.Of), s.record(one.ID)
		if one.Error != "" || one.Fault != nil || one.Of != ids[n%4] || rec.Summary.Origin != one.Of || one.Status != was.Summary.Status {
			t.Fatalf("%d: %+v", n, one)
		}
		head, body := octetsOf(t, rec)
		wasHead, wasBody := octetsOf(t, was)
		if head != wasHead || body != wasBody || !strings.HasPrefix(want[n%4], head) {
			t.Errorf("%q %q\nwas\n%q %q", head, body, wasHead, wasBody)
		}
		if (rec.Trailers(flow.Request) == nil) != (was.Trailers(flow.Request) == nil) {
			t.Error("trailers")
		}
		if rec.Summary.URL != was.Summary.URL || rec.Summary.Process.Name != "Rockxy" || rec.Summary.Entry != flow.EntryOrder || rec.Summary.Client != "" {
			t.Errorf("%+v", rec.Summary)
		}
	}
	for n, target := range []string{"/headers", "/upload", "/upload", "/status/404"} {
		all := s.origin.WaitFor(t, target, 3)
		if last := all[len(all)-1]; n == 3 && last.Host != "other.example" || n == 0 && last.Header.Get("X-Bin") != "\xff\xfe" {
			t.Errorf("%+v", last)
		}
	}
	list, err := s.i.List(t.Context(), api.Query{Filter: fmt.Sprintf("replay-of:%d app:Rockxy", ids[0])})
	if err != nil || len(list) != 2 {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err := s.i.List(t.Context(), api.Query{Filter: "is:replayed"}); err != nil || len(list) != 8 {
		t.Errorf("%+v, %v", list, err)
	}
	again, err := s.i.Replay(t.Context(), api.ReplayRequest{IDs: []flow.ID{got.Replays[3].ID}, Repeat: api.Repeat{Wait: true}})
	if err != nil || again.Replays[0].Status != 404 { // a replay can be replayed, and goes where it went
		t.Errorf("%+v, %v", again, err)
	}
}

// One captured in HTTP/2 goes out in HTTP/2.
func TestReplayOfHTTP2(t *testing.T) {
	s := newStage(t)
	client := through(t, s.a)
	client.Transport.(*http.Transport).ForceAttemptHTTP2 = true
	resp, err := client.Post("https://localhost:"+s.origin.Port()+"/upload", "text/plain", strings.NewReader("hello"))
	if err != nil || resp.ProtoMajor != 2 {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
	id := s.newest()
	got, err := s.i.Replay(t.Context(), api.ReplayRequest{IDs: []flow.ID{id}, Repeat: api.Repeat{Wait: true}})
	if err != nil || got.Replays[0].Status != 200 {
		t.Fatalf("%+v, %v", got, err)
	}
	was, rec := s.record(id), s.record(got.Replays[0].ID)
	head, body := octetsOf(t, rec)
	if wasHead, wasBody := octetsOf(t, was); head != wasHead || body != wasBody || rec.Summary.Proto != flow.HTTP2 || rec.Summary.UpstreamProto != flow.HTTP2 {
		t.Errorf("%q, %q", head, wasHead)
	}
	c, err := s.i.ComposeOf(t.Context(), api.EntryRef{ID: id})
	if err != nil || c.Version != "" || *c.Text != "hello" || c.Fields[0].Name[0] == ':' {
		t.Fatalf("%+v, %v", c, err)
	}
	c.Fields = append(c.Fields, api.ComposeField{Name: "X-New", Value: "yes"})
	s.compose(*c)
	if got := s.origin.Last(t, "/upload"); got.Proto != "HTTP/2.0" || got.Header.Get("X-New") != "yes" || string(got.Body) != "hello" {
		t.Errorf("%+v", got)
	}
	c.Version = "http/1.1"
	if rec := s.compose(*c); rec.Summary.Proto != flow.HTTP11 || s.origin.Last(t, "/upload").Proto != "HTTP/1.1" {
		t.Errorf("%+v", rec.Summary)
	}
}

// What is composed from an entry keeps what was not edited.
func TestComposeFromAnEntry(t *testing.T) {
	s := newStage(t)
	zipped := gz(t, `{"a":1}`)
	s.raw(fmt.Sprintf("POST /upload HTTP/1.1\r\nX-First:  1\r\nHost: localhost\r\nx-bin: \xff\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\nX-Last:2\r\n\r\n%s", len(zipped), zipped))
	id := s.newest()
	c, err := s.i.ComposeOf(t.Context(), api.EntryRef{ID: id})
	if err != nil || c.Method != "POST" || c.URL != "https://localhost/upload" || c.Version != "http/1.1" || c.SameBody || !c.Encode || *c.Text != `{"a":1}` || c.ReplayOf != id {
		t.Fatalf("%+v, %v", c, err)
	}
	wasHead, _ := octetsOf(t, s.record(id))
	unchanged := s.compose(*c)
	if head, body := octetsOf(t, unchanged); head != wasHead || body != zipped || unchanged.Summary.Origin != id {
		t.Errorf("unchanged: %q", head)
	}
	edited := *c
	edited.Method = "PUT"
	edited.URL = "https://localhost/upload?x=ü y"
	edited.Fields = append([]api.ComposeField{}, c.Fields...)
	edited.Fields[0].Value = "one"
	text := `{"b":[2,3]}`
	edited.Text = &text
	rec := s.compose(edited)
	head, body := octetsOf(t, rec)
	want := strings.NewReplacer("POST /upload", "PUT /upload?x=%C3%BC%20y", "X-First:  1", "X-First: one", fmt.Sprintf("Content-Length: %d", len(zipped)), fmt.Sprintf("Content-Length: %d", len(body))).Replace(wasHead)
	if head != want {
		t.Errorf("%q\nwant\n%q", head, want)
	}
	if clear, err := content.Decode(strings.NewReader(body), "gzip", content.Limits{}); err != nil || string(clear) != text {
		t.Errorf("%q, %v", clear, err)
	}
	if got := s.origin.Last(t, "/upload?"); got.Host != "localhost" || got.Method != "PUT" {
		t.Errorf("%+v", got)
	}
}

// A Host that was not edited follows the URL to another host; one that was edited does not.
func TestComposedForAnotherHost(t *testing.T) {
	s := newStage(t)
	s.raw("GET /headers HTTP/1.1\r\nX: y\r\nHost: elsewhere.example\r\n\r\n")
	c, err := s.i.ComposeOf(t.Context(), api.EntryRef{ID: s.newest()})
	if err != nil {
		t.Fatal(err)
	}
	if s.compose(*c); s.origin.Last(t, "/headers").Host != "elsewhere.example" { // it goes where it went
		t.Error("Host")
	}
	c.URL = "https://127.0.0.1:" + s.origin.Port() + "/headers?2"
	rec := s.compose(*c)
	if head, _ := octetsOf(t, rec); head != "GET /headers?2 HTTP/1.1\r\nX: y\r\nHost: 127.0.0.1:"+s.origin.Port()+"\r\n\r\n" {
		t.Errorf("%q", head)
	}
	c.URL += "x"
	c.Fields[1].Value = "third.example"
	if s.compose(*c); s.origin.Last(t, "/headers?2x").Host != "third.example" {
		t.Error("an edited Host was replaced")
	}
}

func TestComposeFromNothing(t *testing.T) {
	s := newStage(t)
	text := "a=1"
	at := "https://localhost:" + s.origin.Port()
	for name, x := range map[string]struct {
		c    api.Compose
		want string
	}{
		"in HTTP/1.1": {api.Compose{Method: "POST", URL: at + "/echo", Version: "http/1.1", Text: &text, Fields: []api.ComposeField{{Name: "X-Aa", Value: "1"}, {Name: "x-aa", Value: "2"}}},
			"POST /echo HTTP/1.1\r\nHost: localhost:PORT\r\nX-Aa: 1\r\nx-aa: 2\r\nContent-Length: 3\r\n\r\n"},
		"the origin chooses": {api.Compose{Method: "POST", URL: at + "/echo", Base64: []byte("\x00\xff"), Fields: []api.ComposeField{{Name: "X-Aa", Value: "1"}}},
			":method: POST\r\n:authority: localhost:PORT\r\n:scheme: https\r\n:path: /echo\r\nx-aa: 1\r\ncontent-length: 2\r\n\r\n"},
		"Host given": {api.Compose{Method: "GET", URL: at + "/headers?1", Version: "http/1.1", Fields: []api.ComposeField{{Name: "A", Value: "b"}, {Name: "Host", Value: "v.example"}}},
			"GET /headers?1 HTTP/1.1\r\nA: b\r\nHost: v.example\r\n\r\n"},
		"no body": {api.Compose{Method: "PUT", URL: at + "/upload", Version: "http/1.1"}, "PUT /upload HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 0\r\n\r\n"},
		"user":    {api.Compose{Method: "GET", URL: strings.Replace(at, "//", "//u:p@", 1) + "/headers", Version: "http/1.1"}, "GET /headers HTTP/1.1\r\nHost: localhost:PORT\r\nAuthorization: Basic dTpw\r\n\r\n"},
		"chunked": {api.Compose{Method: "POST", URL: at + "/echo", Version: "http/1.1", Text: &text, Fields: []api.ComposeField{{Name: "Transfer-Encoding", Value: "chunked"}}},
			"POST /echo HTTP/1.1\r\nHost: localhost:PORT\r\nTransfer-Encoding: chunked\r\n\r\n"},
	} {
		rec := s.compose(x.c)
		if head, _ := octetsOf(t, rec); head != strings.ReplaceAll(x.want, "PORT", s.origin.Port()) || rec.Summary.Status != 200 || rec.Summary.Origin != 0 {
			t.Errorf("%s: %q, %+v", name, head, rec.Summary)
		}
	}
}

func TestComposeRefused(t *testing.T) {
	s := newStage(t)
	for name, c := range map[string]api.Compose{
		"no URL":        {Method: "GET"},
		"bad method":    {Method: "G T", URL: "https://a.test/"},
		"no method":     {URL: "https://a.test/"},
		"CONNECT":       {Method: "CONNECT", URL: "https://a.test/"},
		"bad field":     {Method: "GET", URL: "https://a.test/", Fields: []api.ComposeField{{Name: "a b", Value: "c"}}},
		"line break":    {Method: "GET", URL: "https://a.test/", Fields: []api.ComposeField{{Name: "a", Value: "c\r\nd: e"}}},
		"two hosts":     {Method: "GET", URL: "https://a.test/", Fields: []api.ComposeField{{Name: "Host", Value: "a"}, {Name: "host", Value: "b"}}},
		"version":       {Method: "GET", URL: "https://a.test/", Version: "h3"},
		"coding":        {Method: "GET", URL: "https://a.test/", Encode: true, Base64: []byte("x"), Fields: []api.ComposeField{{Name: "Content-Encoding", Value: "odd"}}},
		"websocket":     {Method: "GET", URL: "http://a.test/", Fields: []api.ComposeField{{Name: "Connection", Value: "Upgrade"}, {Name: "Upgrade", Value: "websocket"}}},
		"no such entry": {Method: "GET", URL: "https://a.test/", ReplayOf: 99},
		"no such place": {Method: "GET", URL: "https://a.test/", ReplayOf: 1, Session: "nowhere"},
		"too often":     {Method: "GET", URL: "https://a.test/", Repeat: api.Repeat{Times: 1001}},
	} {
		got, err := s.i.Compose(t.Context(), c)
		if e, ok := err.(*api.Error); !ok || e.Status < 400 || e.Status >= 500 || e.Message == "" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if n := s.origin.Count(); n != 0 {
		t.Errorf("%d requests went out", n)
	}
}

// What makes no sense to send again is refused with the reason.
func TestNotSentAgain(t *testing.T) {
	head := func(text string) []store.StoredHead {
		return []store.StoredHead{{Dir: flow.Request, Head: flow.ParseHead(flow.HTTP11, []byte(text), flow.Request, false)}}
	}
	post := "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
	chunked := "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
	for name, c := range map[string]struct {
		sum  store.Summary
		head string
		want string
	}{
		"tunnel":        {store.Summary{Kind: store.KindTunnel}, "", "tunnel"},
		"handshake":     {store.Summary{Kind: store.KindHandshakeFailure}, "", "never got as far"},
		"no head":       {store.Summary{Kind: store.KindExchange}, "", "not in the session"},
		"CONNECT":       {store.Summary{Kind: store.KindExchange}, "CONNECT a:1 HTTP/1.1\r\n\r\n", "tunnel"},
		"WebSocket":     {store.Summary{Kind: store.KindExchange, Protocol: "websocket"}, post, "WebSocket"},
		"upgrade":       {store.Summary{Kind: store.KindExchange, Protocol: "upgrade"}, post, "another protocol"},
		"truncated":     {store.Summary{Kind: store.KindExchange, Request: flow.Body{Size: 90 << 20, Stored: 64 << 20, Truncated: true}}, chunked, "0 octets of 90.00 MiB"},
		"not there":     {store.Summary{Kind: store.KindExchange, Request: flow.Body{Size: 5}}, post, "0 octets of 5 octets"},
		"did not come":  {store.Summary{Kind: store.KindExchange, State: flow.Failed}, post, "did not arrive"},
		"on its way":    {store.Summary{Kind: store.KindExchange, State: flow.Active}, post, "still being sent"},
		"cut off":       {store.Summary{Kind: store.KindExchange, State: flow.Failed}, chunked, "cut off"},
		"chunks coming": {store.Summary{Kind: store.KindExchange, State: flow.Active}, chunked, "still being sent"},
	} {
		c.sum.ID = 3
		rec := &store.Record{Summary: c.sum}
		if c.head != "" {
			rec.Heads = head(c.head)
		}
		s := &originals{get: func(context.Context, flow.ID) (*store.Record, error) { return rec, nil }}
		_, err := s.replay(t.Context(), 3)
		if e, ok := err.(*api.Error); !ok || !strings.Contains(e.Message, c.want) || !strings.Contains(e.Message, "3") {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := &originals{get: func(context.Context, flow.ID) (*store.Record, error) { return nil, store.ErrNotFound }}
	if _, err := s.replay(t.Context(), 3); err == nil || err.(*api.Error).Status != http.StatusNotFound {
		t.Error(err)
	}
}

// Entries of an archive can be sent too: they are looked at as nobody has before.
func TestReplayOfAnArchive(t *testing.T) {
	s := newStage(t)
	archive := strings.ReplaceAll(`{"log":{"version":"1.2","creator":{"name":"x","version":"1"},"entries":[
{"startedDateTime":"2026-01-02T03:04:05Z","time":2,"request":{"method":"POST","url":"URL/upload","httpVersion":"h3","headers":[{"name":":authority","value":"localhost:PORT"},{"name":":method","value":"POST"},{"name":":path","value":"/upload"},{"name":":scheme","value":"https"},{"name":"x-a","value":"b"}],"postData":{"mimeType":"text/plain","text":"hello"}},"response":{"status":200,"statusText":"OK","httpVersion":"h3","headers":[],"content":{}},"timings":{"send":1,"wait":1,"receive":0}},
{"startedDateTime":"2026-01-02T03:04:06Z","time":2,"request":{"method":"GET","url":"URL/headers?har","httpVersion":"HTTP/1.1","headers":[{"name":"X-A","value":"b"}]},"response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","headers":[],"content":{}},"timings":{"send":1,"wait":1,"receive":0}}]}}`, "URL", "https://localhost:PORT")
	report, err := s.i.Import(t.Context(), strings.NewReader(strings.ReplaceAll(archive, "PORT", s.origin.Port())))
	if err != nil || report.Imported != 2 {
		t.Fatalf("%+v, %v", report, err)
	}
	got, err := s.i.Replay(t.Context(), api.ReplayRequest{IDs: []flow.ID{report.First, report.Last}, Repeat: api.Repeat{Wait: true}})
	if err != nil || got.Replays[0].Status != 200 || got.Replays[1].Status != 200 {
		t.Fatalf("%+v, %v", got, err)
	}
	if up := s.origin.Last(t, "/upload"); string(up.Body) != "hello" || up.Header.Get("X-A") != "b" || up.Proto != "HTTP/2.0" {
		t.Errorf("%+v", up)
	}
	if h := s.origin.Last(t, "/headers?har"); h.Host != "localhost:"+s.origin.Port() || h.Proto != "HTTP/1.1" {
		t.Errorf("%+v", h)
	}
}

// From another session too; the new entry names none, since the numbers are not those of its own.
func TestReplayFromAnotherSession(t *testing.T) {
	s := newStage(t)
	s.raw("POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi")
	id := s.newest()
	if err := CopySession(t.Context(), s.a.cfg.Data, DefaultSession, "other", func(int64, int64) {}); err != nil {
		t.Fatal(err)
	}
	got, err := s.i.Replay(t.Context(), api.ReplayRequest{IDs: []flow.ID{id}, Session: "other", Repeat: api.Repeat{Wait: true}})
	if err != nil || got.Replays[0].Status != 200 || s.record(got.Replays[0].ID).Summary.Origin != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	c, err := s.i.ComposeOf(t.Context(), api.EntryRef{ID: id, Session: "other"})
	if err != nil || c.Session != "other" {
		t.Fatalf("%+v, %v", c, err)
	}
	if rec := s.compose(*c); rec.Summary.Origin != 0 || string(s.origin.Last(t, "/upload").Body) != "hi" {
		t.Errorf("%+v", rec.Summary)
	}
}

func TestParseCompose(t *testing.T) {
	i := instance{}
	p, err := i.ParseCompose(t.Context(), api.ComposeText{Text: `curl -k https://a.test/ -d 'x=1'`})
	if err != nil || p.Form != "curl" || p.Method != "POST" || *p.Text != "x=1" || len(p.Notes) != 1 {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err = i.ParseCompose(t.Context(), api.ComposeText{Text: "PUT https://a.test/ HTTP/1.1\n\n\xff"}); err != nil || p.Text != nil || !bytes.Equal(p.Base64, []byte{0xff}) || p.Fields == nil || p.Notes == nil {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := i.ParseCompose(t.Context(), api.ComposeText{Text: `curl https://a.test/ -d @f`}); err == nil || err.(*api.Error).Hint == "" {
		t.Error(err)
	}
}

func mustDER(t *testing.T, text []byte) []byte {
	t.Helper()
	b, _ := pem.Decode(text)
	if b == nil {
		t.Fatal("no PEM")
	}
	return b.Bytes
}

// Over the socket: who hangs up while he waits ends what he ordered.
func TestReplayOverTheSocket(t *testing.T) {
	s := newStage(t)
	client, err := api.Dial(t.Context(), s.a.cfg.Data)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	arrived := s.origin.Arrived("/hang")
	ctx, cancel := context.WithCancel(t.Context())
	url := "https://localhost:" + s.origin.Port()
	begun, err := client.Compose(ctx, api.Compose{Method: "GET", URL: url + "/hang"})
	if err != nil || len(begun.IDs) != 1 || begun.Sent[0].Status != 0 {
		t.Fatalf("%+v, %v", begun, err)
	}
	<-arrived
	id := begun.IDs[0]
	arrived = s.origin.Arrived("/hang")
	gone := make(chan error, 1)
	go func() {
		_, err := client.Replay(ctx, api.ReplayRequest{IDs: []flow.ID{id}, Repeat: api.Repeat{Wait: true, Times: 5}})
		gone <- err
	}()
	<-arrived
	cancel()
	if err := <-gone; err == nil {
		t.Error("it waited for the end")
	}
	if _, ok := testkit.Settle(func() (struct{}, bool) {
		list, err := s.i.List(t.Context(), api.Query{Filter: fmt.Sprintf("replay-of:%d is:failed", id)})
		return struct{}{}, err == nil && len(list) == 1
	}); !ok {
		t.Error("it did not end")
	}
	if list, err := s.i.List(t.Context(), api.Query{Filter: "is:active"}); err != nil || len(list) != 1 || list[0].ID != id {
		t.Errorf("%+v, %v", list, err) // the first goes on: nobody waited for it
	}
	stopped, err := s.i.StopSending(t.Context(), api.StopRequest{IDs: []flow.ID{id}})
	if err != nil || stopped.Stopped != 1 {
		t.Errorf("%+v, %v", stopped, err)
	}
	_, err = client.Compose(t.Context(), api.Compose{Method: "GET", URL: "nowhere"})
	if e, ok := err.(*api.Error); !ok || e.Status != http.StatusBadRequest {
		t.Error(err)
	}
}

// A large body is not shown; it is sent as it was, or replaced.
func TestComposeWithALargeBody(t *testing.T) {
	s := newStage(t)
	large := testkit.Compressible(maxComposeBody + 1)
	s.raw(fmt.Sprintf("POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n%x\r\n%s\r\n0\r\nX-T: 1\r\n\r\n", len(large), large))
	c, err := s.i.ComposeOf(t.Context(), api.EntryRef{ID: s.newest()})
	if err != nil || !c.SameBody || c.Text != nil || c.Base64 != nil || !strings.Contains(c.BodyNote, "1.00 MiB") {
		t.Fatalf("%+v, %v", c, err)
	}
	rec := s.compose(*c)
	if rec.Summary.Request.Size != int64(len(large)) || rec.Trailers(flow.Request) == nil || s.origin.Last(t, "/upload").BodySize != int64(len(large)) {
		t.Errorf("%+v", rec.Summary)
	}
	text := "short"
	c.SameBody, c.Text = false, &text
	if rec := s.compose(*c); rec.Summary.Request.Size != 5 || rec.Trailers(flow.Request) != nil {
		t.Errorf("%+v", rec.Summary)
	}
}
