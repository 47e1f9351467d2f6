package fault

import (
	"strings"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

func TestMalformedHeads(t *testing.T) {
	for way, begins := range map[string]string{"garbage-head": "\x01\xa8", "bad-status": "HTTP/1.1 two hundred\r\n", "bad-field": "HTTP/1.1 200 OK\r\n: no name\r\n"} {
		cut := ask(t, digits(), "fault: {malformed: "+way+"}").cut(t)
		if cut.How != rule.CutClose || !strings.HasPrefix(string(cut.Octets), begins) || cut.Why != `the rule "break" makes the answer malformed: `+way {
			t.Errorf("%s: %+v, %q", way, cut, cut.Octets)
		}
	}
}

func TestBadChunk(t *testing.T) {
	g := ask(t, digits(), "fault: {malformed: bad-chunk, after: 5}")
	if g.body != "01234" || !g.head.Has("transfer-encoding") || g.head.Has("content-length") || string(g.cut(t).Octets) != "not a number\r\nx\r\n" {
		t.Errorf("%s%q %v", g.head.Raw, g.body, g.err)
	}
	o := digits()
	o.proto = flow.HTTP10
	if g := ask(t, o, "fault: {malformed: bad-chunk}"); g.err != nil || g.body != "0123456789" || !strings.Contains(g.why, "no chunks") {
		t.Errorf("HTTP/1.0: %v %q %q", g.err, g.body, g.why)
	}
}

func TestBadLength(t *testing.T) {
	g := ask(t, digits(), "fault: {malformed: bad-length}")
	if g.body != "012345678" || g.cut(t).How != rule.CutClose {
		t.Errorf("%q, %v", g.body, g.err)
	}
	o := origin{fields: []string{"Transfer-Encoding: chunked"}, pieces: []string{"abc", "def"}}
	g = ask(t, o, "fault: {malformed: bad-length}")
	if n, _ := g.head.Get("content-length"); g.body != "abcde" || string(n) != "6" || g.head.Has("transfer-encoding") || g.err == nil {
		t.Errorf("chunked: %s%q, %v", g.head.Raw, g.body, g.err)
	}
	o = digits()
	o.proto = flow.HTTP2
	if g = ask(t, o, "fault: {malformed: bad-length}"); g.body != "012345678" || g.err != nil {
		t.Errorf("HTTP/2: %q, %v", g.body, g.err)
	}
	if g = ask(t, origin{pieces: []string{"a"}, fields: []string{"Content-Length: 1"}}, "fault: {malformed: bad-length}"); g.body != "" || g.err == nil {
		t.Errorf("one octet: %q, %v", g.body, g.err)
	}
}

func TestWrongEncoding(t *testing.T) {
	for _, coding := range []string{"", "br"} {
		o := digits()
		if coding != "" {
			o = digits("Content-Encoding: " + coding)
		}
		g := ask(t, o, "fault: {malformed: wrong-encoding}")
		got, _ := g.head.Get("content-encoding")
		if want := map[string]string{"": "gzip", "br": "br"}[coding]; string(got) != want || len(g.body) != 10 || g.body[0] != '0'^0xff || g.err != nil {
			t.Errorf("%q: %q %q %v", coding, got, g.body, g.err)
		}
	}
}

// What needs a body says so where there is none.
func TestNoBody(t *testing.T) {
	for _, line := range []string{"fault: {malformed: bad-chunk}", "fault: {malformed: bad-length}", "fault: {malformed: wrong-encoding}", "fault: {truncate: 5}"} {
		if g := ask(t, origin{fields: []string{"Content-Length: 0"}}, line); g.err != nil || !strings.Contains(g.why, "there is no body") {
			t.Errorf("%s: %v, why %q", line, g.err, g.why)
		}
	}
}
