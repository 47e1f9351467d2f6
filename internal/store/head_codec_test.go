package store

import (
	"reflect"
	"testing"

	"rockxy/internal/flow"
)

func fields(nv ...string) (f []flow.Field) {
	for i := 0; i < len(nv); i += 2 {
		f = append(f, flow.Field{Name: []byte(nv[i]), Value: []byte(nv[i+1])})
	}
	return f
}

func TestHeadIsParsedBack(t *testing.T) {
	tests := []struct {
		name     string
		proto    flow.Proto
		dir      flow.Direction
		trailers bool
		raw      string
		want     flow.Head
	}{
		{"request", flow.HTTP11, flow.Request, false, "GET http://h/a HTTP/1.1\r\nHost: h\r\nX-Empty:\r\nx:  a: b \t\r\n\r\n",
			flow.Head{Method: []byte("GET"), Target: []byte("http://h/a"), Fields: fields("Host", "h", "X-Empty", "", "x", "a: b")}},
		{"after an empty line", flow.HTTP11, flow.Request, false, "\r\nGET / HTTP/1.1\r\n\r\n",
			flow.Head{Method: []byte("GET"), Target: []byte("/")}},
		{"response", flow.HTTP10, flow.Response, false, "HTTP/1.0 404 Not  Found\r\nA: 1\r\na: 2\r\n\r\n",
			flow.Head{Status: 404, Reason: []byte("Not  Found"), Fields: fields("A", "1", "a", "2")}},
		{"response without a reason", flow.HTTP11, flow.Response, false, "HTTP/1.1 204\r\n\r\n",
			flow.Head{Status: 204}},
		{"trailers", flow.HTTP11, flow.Response, true, "Digest: x\r\n\r\n",
			flow.Head{Fields: fields("Digest", "x")}},
		{"h2 request", flow.HTTP2, flow.Request, false, ":method: GET\r\n:scheme: https\r\n:authority: h:1\r\n:path: /a b\r\nempty: \r\nx: y: z\r\n\r\n",
			flow.Head{Method: []byte("GET"), Scheme: []byte("https"), Authority: []byte("h:1"), Target: []byte("/a b"),
				Fields: fields(":method", "GET", ":scheme", "https", ":authority", "h:1", ":path", "/a b", "empty", "", "x", "y: z")}},
		{"h2 response", flow.HTTP2, flow.Response, false, ":status: 200\r\n\r\n",
			flow.Head{Status: 200, Fields: fields(":status", "200")}},
		{"rubbish", flow.HTTP11, flow.Request, false, "\x16\x03\x01\x00",
			flow.Head{Method: []byte("\x16\x03\x01\x00")}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.want.Proto, tt.want.Raw = tt.proto, []byte(tt.raw)
			data := appendHead(nil, &tt.want)
			got, err := decodeHead(data, tt.dir, tt.trailers)
			if err != nil || !sameHead(got, &tt.want) {
				t.Errorf("got  %+v, %v\nwant %+v", got, err, &tt.want)
			}
		})
	}
}

// sameHead compares two heads, nil and empty slices being the same.
func sameHead(a, b *flow.Head) bool {
	norm := func(h *flow.Head) [7]string {
		return [7]string{string(h.Method), string(h.Target), string(h.Scheme), string(h.Authority), string(h.Reason), string(h.Raw), h.Proto.String()}
	}
	if norm(a) != norm(b) || a.Status != b.Status || len(a.Fields) != len(b.Fields) {
		return false
	}
	for i, f := range a.Fields {
		g := b.Fields[i]
		if string(f.Name) != string(g.Name) || string(f.Value) != string(g.Value) || f.NeverIndex != g.NeverIndex {
			return false
		}
	}
	return true
}

func TestHeadKeepsNeverIndex(t *testing.T) {
	h := flow.ParseHead(flow.HTTP2, []byte(":status: 200\r\na: 1\r\nauthorization: x\r\n\r\n"), flow.Response, false)
	h.Fields[2].NeverIndex = true
	got, err := decodeHead(appendHead(nil, h), flow.Response, false)
	if err != nil || !sameHead(got, h) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestHeadThatWasNeverOnAWireIsWrittenOut(t *testing.T) {
	tests := []struct {
		h    flow.Head
		want string
	}{
		{flow.Head{Proto: flow.HTTP11, Status: 502, Reason: []byte("Bad Gateway"), Fields: fields("A", "b")}, "HTTP/1.1 502 Bad Gateway\r\nA: b\r\n\r\n"},
		{flow.Head{Proto: flow.HTTP11, Method: []byte("GET"), Target: []byte("/x")}, "GET /x HTTP/1.1\r\n\r\n"},
		{flow.Head{Proto: flow.HTTP2, Status: 200, Fields: fields(":status", "200")}, ":status: 200\r\n\r\n"},
	}
	for _, tt := range tests {
		if got := appendHead(nil, &tt.h); string(got[1:]) != tt.want {
			t.Errorf("got %q, want %q", got[1:], tt.want)
		}
	}
}

func FuzzHead(f *testing.F) {
	f.Add([]byte("\x02GET / HTTP/1.1\r\nHost: h\r\n\r\n"), byte(0))
	f.Add([]byte("\x83\x01\x00\x01\x00:status: 200\r\na: b\r\n\r\n"), byte(1))
	f.Fuzz(func(t *testing.T, data []byte, which byte) {
		dir, trailers := flow.Direction(which&1), which&2 != 0
		h, err := decodeHead(data, dir, trailers)
		if err != nil || len(h.Raw) == 0 || len(h.Raw) > maxHead {
			return
		}
		again, err := decodeHead(appendHead(nil, h), dir, trailers)
		if err != nil || !reflect.DeepEqual(again, h) {
			t.Fatalf("%q came back as %q, %v", h.Raw, again.Raw, err)
		}
	})
}
