package proxy

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/rule/fault"
	"rockxy/internal/rule/node"
	"rockxy/internal/testkit"
)

// faulty makes a proxy with the fault of a line.
func faulty(t *testing.T, line string) (*rig, *testkit.Origin) {
	t.Helper()
	testkit.NoLeaks(t)
	o := testkit.NewOrigin(t, testkit.Options{})
	return newRig(t, withRules(t, "", faultOf(t, line)), o.CA), o
}

func faultOf(t *testing.T, line string) rule.Action {
	t.Helper()
	n, err := node.Read("f.yaml", []byte(line))
	if err != nil {
		t.Fatal(err)
	}
	a, err := fault.Parse(n)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// A client of HTTP/1.1 gets what the fault says, octet by octet.
func TestFaultsOverHTTP1(t *testing.T) {
	pattern := string(testkit.Pattern(5000))
	for _, c := range []struct {
		line, path string
		body       string // after the head; all of what came when there is none
		reset      bool
	}{
		{"{close-after: 1000}", "/bytes/5000", pattern[:1000], false},
		{"{close-after: 0}", "/bytes/5000", "", false},
		{"{reset-after: 1000}", "/bytes/5000", pattern[:1000], true},
		{"{truncate: 1000}", "/bytes/5000", pattern[:1000], false},
		{"{malformed: bad-length}", "/bytes/5000", pattern[:4999], false},
		{"{malformed: bad-chunk, after: 5}", "/bytes/5000", "5\r\n" + pattern[:5] + "\r\nnot a number\r\nx\r\n", false},
		{"{malformed: bad-chunk}", "/bytes/5000?chunked", "not a number\r\nx\r\n", false},
		{"{malformed: bad-status}", "/bytes/5000", "HTTP/1.1 two hundred\r\nContent-Length: 0\r\n\r\n", false},
		{"{malformed: bad-field}", "/bytes/5000", "HTTP/1.1 200 OK\r\n: no name\r\nno colon\r\nContent Length: 0\r\n\r\n", false},
	} {
		t.Run(c.line, func(t *testing.T) {
			r, o := faulty(t, c.line)
			p := r.secure("localhost:"+o.Port(), "localhost", "http/1.1")
			p.Sendf("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", c.path)
			all, err := readSome(p.Conn, strings.Contains(c.line, "truncate"))
			if got := errors.Is(err, syscall.ECONNRESET); got != c.reset {
				t.Errorf("ends with %v", err)
			}
			if !strings.HasPrefix(c.line, "{malformed: bad-status") && !strings.HasPrefix(c.line, "{malformed: bad-field") {
				_, after, ok := bytes.Cut(all, []byte("\r\n\r\n"))
				if !ok {
					t.Fatalf("no head in %q", all)
				}
				all = after
			}
			if string(all) != c.body {
				t.Errorf("got %d octets %.80q, want %d %.80q", len(all), all, len(c.body), c.body)
			}
		})
	}
}

// readSome reads to the end of a connection, or of one answer with a length.
func readSome(c io.Reader, one bool) ([]byte, error) {
	if !one {
		return io.ReadAll(c)
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	return append([]byte("\r\n\r\n"), body...), err
}

// On HTTP/2 the stream ends, and the connection goes on.
func TestFaultsOverHTTP2(t *testing.T) {
	for line, want := range map[string]string{
		"{close-after: 1000}":       "INTERNAL_ERROR",
		"{reset-after: 0}":          "INTERNAL_ERROR",
		"{malformed: garbage-head}": "PROTOCOL_ERROR",
		"{malformed: bad-chunk}":    "PROTOCOL_ERROR",
		"{malformed: bad-length}":   "unexpected EOF",
		"{truncate: 1000}":          "<nil>",
	} {
		t.Run(line, func(t *testing.T) {
			r, o := faulty(t, line)
			client := r.client()
			for range 2 { // on one connection
				var n int64
				resp, err := client.Post(proxied(o.Port())+"/bytes/5000", "", io.LimitReader(zeros{}, 10)) // what is not repeated
				if err == nil {
					n, err = io.Copy(io.Discard, resp.Body)
					resp.Body.Close()
				}
				if !strings.Contains(fmt.Sprint(err), want) {
					t.Errorf("%d octets, %v; want %s", n, err, want)
				}
			}
		})
	}
}

// What is cut off is not waited for: the client has its answer, and the connection
// to the origin goes.
func TestTruncatedStream(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		p.WantHead()
		p.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n")
		p.WantEnd()
	})
	r := newRig(t, withRules(t, "", faultOf(t, "{truncate: 4}")))
	p := r.dial()
	for range 2 { // on one connection of the client
		p.Sendf("GET http://%s/ HTTP/1.1\r\nHost: %[1]s\r\n\r\n", o.Addr)
		wantStatus(t, p.WantHead(), 200)
		p.Want("4\r\nabcd\r\n0\r\n\r\n")
	}
	if n := r.book.wait(t, 2); n.x.Fault != nil || n.x.Trace[0].Did != "truncated the body after 4 octets" {
		t.Errorf("%+v, %+v", n.x.Fault, n.x.Trace)
	}
}

// An upgraded connection has octets that can be too few, too.
func TestFaultOfUpgrade(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		p.WantHead()
		p.Send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nabcdef")
		p.WantReset()
	})
	r := newRig(t, withRules(t, "", faultOf(t, "{close-after: 4}")))
	p := r.dial()
	p.Sendf("GET http://%s/ HTTP/1.1\r\nHost: %[1]s\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n", o.Addr)
	wantStatus(t, p.WantHead(), 101)
	p.Want("abcd")
	p.WantEnd()
	p.Close()
	if n := r.book.wait(t, 1); n.x.Fault == nil || n.x.Fault.Side != flow.SideRule {
		t.Errorf("%+v", n.x.Fault)
	}
}
