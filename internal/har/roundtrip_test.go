package har

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/content"
	"rockxy/internal/flow"
)

// What was written and read is written again octet by octet.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		opt := Options{Version: "1.0", Wire: rapid.Bool().Draw(t, "wire")}
		var entries []*Entry
		for i := range rapid.IntRange(1, 4).Draw(t, "entries") {
			entries = append(entries, drawEntry(t, flow.ID(i+1)))
		}
		once := write(t, opt, entries...)
		back, report := read(t, once)
		if len(report.Damages) > 0 || report.Truncated || len(back) != len(entries) {
			t.Fatalf("%d of %d entries; %v\n%s", len(back), len(entries), report.Damages, once)
		}
		if twice := write(t, opt, back...); once != twice {
			t.Fatalf("differ:\n%s\n%s", once, twice)
		}
		for i := range entries {
			sameFlow(t, entries[i], back[i])
		}
	})
}

// sameFlow compares what the octets of the archive alone could hide.
func sameFlow(t *rapid.T, want, got *Entry) {
	for dir := range flow.Response + 1 {
		a, b := octets(want, dir), octets(got, dir)
		if got.body(dir).Recoded {
			a, b = plainOctets(want, dir), plainOctets(got, dir)
		}
		if !bytes.Equal(a, b) {
			t.Fatalf("%v body: %q, want %q", dir, b, a)
		}
		h, g := want.Head(dir), got.Head(dir)
		if (h == nil) != (g == nil) || h != nil && !bytes.Equal(h.Raw, g.Raw) {
			t.Fatalf("%v head: %+v, want %+v", dir, g, h)
		}
	}
	if want.Exchange.Timing != got.Exchange.Timing {
		t.Fatalf("timing %+v, want %+v", got.Exchange.Timing, want.Exchange.Timing)
	}
	a, b := messagesOf(want), messagesOf(got)
	for i := range b {
		if !bytes.Equal(a[i].Data, b[i].Data) || a[i].Time != b[i].Time || a[i].Kind != b[i].Kind || a[i].Size != b[i].Size {
			t.Fatalf("message %+v, want %+v", b[i], a[i])
		}
	}
}

func drawMoment(t *rapid.T, name string) flow.Nanos {
	if rapid.IntRange(0, 4).Draw(t, "measured") == 0 {
		return 0
	}
	return flow.Nanos(rapid.Int64Range(1_700_000_000_000_000_000, 1_700_000_100_000_000_000).Draw(t, name))
}

func drawEntry(t *rapid.T, id flow.ID) *Entry {
	str := rapid.StringN(0, 12, -1)
	x := &flow.Exchange{
		ID: id, Stream: rapid.Uint32Max(9).Draw(t, "stream"), Reused: rapid.Bool().Draw(t, "reused"),
		Method: rapid.SampledFrom([]string{"GET", "POST", "CONNECT", "PRI-odd"}).Draw(t, "method"),
		Scheme: rapid.SampledFrom([]string{"http", "https"}).Draw(t, "scheme"), Host: "example.test",
		Port: rapid.Uint16().Draw(t, "port"), URL: "https://example.test:8443/a" + str.Draw(t, "path"),
		Timing: flow.Timing{Started: 1_700_000_000_000_000_000, RequestHead: drawMoment(t, "t1"), RequestSent: drawMoment(t, "t2"),
			ResponseFirst: drawMoment(t, "t3"), ResponseHead: drawMoment(t, "t4"), Ended: drawMoment(t, "t5")},
		State:   rapid.SampledFrom([]flow.State{flow.Complete, flow.Failed, flow.Active}).Draw(t, "state"),
		Verdict: flow.VerdictIntercept, Rules: rapid.SliceOfN(str, 0, 2).Draw(t, "rules"),
		Kind:     rapid.SampledFrom([]string{"", "websocket", "sse", "grpc", "upgrade"}).Draw(t, "kind"),
		Imported: rapid.SampledFrom([]string{"", "har (Firefox 145)"}).Draw(t, "imported"),
		Origin:   flow.ID(rapid.IntRange(0, int(id)-1).Draw(t, "origin")),
	}
	if rapid.Bool().Draw(t, "faulty") {
		x.Fault = &flow.Fault{Code: "upstream.reset", Side: flow.SideOrigin, Message: str.Draw(t, "message")}
	}
	drawConns(t, x)
	e := &Entry{Exchange: x, Incomplete: rapid.SampledFrom([]string{"", "its beginning was deleted"}).Draw(t, "incomplete")}
	if rapid.Bool().Draw(t, "extra") {
		e.Extra = []byte(`{"pageref":"page_1","_n":1.50,"cache":{"beforeRequest":null},"request":{"_r":[true,"é"]}}`)
	}
	x.Proto = rapid.SampledFrom([]flow.Proto{flow.HTTP10, flow.HTTP11, flow.HTTP2, flow.HTTP3}).Draw(t, "proto")
	x.UpstreamProto = x.Proto
	drawHeads(t, e)
	drawBodies(t, e)
	drawMessages(t, e)
	return e
}

func drawConns(t *rapid.T, x *flow.Exchange) {
	if rapid.Bool().Draw(t, "client") {
		x.Client = &flow.ClientConn{ID: 3, Addr: "127.0.0.1:5000", Accepted: drawMoment(t, "accepted"),
			Entry: rapid.SampledFrom([]flow.Entry{flow.EntryForward, flow.EntryConnect}).Draw(t, "entry"), TLS: &flow.TLS{Version: 0x304, JA4: "t13d"}}
		x.Client.Process.Store(&flow.Process{PID: 7, Name: "curl", Path: "/usr/bin/curl"})
	}
	if rapid.Bool().Draw(t, "server") {
		x.Server = &flow.ServerConn{ID: 4, Target: "example.test:443", Addr: "[2001:db8::1]:443",
			DNSStart: drawMoment(t, "d1"), DNSEnd: drawMoment(t, "d2"), ConnectStart: drawMoment(t, "c1"), ConnectEnd: drawMoment(t, "c2"),
			TLSStart: drawMoment(t, "s1"), TLSEnd: drawMoment(t, "s2"),
			TLS: &flow.TLS{Version: 0x304, OCSP: []byte{1}, SCTs: [][]byte{{2}, {3}}, Verified: true, ClientCert: [32]byte{9},
				Chain: []*flow.Certificate{{SHA256: [32]byte{1}}}}}
		x.Server.HTTP2.Store(&flow.Settings{Values: []flow.Setting{{ID: 3, Value: 100}}})
	}
}

func drawFields(t *rapid.T, more string) string {
	field := rapid.Custom(func(t *rapid.T) string {
		return rapid.SampledFrom([]string{"Accept", "cookie", "X-Odd", "Set-Cookie", "location"}).Draw(t, "name") +
			rapid.SampledFrom([]string{":", ": ", ":  "}).Draw(t, "colon") +
			rapid.StringMatching(`[ -~é]{0,12}`).Draw(t, "value") + rapid.SampledFrom([]string{"", "", "\xff"}).Draw(t, "byte") + "\r\n"
	})
	return more + strings.Join(rapid.SliceOfN(field, 0, 4).Draw(t, "fields"), "") + "\r\n"
}

func drawBodyFields(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "", "Content-Encoding: gzip\r\n", "content-encoding: br, zstd\r\n", "Content-Encoding: odd\r\n",
		"Content-Encoding: deflate\r\n"}).Draw(t, "coding") +
		rapid.SampledFrom([]string{"", "Content-Type: text/plain; charset=ISO-8859-1\r\n", "Content-Type: application/x-www-form-urlencoded\r\n",
			"Content-Type: multipart/form-data; boundary=b\r\n", "content-type: image/png\r\n", "Content-Type: text/html; charset=utf-16\r\n",
			"Content-Type: text/html; charset=Shift_JIS\r\n", "Content-Type: text/html; charset=iso-2022-jp\r\n", "Content-Type: text/html; charset=gb18030\r\n"}).Draw(t, "mime")
}

func drawHeads(t *rapid.T, e *Entry) {
	x := e.Exchange
	add := func(dir flow.Direction, trailers bool, h1, h2, fields string) {
		p := x.Proto
		if p == flow.HTTP2 || p == flow.HTTP3 {
			p, h1 = flow.HTTP2, h2
		}
		e.Heads = append(e.Heads, Head{dir, trailers, flow.ParseHead(p, []byte(h1+fields), dir, trailers)})
	}
	if rapid.IntRange(0, 9).Draw(t, "request") > 0 {
		add(flow.Request, false, x.Method+" "+rapid.SampledFrom([]string{"/a", "*", x.URL}).Draw(t, "target")+" HTTP/1.1\r\n",
			":method: "+x.Method+"\r\n:authority: example.test\r\n:scheme: https\r\n:path: /a\r\n", drawFields(t, drawBodyFields(t)))
	}
	if rapid.IntRange(0, 4).Draw(t, "response") == 0 {
		return
	}
	if rapid.Bool().Draw(t, "interim") {
		add(flow.Response, false, "HTTP/1.1 103 Early Hints\r\n", ":status: 103\r\n", drawFields(t, ""))
	}
	x.Status = rapid.SampledFrom([]int{200, 101, 304, 404}).Draw(t, "status")
	code := string([]byte{byte('0' + x.Status/100), byte('0' + x.Status/10%10), byte('0' + x.Status%10)})
	add(flow.Response, false, "HTTP/1.1 "+code+rapid.SampledFrom([]string{"", " ", " Fine", " \xe9"}).Draw(t, "reason")+"\r\n",
		":status: "+code+"\r\n", drawFields(t, drawBodyFields(t)))
	if rapid.Bool().Draw(t, "trailers") {
		add(flow.Response, true, "", "", drawFields(t, ""))
	}
}

func drawBodies(t *rapid.T, e *Entry) {
	for dir := range flow.Response + 1 {
		b := e.body(dir)
		b.Chunked = rapid.Bool().Draw(t, "chunked")
		var data []byte
		switch rapid.IntRange(0, 4).Draw(t, "body") {
		case 0:
			b.Size = int64(rapid.IntRange(0, 99).Draw(t, "size"))
			continue
		case 1:
			data = []byte("a=1&b=%20x&ü=" + rapid.String().Draw(t, "text"))
		case 2:
			data = rapid.SliceOfN(rapid.Byte(), 0, 60).Draw(t, "octets")
		case 3:
			data = []byte("--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.bin\"\r\nContent-Type: image/png\r\n\r\n\x00\x01\r\n--b--\r\n")
		case 4:
			data = bytes.Repeat([]byte(rapid.SampledFrom([]string{"gr\xfc\xdf ", "\x93\xfa\x95\x5c", "\x1b$BF|K\\\x1b(B", "\x95\x32\x82\x36"}).Draw(t, "unit")), rapid.IntRange(1, 9).Draw(t, "times"))
		}
		if h := e.Head(dir); h != nil && rapid.IntRange(0, 5).Draw(t, "honest") > 0 {
			if coded, err := content.Encode(data, list(h, "content-encoding")); err == nil {
				data = coded
			}
		}
		b.Size, b.Stored = int64(len(data)), int64(len(data))
		if rapid.IntRange(0, 5).Draw(t, "cut") == 0 {
			b.Size += 100
			b.Truncated = true
		}
		if b.Chunked {
			b.Chunks = []byte{1, 2, 3}
		}
		e.Body[dir] = section(data)
	}
}

func drawMessages(t *rapid.T, e *Entry) {
	var all []*flow.Message
	first, last := flow.MessageEvent, flow.MessageGRPC
	if e.Exchange.Kind == "websocket" {
		first, last = flow.MessageText, flow.MessageClose
	}
	for range rapid.IntRange(0, 3).Draw(t, "messages") {
		m := &flow.Message{
			Kind: flow.MessageKind(rapid.IntRange(int(first), int(last)).Draw(t, "kind")), Dir: flow.Direction(rapid.IntRange(0, 1).Draw(t, "dir")),
			Time: flow.Nanos(rapid.Int64Range(1_700_000_000_000_000_000, 1_700_000_100_000_000_000).Draw(t, "time")),
			Wire: 7, Fragments: rapid.IntRange(0, 3).Draw(t, "fragments"), Encoded: rapid.Bool().Draw(t, "encoded"),
			Data: rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, "data"),
		}
		m.Size = int64(len(m.Data)) + int64(rapid.IntRange(0, 1).Draw(t, "more"))
		all = append(all, m)
	}
	if len(all) > 0 {
		e.Messages = func(yield func(*flow.Message, error) bool) {
			for _, m := range all {
				if !yield(m, nil) {
					return
				}
			}
		}
	}
}
