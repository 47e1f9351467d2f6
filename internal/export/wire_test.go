package export

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/har"
	"rockxy/internal/wire/h1"
)

func entry(p flow.Proto, head, body string, facts flow.Body) *har.Entry {
	e := &har.Entry{Exchange: &flow.Exchange{Response: facts}}
	e.Heads = []har.Head{{Dir: flow.Response, Head: flow.ParseHead(p, []byte(strings.ReplaceAll(head, "\n", "\r\n")+"\r\n\r\n"), flow.Response, false)}}
	e.Body[flow.Response] = io.NewSectionReader(strings.NewReader(body), 0, int64(len(body)))
	return e
}

func TestWire(t *testing.T) {
	var b h1.Body
	b.Reset(h1.Framing{Kind: h1.Chunked}, h1.DefaultLimits)
	b.RecordLayout(1000)
	const odd = "003;a=b\r\nabc\r\n2\r\nde\r\n0\r\nX-T: 1\r\n\r\n"
	for rest := []byte(odd); len(rest) > 0; {
		_, n, done, err := b.Next(rest)
		if err != nil {
			t.Fatal(err)
		}
		if rest = rest[n:]; done {
			break
		}
	}
	trailers := har.Head{Dir: flow.Response, Trailers: true, Head: flow.ParseHead(flow.HTTP2, []byte("grpc-status: 0\r\n\r\n"), flow.Response, true)}
	h2 := entry(flow.HTTP2, ":status: 200\nx: y", "abc", flow.Body{})
	h2.Heads = append(h2.Heads, trailers)
	early := entry(flow.HTTP11, "HTTP/1.1 103 Early Hints\nLink: x", "", flow.Body{})
	early.Heads = append(early.Heads, entry(flow.HTTP11, "HTTP/1.1 204 No Content", "", flow.Body{}).Heads...)
	for name, c := range map[string]struct {
		e    *har.Entry
		want string
	}{
		"length":    {entry(flow.HTTP11, "HTTP/1.1 200 oK\nX:  y \nContent-Length: 3", "a\x00b", flow.Body{}), "HTTP/1.1 200 oK\r\nX:  y \r\nContent-Length: 3\r\n\r\na\x00b"},
		"layout":    {entry(flow.HTTP11, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked", "abcde", flow.Body{Chunked: true, Chunks: bytes.Clone(b.Layout())}), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + odd},
		"no layout": {entry(flow.HTTP11, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked", "abcde", flow.Body{Chunked: true}), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n"},
		"h2":        {h2, "HTTP/1.1 200 OK\r\nx: y\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\ngrpc-status: 0\r\n\r\n"},
		"interim":   {early, "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"},
	} {
		var got bytes.Buffer
		if err := Wire(&got, c.e, flow.Response); err != nil || got.String() != c.want {
			t.Errorf("%s: %v\n%q\nwant\n%q", name, err, got.String(), c.want)
		}
	}
	var missing *MissingError
	if err := Wire(io.Discard, h2, flow.Request); !errors.As(err, &missing) {
		t.Errorf("%v", err)
	}
}
