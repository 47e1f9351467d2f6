package reenact

import (
	"bytes"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"rockxy/internal/export/pcapng/pcapngtest"
	"rockxy/internal/flow"
	"rockxy/internal/har"
)

const t0 = flow.Nanos(1_750_000_000_000_000_000)

// made is an exchange for a test.
type made struct {
	id             flow.ID
	conn           flow.ConnID
	client, server string
	proto          flow.Proto
	stream         uint32
	scheme         string
	request, reply string // bodies
	messages       []*flow.Message
}

func (m made) entry() *har.Entry {
	x := &flow.Exchange{ID: m.id, Stream: m.stream, Proto: m.proto, Method: "POST", Scheme: m.scheme, Host: "api.example.com", Port: 8443,
		URL: m.scheme + "://api.example.com:8443/x", Status: 200, State: flow.Complete}
	x.Client = &flow.ClientConn{ID: m.conn, AddrPort: netip.MustParseAddrPort(m.client), Accepted: t0, TLSStart: t0 + 1e6, TLSEnd: t0 + 5e6}
	x.Server = &flow.ServerConn{Addr: m.server}
	start := t0 + flow.Nanos(m.id)*1e9
	x.Timing = flow.Timing{Started: start, RequestSent: start + 1e8, ResponseFirst: start + 2e8, Ended: start + 3e8}
	e := &har.Entry{Exchange: x, Messages: func(yield func(*flow.Message, error) bool) {
		for _, m := range m.messages {
			if !yield(m, nil) {
				return
			}
		}
	}}
	path := fmt.Sprintf("/x/%d", m.id)
	heads := [2]string{"POST " + path + " HTTP/1.1\r\nHost: api.example.com:8443\r\nContent-Type: text/plain\r\n", "HTTP/1.1 200 OK\r\nX-Reply: yes\r\n"}
	if m.proto == flow.HTTP2 {
		heads = [2]string{":method: POST\r\n:scheme: https\r\n:authority: api.example.com:8443\r\n:path: " + path + "\r\ncontent-type: text/plain\r\n", ":status: 200\r\nx-reply: yes\r\n"}
	}
	if m.messages != nil {
		x.Status, x.Kind = 101, "websocket"
		heads = [2]string{"GET " + path + " HTTP/1.1\r\nHost: api.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
			"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"}
	}
	for dir, body := range []string{m.request, m.reply} {
		if m.messages == nil {
			heads[dir] += fmt.Sprintf("content-length: %d\r\n", len(body))
		}
		h := flow.ParseHead(m.proto, []byte(heads[dir]+"\r\n"), flow.Direction(dir), false)
		e.Heads = append(e.Heads, har.Head{Dir: flow.Direction(dir), Head: h})
		e.Body[dir] = io.NewSectionReader(strings.NewReader(body), 0, int64(len(body)))
	}
	return e
}

func written(t testing.TB, all ...made) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, Options{Now: time.Unix(0, int64(t0)), Version: "test", Notice: "With a notice."})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if err := w.Write(m.entry()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tshark returns lines of fields; ok is false when there is no tshark, see
// docs/decisions/0003.
func tshark(t *testing.T, file []byte, filter string, fields ...string) (lines []string, ok bool) {
	t.Helper()
	if _, err := exec.LookPath("tshark"); err != nil {
		if os.Getenv("ROCKXY_E2E") == "1" {
			t.Error("tshark is not installed")
		}
		t.Log("LEFT OUT: tshark is not installed")
		return nil, false
	}
	name := filepath.Join(t.TempDir(), "x.pcapng")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"-n", "-r", name, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-Y", filter, "-T", "fields", "-E", "separator= "}
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	cmd := exec.Command("tshark", args...)
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	if len(bytes.TrimSpace(out)) == 0 {
		return nil, true
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n"), true
}

func want(t *testing.T, file []byte, filter string, fields []string, lines ...string) {
	t.Helper()
	got, ok := tshark(t, file, filter, fields...)
	if ok && !slices.Equal(got, lines) {
		t.Errorf("%s:\n%s\nwant\n%s", filter, strings.Join(got, "\n"), strings.Join(lines, "\n"))
	}
}

func f(names ...string) []string { return names }

func wantClean(t *testing.T, file []byte) {
	t.Helper()
	want(t, file, "_ws.malformed || tcp.analysis.flags || tcp.checksum.status == 0 || ip.checksum.status == 0 || _ws.expert.severity >= 0x600000", f("frame.number", "_ws.expert.message"))
}

func TestHTTP1(t *testing.T) {
	file := written(t,
		made{id: 1, conn: 5, client: "192.0.2.7:50000", server: "198.51.100.9:8443", proto: flow.HTTP11, scheme: "https", request: "ask", reply: "tell"},
		made{id: 2, conn: 5, client: "192.0.2.7:50000", server: "198.51.100.9:8443", proto: flow.HTTP11, scheme: "https", request: "again", reply: strings.Repeat("long ", 20000)},
		made{id: 3, conn: 6, client: "[2001:db8::7]:50001", server: "198.51.100.9:8080", proto: flow.HTTP11, scheme: "http", request: "plain", reply: "text"})
	wantClean(t, file)
	want(t, file, "http.request", f("ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport", "http.request.method", "http.request.uri", "http.host"),
		"192.0.2.7 198.51.100.9   50000 8443 POST /x/1 api.example.com:8443",
		"192.0.2.7 198.51.100.9   50000 8443 POST /x/2 api.example.com:8443",
		"  2001:db8::7 ::ffff:198.51.100.9 50001 8080 POST /x/3 api.example.com:8443")
	want(t, file, "http.response", f("http.response.code", "http.content_length"), "200 4", "200 100000", "200 4")
	want(t, file, "frame.comment contains \"Exchange 2\"", f("frame.comment"), "Exchange 2: POST https://api.example.com:8443/x")
	want(t, file, "tls.handshake.type == 1", f("tls.handshake.extensions_server_name", "frame.time_epoch"), "api.example.com 1750000000.001000001")
	want(t, file, "frame.comment contains \"Exchange 2\"", f("frame.time_epoch"), "1750000002.000000001")
}

func TestHTTP2(t *testing.T) {
	at := made{conn: 5, client: "192.0.2.7:50000", server: "198.51.100.9:443", proto: flow.HTTP2, scheme: "https"}
	one, two, three := at, at, at
	one.id, one.stream, one.request, one.reply = 1, 1, "ask", strings.Repeat("x", 70000)
	two.id, two.stream, two.request = 2, 5, ""
	three.id, three.stream = 3, 3 // out of order: it gets another number
	file := written(t, one, two, three)
	wantClean(t, file)
	want(t, file, "http2.headers.method", f("http2.streamid", "http2.headers.method", "http2.headers.path", "http2.headers.authority"),
		"1 POST /x/1 api.example.com:8443", "5 POST /x/2 api.example.com:8443", "7 POST /x/3 api.example.com:8443")
	want(t, file, "http2.headers.status", f("http2.streamid", "http2.headers.status"), "1 200", "5 200", "7 200")
	if lines, ok := tshark(t, file, "http2.data.data && http2.streamid == 1", "http2.length"); ok && !strings.Contains(strings.Join(lines, ","), "16384") {
		t.Errorf("data frames %v", lines)
	}
}

func TestWebSocket(t *testing.T) {
	file := written(t, made{id: 1, conn: 5, client: "192.0.2.7:50000", server: "198.51.100.9:8443", proto: flow.HTTP11, scheme: "https", messages: []*flow.Message{
		{Kind: flow.MessageText, Dir: flow.Request, Time: t0 + 2e9, Data: []byte("hello")},
		{Kind: flow.MessageText, Dir: flow.Response, Time: t0 + 3e9, Data: []byte(strings.Repeat("w", 70000))},
		{Kind: flow.MessageClose, Dir: flow.Request, Time: t0 + 4e9, Data: []byte{3, 232}},
	}})
	wantClean(t, file)
	want(t, file, "websocket", f("websocket.opcode", "websocket.mask"), "1 1", "1 0", "8 1")
}

func TestWhatIsNotKnown(t *testing.T) {
	m := made{id: 1, client: "192.0.2.7:1", server: "x", proto: flow.HTTP11, scheme: "http", request: "r"}
	e := m.entry()
	e.Exchange.Client, e.Exchange.Server, e.Exchange.Timing = nil, nil, flow.Timing{}
	e.Heads = e.Heads[:1] // never answered
	var b bytes.Buffer
	w, err := NewWriter(&b, Options{Now: time.Unix(0, int64(t0))})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := w.Write(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	wantClean(t, b.Bytes())
	want(t, b.Bytes(), "http.request", f("ip.dst", "tcp.dstport"), "0.0.0.0 8443", "0.0.0.0 8443", "0.0.0.0 8443")
}

// TestStructure reads the file with a strict reader: it needs no other program.
func TestStructure(t *testing.T) {
	var all []made
	for i := range maxOpen + 10 {
		all = append(all, made{id: flow.ID(i + 1), conn: flow.ConnID(i + 1), client: fmt.Sprintf("192.0.2.7:%d", 50000+i), server: "198.51.100.9:8443", proto: flow.HTTP11, scheme: "https", request: "a", reply: "b"})
	}
	all = append(all, all[0]) // of a connection that was closed by then
	blocks, err := pcapngtest.Read(bytes.NewReader(written(t, all...)))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(blocks[0].Comment, Notice) || !strings.Contains(blocks[0].Comment, "With a notice.") {
		t.Errorf("the file says %q", blocks[0].Comment)
	}
	secrets := 0
	for _, b := range blocks {
		if b.Kind == pcapngtest.Secrets {
			secrets++
			for line := range strings.Lines(string(b.Data)) {
				if n := len(strings.Fields(line)); n != 3 {
					t.Errorf("key log line of %d parts", n)
				}
			}
		}
	}
	if secrets != len(all) {
		t.Errorf("%d connections have secrets, want %d", secrets, len(all))
	}
}

// TestMemoryIsFlat writes a body far larger than what it may take.
func TestMemoryIsFlat(t *testing.T) {
	m := made{id: 1, conn: 5, client: "192.0.2.7:50000", server: "198.51.100.9:8443", proto: flow.HTTP11, scheme: "https"}
	e := m.entry()
	e.Body[1] = io.NewSectionReader(zeros{}, 0, 256<<20)
	var before, after runtime.MemStats
	w, err := NewWriter(io.Discard, Options{Now: time.Unix(0, int64(t0))})
	if err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&before)
	if err := w.Write(e); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 64<<20 {
		t.Errorf("%d MiB were allocated for 256 MiB", grown>>20)
	}
}

type zeros struct{}

func (zeros) ReadAt(p []byte, _ int64) (int, error) { clear(p); return len(p), nil }
