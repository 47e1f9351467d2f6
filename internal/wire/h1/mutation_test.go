package h1

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/flow"
)

// splices are what smuggling is made of. Put anywhere into a sound message they
// must leave it refused, or read as net/http reads it.
var splices = []string{
	"\r", "\n", "\r\n", "\r\n\r\n", " ", "\t", "\x0b", "\x00", "\x7f", "\x85", "\xa0", ",", ";", ":", "+", "-", "0", "0x", "#", "@", "//", "_",
	"Content-Length: 3\r\n", "content-length:3\r\n", "Content-Length : 3\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding:\r\n chunked\r\n",
	"transfer-encoding: identity\r\n", "Host: b\r\n", "Connection: Host, Content-Length\r\n", "TE: trailers\r\n", "chunked", ", chunked", "HTTP/1.0", "HTTP/1.1",
	"0\r\n\r\n", "3\r\nabc\r\n", "3;x=\"\r\n\"", "GET / HTTP/1.1\r\nHost: c\r\n\r\n", "http://d", "\r\n x: y", "CONNECT ", "HEAD ",
}

// mutate draws one of the messages with up to three splices or deletions.
func mutate(t *rapid.T, messages []string) []byte {
	buf := []byte(rapid.SampledFrom(messages).Draw(t, "message"))
	for range rapid.IntRange(0, 3).Draw(t, "mutations") {
		at := rapid.IntRange(0, len(buf)).Draw(t, "at")
		gone := rapid.SampledFrom([]int{0, 0, 0, 1, 2, 9}).Draw(t, "deleted")
		tail := bytes.Clone(buf[min(at+gone, len(buf)):])
		buf = append(append(buf[:at], rapid.SampledFrom(splices).Draw(t, "splice")...), tail...)
	}
	return buf
}

func TestMutatedRequestsHaveOneReading(t *testing.T) {
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		buf := mutate(t, requestSeeds)
		h := new(flow.Head)
		n, err := ParseRequest(buf, 0, h, DefaultLimits)
		if n == 0 || err != nil {
			return
		}
		if framing, err := RequestFraming(h); err == nil {
			accepted++
			checkForwardedRequest(t, h, framing)
			compareRequest(t, buf, n, h, framing)
		}
	})
	if accepted == 0 {
		t.Error("nothing was accepted: the test looked at nothing")
	}
}

func TestMutatedResponsesHaveOneReading(t *testing.T) {
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		buf := mutate(t, responseSeeds)
		method := rapid.SampledFrom([]string{"GET", "HEAD", "CONNECT"}).Draw(t, "method")
		h := new(flow.Head)
		n, err := ParseResponse(buf, 0, h, DefaultLimits)
		if n == 0 || err != nil {
			return
		}
		if framing, err := ResponseFraming(h, []byte(method)); err == nil {
			accepted++
			checkForwardedResponse(t, h, method, framing)
			compareResponse(t, buf, n, h, method, framing)
		}
	})
	if accepted == 0 {
		t.Error("nothing was accepted: the test looked at nothing")
	}
}
