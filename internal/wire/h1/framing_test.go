package h1

import (
	"strings"
	"testing"

	"rockxy/internal/flow"
)

func TestRequestFraming(t *testing.T) {
	length := func(n int64) Framing { return Framing{Kind: Length, Length: n} }
	chunked := Framing{Kind: Chunked}
	for _, tt := range []struct {
		start, fields string
		want          Framing
		bad           bool
	}{
		{fields: ""},
		{fields: "Content-Length: 0", want: length(0)},
		{fields: "content-LENGTH:\t5 ", want: length(5)},
		{fields: "Content-Length: 9223372036854775807", want: length(1<<63 - 1)},
		{fields: "Transfer-Encoding: chunked", want: chunked},
		{fields: "TRANSFER-ENCODING: \tChunkeD\t ", want: chunked},

		{fields: "Content-Length: 9223372036854775808", bad: true},
		{fields: "Content-Length: 99999999999999999999", bad: true},
		{fields: "Content-Length: 18446744073709551621", bad: true}, // 5 modulo 2^64
		{fields: "Content-Length:", bad: true},
		{fields: "Content-Length: +5", bad: true},
		{fields: "Content-Length: -0", bad: true},
		{fields: "Content-Length: -1", bad: true},
		{fields: "Content-Length: 0x5", bad: true},
		{fields: "Content-Length: 0o5", bad: true},
		{fields: "Content-Length: 05", bad: true},
		{fields: "Content-Length: 00", bad: true},
		{fields: "Content-Length: 1 0", bad: true},
		{fields: "Content-Length: 1_0", bad: true},
		{fields: "Content-Length: 5.0", bad: true},
		{fields: "Content-Length: 5;", bad: true},
		{fields: "Content-Length: 5, 5", bad: true},
		{fields: "Content-Length: 5,", bad: true},
		{fields: "Content-Length: 5, 6", bad: true},
		{fields: "Content-Length: \xef\xbc\x95", bad: true}, // a full-width five
		{fields: "Content-Length: 5\r\nContent-Length: 5", bad: true},
		{fields: "Content-Length: 5\r\ncontent-length: 6", bad: true},

		{fields: "Transfer-Encoding: chunked\r\nContent-Length: 5", bad: true},
		{fields: "Content-Length: 0\r\nTransfer-Encoding: chunked", bad: true},
		{fields: "Transfer-Encoding:", bad: true},
		{fields: "Transfer-Encoding: identity", bad: true},
		{fields: "Transfer-Encoding: xchunked", bad: true},
		{fields: "Transfer-Encoding: chunkedx", bad: true},
		{fields: "Transfer-Encoding: gzip", bad: true},
		{fields: "Transfer-Encoding: gzip, chunked", bad: true},
		{fields: "Transfer-Encoding: chunked, gzip", bad: true},
		{fields: "Transfer-Encoding: chunked, chunked", bad: true},
		{fields: "Transfer-Encoding: chunked, identity", bad: true},
		{fields: "Transfer-Encoding: , chunked", bad: true},
		{fields: "Transfer-Encoding: chunked,", bad: true},
		{fields: "Transfer-Encoding: chunked;q=1", bad: true},
		{fields: "Transfer-Encoding: \"chunked\"", bad: true},
		{fields: "Transfer-Encoding: 'chunked'", bad: true},
		{fields: "Transfer-Encoding: chun\xc3\xbfked", bad: true},
		{fields: "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", bad: true},
		{fields: "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", bad: true},
		{start: "POST / HTTP/1.0", fields: "Transfer-Encoding: chunked", bad: true},

		{fields: "Content_Length: 5", bad: true},
		{fields: "Content-Length: 5\r\nCONTENT_LENGTH: 5", bad: true},
		{fields: "Transfer_Encoding: chunked", bad: true},
		{fields: "X-Content-Length: 5\r\nContent-Lengti: 6\r\nTransfer+Encoding: x"},

		{start: "CONNECT a:1 HTTP/1.1", fields: ""},
		{start: "CONNECT a:1 HTTP/1.1", fields: "Content-Length: 0", want: length(0)},
		{start: "CONNECT a:1 HTTP/1.1", fields: "Content-Length: 5", bad: true},
		{start: "CONNECT a:1 HTTP/1.1", fields: "Transfer-Encoding: chunked", bad: true},
		{start: "TRACE / HTTP/1.1", fields: "Content-Length: 5", bad: true},
		{start: "GET / HTTP/1.1", fields: "Content-Length: 5", want: length(5)},
		{start: "HEAD / HTTP/1.1", fields: "Content-Length: 5", want: length(5)},
	} {
		if tt.start == "" {
			tt.start = "POST / HTTP/1.1"
		}
		h := mustRequest(t, tt.start+"\r\nHost: a\r\n"+lines(tt.fields)+"\r\n")
		f, err := RequestFraming(h)
		if k := kindOf(t, err); (k == BadFraming) != tt.bad || f != tt.want {
			t.Errorf("%s, %q: %+v, %v; want %+v", tt.start, tt.fields, f, err, tt.want)
		}
	}
}

func lines(fields string) string {
	if fields == "" {
		return ""
	}
	return fields + "\r\n"
}

func TestResponseFraming(t *testing.T) {
	length := func(n int64) Framing { return Framing{Kind: Length, Length: n} }
	chunked, until := Framing{Kind: Chunked}, Framing{Kind: UntilClose}
	for _, tt := range []struct {
		method, start, fields string
		want                  Framing
		bad                   bool
	}{
		{fields: "", want: until},
		{start: "HTTP/1.0 200 OK", want: until},
		{fields: "Content-Length: 5", want: length(5)},
		{fields: "Content-Length: 0005", want: length(5)},
		{fields: "Content-Length: 5, 5", want: length(5)},
		{fields: "Content-Length: 5,05 ,", want: length(5)},
		{fields: "Content-Length: 5\r\ncontent-length: 5", want: length(5)},
		{fields: "Transfer-Encoding: Chunked", want: chunked},
		{fields: "Content_Length: 5", want: until},

		{fields: "Content-Length: 5, 6", bad: true},
		{fields: "Content-Length: 0, 5", bad: true},
		{fields: "Content-Length: 0\r\nContent-Length: 5", bad: true},
		{fields: "Content-Length: ,", bad: true},
		{fields: "Content-Length: 5, x", bad: true},
		{fields: "Content-Length: 5\r\nContent-Length: 6", bad: true},
		{fields: "Content-Length: -1", bad: true},
		{fields: "Content-Length: 9223372036854775808", bad: true},
		{fields: "Content-Length: 5\r\nTransfer-Encoding: chunked", bad: true},
		{fields: "Transfer-Encoding: gzip, chunked", bad: true},
		{fields: "Transfer-Encoding: identity", bad: true},
		{fields: "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", bad: true},
		{start: "HTTP/1.0 200 OK", fields: "Transfer-Encoding: chunked", bad: true},

		{method: "HEAD", fields: "Content-Length: 5"},
		{method: "HEAD", fields: "Transfer-Encoding: chunked"},
		{method: "HEAD", fields: "Content-Length: x", bad: true},
		{method: "head", fields: "Content-Length: 5", want: length(5)}, // methods have case
		{start: "HTTP/1.1 304 Not Modified", fields: "Content-Length: 5"},
		{start: "HTTP/1.1 304 Not Modified", fields: "Transfer-Encoding: chunked"},
		{start: "HTTP/1.1 204 No Content"},
		{start: "HTTP/1.1 204 No Content", fields: "Content-Length: 0"},
		{start: "HTTP/1.1 204 No Content", fields: "Content-Length: 5", bad: true},
		{start: "HTTP/1.1 204 No Content", fields: "Transfer-Encoding: chunked", bad: true},
		{start: "HTTP/1.1 100 Continue"},
		{start: "HTTP/1.1 103 Early Hints", fields: "Content-Length: 5", bad: true},
		{start: "HTTP/1.1 101 Switching Protocols", fields: "Transfer-Encoding: chunked", bad: true},
		{start: "HTTP/1.1 205 Reset Content", want: until},
		{method: "CONNECT", fields: "Content-Length: 5"},
		{method: "CONNECT", fields: "Transfer-Encoding: chunked"},
		{method: "CONNECT", start: "HTTP/1.1 407 No", fields: "Content-Length: 5", want: length(5)},
	} {
		if tt.start == "" {
			tt.start = "HTTP/1.1 200 OK"
		}
		h := mustResponse(t, tt.start+"\r\n"+lines(tt.fields)+"\r\n")
		f, err := ResponseFraming(h, []byte(tt.method))
		if k := kindOf(t, err); (k == BadFraming) != tt.bad || f != tt.want {
			t.Errorf("%s %s, %q: %+v, %v; want %+v", tt.method, tt.start, tt.fields, f, err, tt.want)
		}
	}
}

func TestFramingNeedsNoCaseOfASpecialLength(t *testing.T) {
	for n := range 30 {
		name := []byte(strings.Repeat("x", n))
		h := &flow.Head{Proto: flow.HTTP11, Fields: []flow.Field{{Name: name, Value: []byte("y")}}}
		if f, err := RequestFraming(h); err != nil || f.Kind != None {
			t.Errorf("a name of %d octets: %v, %v", n, f, err)
		}
	}
}
