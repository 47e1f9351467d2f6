package store

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"

	"rockxy/internal/flow"
)

// benchStart is when the first exchange of a generated session began.
const benchStart = flow.Nanos(1_760_000_000_000_000_000)

// rareWord is in the body of every generated exchange whose number is a
// multiple of rareEvery, followed by that number, commonWord in every second.
const (
	rareWord   = "Zanzibarium"
	rareEvery  = 100_003
	commonWord = "subscription"
)

// generator makes varied traffic, the same for the same numbers.
type generator struct {
	rnd     *rand.Rand
	words   []string
	hosts   []string
	clients []*flow.ClientConn
	servers []*flow.ServerConn
	body    bytes.Buffer
	coded   bytes.Buffer
	gzip    *gzip.Writer
	brotli  *brotli.Writer
}

func newGenerator() *generator {
	g := &generator{rnd: rand.New(rand.NewPCG(1, 2)), brotli: brotli.NewWriterLevel(nil, 1)}
	g.gzip, _ = gzip.NewWriterLevel(nil, 1)
	syllables := strings.Fields("an ber co dra el fi gor hu in jo ka lem mi no or pa qui ra sto tu ul ve wo xi ya zet tion ment ing er")
	for range 4000 {
		var w string
		for range 2 + g.rnd.IntN(3) {
			w += syllables[g.rnd.IntN(len(syllables))]
		}
		g.words = append(g.words, w)
	}
	for i := range 400 {
		g.hosts = append(g.hosts, fmt.Sprintf("%s%d.%s.example", []string{"api", "www", "cdn", "img", "auth"}[i%5], i, g.words[i%37]))
	}
	apps := strings.Fields("curl firefox chrome node python3 java Slack Teams git updater")
	for i := range 50 {
		c := &flow.ClientConn{ID: flow.ConnID(1 + i), Addr: fmt.Sprintf("127.0.0.1:%d", 40000+i), Entry: flow.EntryConnect, TLS: &flow.TLS{Version: 0x304, ALPN: "h2"}}
		name := apps[i%len(apps)]
		c.Process.Store(&flow.Process{PID: 1000 + i%10, Name: name, Path: "/usr/bin/" + name})
		g.clients = append(g.clients, c)
	}
	for i := range g.hosts {
		g.servers = append(g.servers, &flow.ServerConn{ID: flow.ConnID(100 + i), Addr: fmt.Sprintf("192.0.2.%d:443", i%250), Target: g.hosts[i] + ":443"})
	}
	return g
}

// host prefers some to others.
func (g *generator) host() int { return min(g.rnd.IntN(len(g.hosts)), g.rnd.IntN(len(g.hosts))) }

func (g *generator) word() string { return g.words[g.rnd.IntN(len(g.words))] }

// record plays exchange i.
func (g *generator) record(s *Store, i int) {
	h := g.host()
	x := &flow.Exchange{
		Client: g.clients[g.rnd.IntN(len(g.clients))], Server: g.servers[h], Proto: flow.HTTP11, UpstreamProto: flow.HTTP11,
		Verdict: flow.VerdictIntercept, Reused: i%3 > 0,
	}
	x.Timing.Started = benchStart + flow.Nanos(i)*100_000_000
	t := s.Open(x)
	x.Method = []string{"GET", "GET", "GET", "GET", "GET", "POST", "POST", "PUT", "DELETE", "OPTIONS"}[g.rnd.IntN(10)]
	path := fmt.Sprintf("/%s/%s/%d?page=%d", g.word(), g.word(), g.rnd.IntN(1_000_000), g.rnd.IntN(100))
	x.Scheme, x.Host, x.Port = "https", g.hosts[h], 443
	x.URL = "https://" + x.Host + path
	t.Head(flow.Request, head(fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) %s\r\nAccept: */*\r\nAccept-Encoding: gzip, br\r\n"+
		"Authorization: Bearer %016x%016x\r\nCookie: sid=%016x\r\n\r\n", x.Method, path, x.Host, g.word(), g.rnd.Uint64(), g.rnd.Uint64(), g.rnd.Uint64()), flow.Request))
	x.Timing.RequestHead = x.Timing.Started + 10_000
	if x.Method == "POST" || x.Method == "PUT" {
		g.json(i, 300)
		t.Body(flow.Request, g.body.Bytes())
		x.Request.Size = int64(g.body.Len())
	}
	x.Status = []int{200, 200, 200, 200, 200, 200, 201, 204, 301, 304, 304, 400, 401, 403, 404, 404, 500, 502}[g.rnd.IntN(18)]
	g.response(t, x, i)
	x.State = flow.Complete
	if x.Status == 502 {
		x.State = flow.Failed
		x.Fault = &flow.Fault{Code: flow.UpstreamRefused, Side: flow.SideOrigin, Message: "refused", Hint: "is it running?"}
	}
	took := flow.Nanos(1+g.rnd.IntN(400)) * 1_000_000
	if g.rnd.IntN(1000) == 0 {
		took *= 20
	}
	x.Timing.ResponseHead = x.Timing.Started + took/2
	x.Timing.Ended = x.Timing.Started + took
	t.Done()
}

// response plays a response with a body of some type and coding.
func (g *generator) response(t *Tape, x *flow.Exchange, i int) {
	var mime string
	switch k := g.rnd.IntN(20); {
	case k < 11:
		mime = "application/json; charset=utf-8"
		g.json(i, 200+g.rnd.IntN(2200))
	case k < 15:
		mime = "text/html; charset=utf-8"
		g.html(i, 500+g.rnd.IntN(3500))
	case k < 19:
		mime = []string{"image/png", "image/jpeg", "font/woff2", "application/octet-stream"}[k-15]
		g.binary(300 + g.rnd.IntN(2000))
	default:
		mime = "text/plain"
		g.json(i, 100)
		for range 1 + g.rnd.IntN(5) {
			t.Message(&flow.Message{Kind: flow.MessageText, Dir: flow.Response, Time: x.Timing.Started, Size: 40, Wire: 42, Fragments: 1,
				Data: []byte(g.word() + " " + g.word() + " " + g.word())})
		}
	}
	coding, body := g.encode(mime)
	t.Head(flow.Response, head(fmt.Sprintf("HTTP/1.1 %d OK\r\nServer: nginx\r\nDate: Thu, 09 Oct 2025 08:%02d:%02d GMT\r\nContent-Type: %s\r\n%sContent-Length: %d\r\nEtag: \"%x\"\r\nX-Request-Id: %016x\r\n\r\n",
		x.Status, i/60%60, i%60, mime, coding, len(body), g.rnd.Uint32(), g.rnd.Uint64()), flow.Response))
	t.Body(flow.Response, body)
	x.Response.Size = int64(len(body))
}

func (g *generator) encode(mime string) (header string, body []byte) {
	k := g.rnd.IntN(10)
	if !strings.HasPrefix(mime, "text/") && !strings.HasPrefix(mime, "application/json") || k >= 5 {
		return "", g.body.Bytes()
	}
	g.coded.Reset()
	if k == 0 {
		g.brotli.Reset(&g.coded)
		_, _ = g.brotli.Write(g.body.Bytes())
		_ = g.brotli.Close()
		return "Content-Encoding: br\r\n", g.coded.Bytes()
	}
	g.gzip.Reset(&g.coded)
	_, _ = g.gzip.Write(g.body.Bytes())
	_ = g.gzip.Close()
	return "Content-Encoding: gzip\r\n", g.coded.Bytes()
}

// special puts the words to be searched into some bodies.
func (g *generator) special(i int) string {
	switch {
	case i%rareEvery == 0:
		return rareWord + strconv.Itoa(i)
	case i%2 == 0:
		return commonWord
	}
	return g.word()
}

func (g *generator) json(i, size int) {
	g.body.Reset()
	fmt.Fprintf(&g.body, `{"id":%d,"kind":%q`, i, g.special(i))
	for g.body.Len() < size {
		switch g.rnd.IntN(4) {
		case 0:
			fmt.Fprintf(&g.body, `,%q:%d`, g.word(), g.rnd.IntN(1e6))
		case 1:
			fmt.Fprintf(&g.body, `,"uuid":"%08x-%04x-%012x"`, g.rnd.Uint32(), g.rnd.Uint32()&0xffff, g.rnd.Uint64()&0xffffffffffff)
		default:
			fmt.Fprintf(&g.body, `,%q:"%s %s %s"`, g.word(), g.word(), g.word(), g.word())
		}
	}
	g.body.WriteByte('}')
}

func (g *generator) html(i, size int) {
	g.body.Reset()
	fmt.Fprintf(&g.body, "<!doctype html><html><head><title>%s</title></head><body>", g.special(i))
	for g.body.Len() < size {
		fmt.Fprintf(&g.body, "<div class=\"%s\"><p>", g.word())
		for range 12 {
			g.body.WriteString(g.word())
			g.body.WriteByte(' ')
		}
		g.body.WriteString("</p></div>\n")
	}
	g.body.WriteString("</body></html>")
}

func (g *generator) binary(size int) {
	g.body.Reset()
	g.body.WriteString("\x89BIN\x00\x00")
	for g.body.Len() < size {
		v := g.rnd.Uint64()
		g.body.Write([]byte{byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24), byte(v >> 32), byte(v >> 40), byte(v >> 48), byte(v >> 56)})
	}
}
