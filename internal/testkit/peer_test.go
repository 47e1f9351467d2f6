package testkit

import (
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
)

// watched stands in for a test, to see a Peer fail.
type watched struct {
	testing.TB
	said string
}

func (w *watched) Helper()                           {}
func (w *watched) Errorf(format string, args ...any) { w.said += fmt.Sprintf(format, args...) }

// complaint is what a peer says when script meets bytes.
func complaint(t *testing.T, script, bytes string) string {
	a, b := Pipe()
	w := &watched{TB: t}
	mustWrite(t, b, bytes)
	b.CloseWrite()
	var wg sync.WaitGroup
	wg.Go(func() { newPeer(w, a).Play(script) })
	wg.Wait()
	return w.said
}

func TestPlay(t *testing.T) {
	for _, test := range []struct{ script, bytes, says string }{
		{"< GET / HTTP/1.1\n<\n* end", "GET / HTTP/1.1\r\n\r\n", ""},
		{"<| a\\x00b", "a\x00b", ""},
		{"\t  <| say \"hi\"\\n", "say \"hi\"\n", ""},
		{"# nothing\n\n* end", "", ""},
		{"< GET / HTTP/1.1", "GET /x HTTP/1", "unexpected EOF"},
		{"< one", "two\r\n", `want`},
		{"* end", "more", `received "more", want the end`},
		{"* dance", "", "unknown action"},
		{"hello", "", "begins with none of"},
		{"< \\q", "", "bad escape"},
	} {
		got := complaint(t, test.script, test.bytes)
		if test.says == "" && got != "" || !strings.Contains(got, test.says) {
			t.Errorf("script %q with %q: said %q, want %q", test.script, test.bytes, got, test.says)
		}
	}
}

func TestRawOriginSpeaksTLSInAnyChunking(t *testing.T) {
	NoLeaks(t)
	const question, answer = "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"
	o := NewRawOrigin(t, RawOptions{TLS: true, ALPN: []string{"http/1.1"}}, func(p *Peer) {
		if head := p.WantHead(); head != question {
			t.Errorf("head %q", head)
		}
		p.SendIn(answer, 1, 5, 3)
		p.Reset()
	})
	c, err := tls.Dial("tcp", o.Addr, &tls.Config{RootCAs: o.CA.Pool(), NextProtos: []string{"http/1.1"}})
	if err != nil {
		t.Fatal(err)
	}
	p := NewPeer(t, c)
	p.SendIn(question, 2)
	p.Want(answer)
	p.WantReset()
	if p.Log() != answer {
		t.Errorf("log %q", p.Log())
	}
}

func TestDescriptorsAreSeen(t *testing.T) {
	before := Descriptors()
	if before == nil {
		return // this system does not tell
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	if left := leftOver(before, Descriptors()); len(left) != 1 {
		t.Errorf("one listener shows as %q", left)
	}
}
