package proxy

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/testkit"
)

// echoOrigin answers each request head with the response that the test put
// into reply, and reports the head in heads. It serves any number of
// connections.
func echoOrigin(t *testing.T, heads chan<- string, reply func() string) *testkit.RawOrigin {
	return testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		br := bufio.NewReader(p.Conn)
		for {
			h, err := readHead(br)
			if err != nil {
				return
			}
			heads <- h
			if _, err := io.WriteString(p.Conn, reply()); err != nil {
				return
			}
		}
	})
}

// readHead reads up to and with an empty line.
func readHead(br *bufio.Reader) (string, error) {
	var sb strings.Builder
	for !strings.HasSuffix(sb.String(), "\r\n\r\n") {
		line, err := br.ReadString('\n')
		if err != nil {
			return "", err
		}
		sb.WriteString(line)
	}
	return sb.String(), nil
}

// TestHeadsAreForwardedUnchanged is promise 8 on HTTP/1: generated heads reach
// the other side byte for byte, the start line's absolute form and hop-by-hop
// fields aside.
func TestHeadsAreForwardedUnchanged(t *testing.T) {
	heads := make(chan string, 1)
	var answer string
	o := echoOrigin(t, heads, func() string { return answer })
	r := newRig(t, nil)
	nc, err := net.Dial("tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	p := testkit.NewPeer(t, nc)
	p.Sendf("CONNECT %s HTTP/1.1\r\n\r\n", o.Addr)
	if !strings.HasPrefix(p.WantHead(), "HTTP/1.1 400") {
		t.Fatal("CONNECT without Host was accepted")
	}
	p = r.connect(o.Addr)

	token := rapid.StringMatching(`[A-Za-z0-9!#$%&'*+.^_|~` + "`" + `-]{1,20}`)
	value := rapid.StringMatching(`([!-~\x{80}-\x{ff}]([ -~\t]{0,30}[!-~])?)?`)
	space := rapid.SampledFrom([]string{"", " ", "  ", "\t", " \t "})
	hop := map[string]bool{"connection": true, "proxy-connection": true, "keep-alive": true, "te": true, "upgrade": true, "transfer-encoding": true,
		"content-length": true, "host": true, "proxy-authorization": true, "proxy-authenticate": true, "expect": true, "trailer": true, "http2-settings": true}
	fields := func(rt *rapid.T, label string) string {
		var b strings.Builder
		for i := range rapid.IntRange(0, 12).Draw(rt, label) {
			name := token.Draw(rt, fmt.Sprint(label, "name", i))
			if hop[strings.ToLower(name)] {
				name = "X-" + name
			}
			b.WriteString(name + ":" + space.Draw(rt, "ows") + value.Draw(rt, "value") + space.Draw(rt, "ows") + "\r\n")
		}
		return b.String()
	}
	rapid.Check(t, func(rt *rapid.T) {
		method := rapid.SampledFrom([]string{"GET", "DELETE", "PROPFIND", "get", "M-SEARCH"}).Draw(rt, "method")
		target := rapid.StringMatching(`/[!-"$-~]{0,40}`).Draw(rt, "target")
		request := method + " " + target + " HTTP/1.1\r\n" + fields(rt, "before") + "hOST: " + o.Addr + "\r\n" + fields(rt, "after") + "\r\n"
		answer = fmt.Sprintf("HTTP/1.1 %d %s\r\n", rapid.IntRange(205, 303).Draw(rt, "status"), rapid.StringMatching(`[ -~]{0,20}`).Draw(rt, "reason")) +
			fields(rt, "response") + "content-LENGTH: 0\r\n" + fields(rt, "more") + "\r\n"
		p.Send(request)
		if got := <-heads; got != request {
			rt.Fatalf("the origin received\n%q\nthe client sent\n%q", got, request)
		}
		if got := p.WantN(len(answer)); got != answer {
			rt.Fatalf("the client received\n%q\nthe origin sent\n%q", got, answer)
		}
	})
}
