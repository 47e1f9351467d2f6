package h1

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"net/http/httputil"
	"reflect"
	"strings"
	"testing"

	"rockxy/internal/flow"
)

var requestSeeds = []string{
	string(typical),
	"\r\nPOST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\n",
	"POST http://a:80?b HTTP/1.1\r\nHost: c\r\nTransfer-Encoding: chunked\r\nTrailer: A\r\n\r\n5;x=\"y\"\r\nhello\r\n0\r\nA: b\r\n\r\nGET",
	"GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade, x-y\r\nUpgrade: websocket\r\nTE: trailers, gzip\r\nX-Y: z\r\nKeep-Alive: 5\r\n\r\n",
	"CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\nProxy-Authorization: Basic eA==\r\n\r\n",
	"OPTIONS * HTTP/1.0\r\n\r\n",
	"PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
	"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	"GET /a HTTP/1.1\r\nHost: a\r\nX:\ty \r\n z\r\n\r\n",
	"GET / HTTP/1.1\nHost: a\n\n",
}

var responseSeeds = []string{
	string(typicalResponse),
	"HTTP/1.0 404 \r\nConnection: keep-alive\r\nContent-Length: 005, 5\r\n\r\n",
	"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
	"HTTP/1.1 204\r\n\r\n",
	"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
	"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nB: c\r\n\r\n",
	"HTTP/1.1 426 x\r\nUpgrade: a, b\r\nConnection: upgrade\r\n\r\n",
}

// fatal is the part of *testing.T and *rapid.T that the checks need.
type fatal interface {
	Helper()
	Fatalf(format string, args ...any)
}

// checkWithin overwrites buf and expects every slice of h to have changed.
func checkWithin(t fatal, buf []byte, n int, h *flow.Head) {
	t.Helper()
	for i := range buf[:n] {
		buf[i] = 0xaa
	}
	slices := [][]byte{h.Raw, h.Method, h.Target, h.Reason}
	for _, f := range h.Fields {
		slices = append(slices, f.Name, f.Value)
	}
	for _, s := range slices {
		if bytes.Count(s, []byte{0xaa}) != len(s) {
			t.Fatalf("a slice of the head is not part of the buffer: %q", s)
		}
	}
}

func FuzzRequestHead(f *testing.F) {
	for _, s := range requestSeeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, buf []byte) {
		h := new(flow.Head)
		n, err := ParseRequest(buf, 0, h, DefaultLimits)
		if n < 0 || n > len(buf) || n > 0 && err != nil {
			t.Fatalf("ParseRequest = %d, %v", n, err)
		}
		if n == 0 {
			return
		}
		for _, cut := range []int{n / 2, n - 1} {
			var part flow.Head
			if k, err := ParseRequest(buf[:cut], 0, &part, DefaultLimits); k != 0 || err != nil {
				t.Fatalf("a part of what is accepted is %d, %v", k, err)
			}
			if k, err := ParseRequest(buf, cut, &part, DefaultLimits); k != n || err != nil || !reflect.DeepEqual(part.Clone(), h.Clone()) {
				t.Fatalf("from %d: %d, %v", cut, k, err)
			}
		}
		framing, err := RequestFraming(h)
		if err == nil {
			checkForwardedRequest(t, h, framing)
			compareRequest(t, buf, n, h, framing)
		}
		checkWithin(t, buf, n, h)
	})
}

// checkForwardedRequest expects what is sent on to be one request, with the
// same end, the same meaning, and nothing that is hop-by-hop.
func checkForwardedRequest(t fatal, h *flow.Head, framing Framing) {
	t.Helper()
	for _, rw := range []*Rewrite{nil, {KeepUpgrade: true, Close: true}, {ToProxy: true}, {Host: []byte("b")}} {
		if _, _, _, absolute := SplitAbsolute(h.Target); !h.Has("Host") && !absolute && (rw == nil || rw.Host == nil) {
			continue // of HTTP/1.0; the caller must know the host
		}
		out := AppendRequest(nil, h, rw)
		var again flow.Head
		if n, err := ParseRequest(out, 0, &again, Limits{1 << 30, 1 << 20}); n != len(out) || err != nil {
			t.Fatalf("forwarded as %q: %d of %d, %v", out, n, len(out), err)
		}
		f, err := RequestFraming(&again)
		if f != framing || err != nil || again.Proto != flow.HTTP11 || !bytes.Equal(again.Method, h.Method) {
			t.Fatalf("forwarded as %q: %v, %v, want %v", out, f, err, framing)
		}
		for _, name := range []string{"Keep-Alive", "Proxy-Connection", "Proxy-Authorization"} {
			if again.Has(name) {
				t.Fatalf("%s is forwarded: %q", name, out)
			}
		}
		if rw == nil {
			twice := AppendRequest(nil, &again, nil)
			if !bytes.Equal(twice, out) {
				t.Fatalf("forwarded twice it changes: %q, %q", out, twice)
			}
		}
	}
}

// compareRequest expects agreement with net/http about what both accept.
func compareRequest(t fatal, buf []byte, n int, h *flow.Head, framing Framing) {
	t.Helper()
	in := bytes.NewReader(buf[n-len(h.Raw):])
	r := bufio.NewReader(in)
	req, err := http.ReadRequest(r)
	if err != nil {
		return
	}
	if req.Method != string(h.Method) || req.RequestURI != string(h.Target) || req.ProtoMinor != int(h.Proto-flow.HTTP10) {
		t.Fatalf("net/http reads %s %s 1.%d", req.Method, req.RequestURI, req.ProtoMinor)
	}
	compareFields(t, h, req.Header)
	theirs, err := io.ReadAll(req.Body)
	if err != nil {
		return
	}
	ours, rest, ok := readAll(buf[n:], framing)
	if !ok {
		return
	}
	left, _ := io.ReadAll(r)
	if !bytes.Equal(ours, theirs) || !bytes.Equal(rest, left) {
		t.Fatalf("body %q, then %q; net/http reads %q, then %q", ours, rest, theirs, left)
	}
}

// readAll reads a body; ok is false unless it was sound and whole.
func readAll(p []byte, framing Framing) (payload, rest []byte, ok bool) {
	var b Body
	b.Reset(framing, DefaultLimits)
	pieces, rest, done, err := drive(&b, p)
	for _, p := range pieces {
		payload = append(payload, p.data...)
	}
	return payload, rest, done && err == nil
}

func compareFields(t fatal, h *flow.Head, theirs http.Header) {
	t.Helper()
	ours := http.Header{}
	for _, f := range h.Fields {
		ours.Add(string(f.Name), string(f.Value))
	}
	for _, name := range []string{"Host", "Transfer-Encoding", "Trailer", "Content-Length", "Cache-Control"} {
		ours.Del(name) // net/http keeps these elsewhere or changes them
		theirs.Del(name)
	}
	if !reflect.DeepEqual(ours, theirs) {
		t.Fatalf("fields %q; net/http reads %q", ours, theirs)
	}
}

func FuzzResponseHead(f *testing.F) {
	for _, s := range responseSeeds {
		f.Add([]byte(s), "GET")
	}
	f.Add([]byte(responseSeeds[4]), "HEAD")
	f.Fuzz(func(t *testing.T, buf []byte, method string) {
		h := new(flow.Head)
		n, err := ParseResponse(buf, 0, h, DefaultLimits)
		if n < 0 || n > len(buf) || n > 0 && err != nil {
			t.Fatalf("ParseResponse = %d, %v", n, err)
		}
		if n == 0 {
			return
		}
		for _, cut := range []int{n / 2, n - 1} {
			var part flow.Head
			if k, err := ParseResponse(buf[:cut], 0, &part, DefaultLimits); k != 0 || err != nil {
				t.Fatalf("a part of what is accepted is %d, %v", k, err)
			}
			if k, err := ParseResponse(buf, cut, &part, DefaultLimits); k != n || err != nil || !reflect.DeepEqual(part.Clone(), h.Clone()) {
				t.Fatalf("from %d: %d, %v", cut, k, err)
			}
		}
		framing, err := ResponseFraming(h, []byte(method))
		if err == nil {
			checkForwardedResponse(t, h, method, framing)
			compareResponse(t, buf, n, h, method, framing)
		}
		checkWithin(t, buf, n, h)
	})
}

func checkForwardedResponse(t fatal, h *flow.Head, method string, framing Framing) {
	t.Helper()
	for _, rw := range []*Rewrite{nil, {KeepUpgrade: true}, {Close: true}} {
		out := AppendResponse(nil, h, rw)
		var again flow.Head
		if n, err := ParseResponse(out, 0, &again, Limits{1 << 30, 1 << 20}); n != len(out) || err != nil {
			t.Fatalf("forwarded as %q: %d of %d, %v", out, n, len(out), err)
		}
		f, err := ResponseFraming(&again, []byte(method))
		if f != framing || err != nil || again.Proto != flow.HTTP11 || again.Status != h.Status {
			t.Fatalf("forwarded as %q: %v, %v, want %v", out, f, err, framing)
		}
		if count(&again, "Content-Length") > 1 {
			t.Fatalf("more than one Content-Length is forwarded: %q", out)
		}
	}
}

func compareResponse(t fatal, buf []byte, n int, h *flow.Head, method string, framing Framing) {
	t.Helper()
	r := bufio.NewReader(bytes.NewReader(buf))
	resp, err := http.ReadResponse(r, &http.Request{Method: method})
	if err != nil {
		return
	}
	if resp.StatusCode != h.Status || resp.ProtoMinor != int(h.Proto-flow.HTTP10) {
		t.Fatalf("net/http reads %s %s", resp.Proto, resp.Status)
	}
	compareFields(t, h, resp.Header)
	if method == "CONNECT" || h.Status < 200 || framing.Kind == UntilClose {
		return // net/http leaves these to its client
	}
	theirs, err := io.ReadAll(resp.Body)
	if err != nil {
		return
	}
	ours, rest, ok := readAll(buf[n:], framing)
	if !ok {
		return
	}
	left, _ := io.ReadAll(r)
	if !bytes.Equal(ours, theirs) || !bytes.Equal(rest, left) {
		t.Fatalf("body %q, then %q; net/http reads %q, then %q", ours, rest, theirs, left)
	}
}

func FuzzBody(f *testing.F) {
	for _, s := range []string{
		"5\r\nhello\r\n0\r\n\r\nGET / HTTP/1.1\r\n",
		"A;a=\"b\\\"c\";d\r\n0123456789\r\n000;e\r\nA: b\r\nC:\t d \r\n\r\n",
		"5\r\nhello\r\n5\r\nworld\r\n5\r\n.....\r\n0\r\n\r\n",
		"5 \r\nhello\r\n0\r\n\r\n",
		"5;\nhello\r\n0\r\n\n",
		"7fffffffffffffff\r\nx",
		"0\r\nContent-Length: 5\r\n\r\n",
	} {
		f.Add([]byte(s), uint8(3), uint16(1<<10))
	}
	f.Fuzz(func(t *testing.T, wire []byte, step uint8, limit uint16) {
		whole, parts := chunkedBody(), chunkedBody()
		whole.RecordLayout(int(limit))
		a, restA, doneA, errA := drive(whole, wire)
		b, restB, doneB, errB := drive(parts, wire, int(step))
		dataA, wireA := join(a)
		dataB, wireB := join(b)
		if doneA != doneB || kindOf(t, errA) != kindOf(t, errB) || dataA != dataB {
			t.Fatalf("whole: %q, %v, %v; in parts of %d: %q, %v, %v", dataA, doneA, errA, step, dataB, doneB, errB)
		}
		if doneA && (wireA != wireB || !bytes.Equal(restA, restB)) || !strings.HasPrefix(string(wire), wireA) {
			t.Fatalf("whole: %q, rest %q; in parts: %q, rest %q", wireA, restA, wireB, restB)
		}
		if layout := whole.Layout(); layout != nil && errA == nil {
			got, err := Rebuild(nil, []byte(dataA), layout)
			if err != nil || doneA && string(got) != wireA || len(layout) > int(limit) {
				t.Fatalf("rebuilt %q, %v; want %q", got, err, wireA)
			}
		}
		if doneA {
			theirs, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(wire)))
			if err == nil && string(theirs) != dataA {
				t.Fatalf("payload %q; net/http reads %q", dataA, theirs)
			}
		}
	})
}

func join(pieces []piece) (data, wire string) {
	for _, p := range pieces {
		data, wire = data+p.data, wire+p.wire
	}
	return data, wire
}

func FuzzRebuild(f *testing.F) {
	payload, layout := record(f, "5;a=b\r\nhello\r\n1\r\nx\r\n1\r\ny\r\n0\r\nA: b\r\n\r\n", 100)
	f.Add(payload, layout)
	f.Fuzz(func(t *testing.T, payload, layout []byte) {
		// Each octet of payload and layout stands for a bounded piece of wire.
		got, err := Rebuild(nil, payload, layout)
		if err == nil && len(got) > (MaxChunkLine+4)*(len(payload)+len(layout)+1) {
			t.Fatalf("%d octets from %d and %d", len(got), len(payload), len(layout))
		}
	})
}
