package view

import (
	"bytes"
	"encoding/json"
	"io"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/vmihailenco/msgpack/v5"
)

// swallow prints a view and all its parts, and checks what holds for each.
func swallow(t *testing.T, v *View, depth int) {
	t.Helper()
	if v == nil || v.Kind == "" {
		t.Fatal("there is no view")
	}
	if depth > 3*maxDepth {
		t.Fatal("views are nested without an end")
	}
	if v.Text != nil {
		p := NewPrinter(io.Discard, noLines{t}, 0)
		v.Text(p)
		if p.depth != 0 {
			t.Errorf("%s leaves the depth at %d", v.Kind, p.depth)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, part := range v.Parts {
		swallow(t, part, depth+1)
	}
}

// noLines is a Style that complains about line feeds.
type noLines struct{ t *testing.T }

func (s noLines) Append(dst []byte, _ Class, text []byte) []byte {
	if bytes.IndexByte(text, '\n') >= 0 {
		s.t.Errorf("a line feed in a span: %q", text)
	}
	return append(dst, text...)
}

func fuzzKind(f *testing.F, k Kind, contentType string, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, partial := range []bool{false, true} {
			m := Message{Type: contentType, Body: body, Partial: partial, Target: "/a.B/C"}
			swallow(t, Open(m, Options{As: k, Now: time.Unix(1e9, 0)}), 0)
		}
	})
}

// FuzzOpen looks at bodies of unknown kind.
func FuzzOpen(f *testing.F) {
	for _, s := range []string{`{"a":1}`, "<html>", "GIF89a", "--x\r\nContent-Type: a\r\n\r\n{}\r\n--x--", "\x0a\x03abc", "\xd9\xd9\xf7\x80", "a=b&c"} {
		f.Add("", []byte(s), true)
		f.Add("multipart/form-data; boundary=x", []byte(s), false)
		f.Add("text/html; charset=utf-16", []byte(s), true)
	}
	f.Fuzz(func(t *testing.T, contentType string, body []byte, response bool) {
		m := Message{Type: contentType, Body: body, Response: response, Target: "/graphql?" + string(body)}
		swallow(t, Open(m, Options{}), 0)
		for _, token := range Tokens(m) {
			swallow(t, OpenToken(token, Options{}), 0)
		}
	})
}

// FuzzJSON checks that the validator agrees with the standard library's, and
// that laying out changes nothing but white space.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.5e-3,"\u00e4\\",true,null,{}],"a":-0}`, "[\n]", `"\ud800"`, "01", `{"a"`, "\"\xff\"", "\xef\xbb\xbf[]", " 1 \n2"} {
		f.Add([]byte(s), 3)
	}
	f.Fuzz(func(t *testing.T, body []byte, chunk int) {
		if bytes.HasPrefix(body, []byte("\xef\xbb\xbf")) {
			return // the library refuses the mark
		}
		err := checkJSON(body, false)
		if (err == nil) != json.Valid(body) {
			t.Fatalf("%q: %v, and the library says %v", body, err, json.Valid(body))
		}
		var out bytes.Buffer
		p := NewPrinter(&out, PlainStyle{}, 0)
		_ = PrettyJSON(p, &chunks{body, max(chunk&0xff, 1)}) // as above
		if p.Close() != nil || err != nil {
			return
		}
		var want, got bytes.Buffer
		if json.Compact(&want, body) != nil || json.Compact(&got, out.Bytes()) != nil || want.String() != got.String() {
			t.Fatalf("%q became %q", body, out.String())
		}
	})
}

// chunks gives n octets at a time.
type chunks struct {
	rest []byte
	n    int
}

func (c *chunks) Read(p []byte) (int, error) {
	if len(c.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), c.n)], c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

// FuzzCBOR checks that what the library calls well-formed is read to its end,
// and nothing else.
func FuzzCBOR(f *testing.F) {
	for _, s := range []string{"\xa2aa\x01ab\x82\x02\x03", "\x9f\x01\xff", "\x5f\x41a\xff", "\xc1\x1aQKg\xb0", "\xf9<\x00", "\xfb\x7f\xf0\x00\x00\x00\x00\x00\x00", "\x1b\xff\xff\xff\xff\xff\xff\xff\xff"} {
		f.Add([]byte(s))
	}
	mode, err := cbor.DecOptions{MaxNestedLevels: 60, UTF8: cbor.UTF8DecodeInvalid}.DecMode()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		swallow(t, Open(Message{Body: body}, Options{As: CBOR}), 0)
		if len(body) > 0 && len(body) < 1<<10 && mode.Wellformed(body) == nil {
			w := binaryText{rest: body}
			if err := w.all(func(w *binaryText) error { return w.cbor(0) }); err != nil {
				t.Errorf("% x: %v", body, err)
			}
		}
	})
}

// FuzzMsgPack checks that what the library can skip is read as far.
func FuzzMsgPack(f *testing.F) {
	for _, s := range []string{"\x82\xa1a\x01\xa1b\x92\xc0\xc3", "\xca\x3f\x80\x00\x00", "\xd6\xff\x00\x00\x00\x01", "\xc4\x02ab", "\xdf\xff\xff\xff\xff", "\xdc\x00\x02\x01\x02"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		swallow(t, Open(Message{Body: body}, Options{As: MsgPack}), 0)
		r := bytes.NewReader(body)
		if len(body) == 0 || len(body) > 60 || msgpack.NewDecoder(r).Skip() != nil {
			return
		}
		w := binaryText{rest: body}
		if err := w.msgpack(0); err != nil || len(w.rest) != r.Len() {
			t.Errorf("% x: %v, %d octets left, and the library left %d", body, err, len(w.rest), r.Len())
		}
	})
}

func FuzzProtobuf(f *testing.F) {
	fuzzKind(f, Protobuf, "", "\x08\x96\x01\x12\x07testing\x1a\x02\x08\x07", "\x0b\x08\x01\x0c", "\x0d\x00\x00\x80\x3f", "\x09\x00\x00\x00\x00\x00\x00\xf0\x3f")
}

func FuzzGRPC(f *testing.F) {
	fuzzKind(f, GRPC, "application/grpc", "\x00\x00\x00\x00\x02\x08\x01", "\x01\x00\x00\x00\x02\x08\x01", "\x00\xff\xff\xff\xff\x08")
}

func FuzzGRPCWeb(f *testing.F) {
	fuzzKind(f, GRPCWeb, "application/grpc-web-text", "AAAAAAIIAQ==", "gAAAAA9ncnBjLXN0YXR1czogMA0K")
}

func FuzzImage(f *testing.F) {
	fuzzKind(f, Image, "image/png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02", "GIF89a\x01\x00\x01\x00\x80\x00\x00", "\xff\xd8\xff\xc0\x00\x11\x08\x00\x10\x00\x10\x03",
		"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00", "\x00\x00\x00\x10ftypavif\x00\x00\x00\x00\x00\x00\x00\x10meta\x00\x00\x00\x00", "BM\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x28\x00\x00\x00", "<svg width='1'")
}

func FuzzMultipart(f *testing.F) {
	fuzzKind(f, Multipart, "multipart/mixed; boundary=x", "--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\na\r\n--y--\r\n--x--", "--x\n\n--x", "--x--")
}

func FuzzMarkup(f *testing.F) {
	fuzzKind(f, HTML, "text/html", "<!doctype html><p>a<br><script>a<b</script></p>", "<a b='c' d>x</a>", "<![CDATA[x]]><!-- c --><?pi?>", "</a><<>")
}

func FuzzGraphQL(f *testing.F) {
	fuzzKind(f, GraphQL, "application/json", `{"query":"query A($b: Int = 1) { c(d: $b) { ...E } } fragment E on F { g }","variables":{"b":1}}`, "{a}", `[{"query":"{a}"}]`)
}

func FuzzJWT(f *testing.F) {
	fuzzKind(f, JWT, "application/jwt", "eyJhbGciOiJub25lIn0.eyJleHAiOjF9.", "eyJhbGciOiJub25lIn0.e30.c2ln", "a.b.c.d.e")
}

func FuzzForm(f *testing.F) { fuzzKind(f, Form, "", "a=b&c=%20+%zz&&=", "a%0ab=c") }

func FuzzEvents(f *testing.F) {
	fuzzKind(f, Events, "text/event-stream", "event: a\ndata: {\"b\":1}\n\n: c\r\n")
}
