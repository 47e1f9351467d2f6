package socks

import (
	"bytes"
	"errors"
	"net/netip"
	"strings"
	"testing"
)

const (
	hello       = "\x05\x01\x00"
	choseNone   = "\x05\x00"
	connect     = "\x05\x01\x00"
	toExample   = connect + "\x03\x0bexample.com\x01\xbb"
	login3      = "\x01\x03bob\x06secret"
	passwordIs3 = "\x05\x02"
)

func bob(user, password []byte) bool { return string(user) == "bob" && string(password) == "secret" }

func refusal(code byte) string {
	return "\x05" + string([]byte{code}) + "\x00\x01\x00\x00\x00\x00\x00\x00"
}

const refusal4 = "\x00\x5b\x00\x00\x00\x00\x00\x00"

var dialogues = []struct {
	name   string
	login  func(user, password []byte) bool
	in     string
	rest   string // what follows the request
	out    string
	target string
	reason string // of the error, "" for none
}{
	{name: "name", in: hello + toExample, rest: "\x16\x03", out: choseNone, target: "example.com:443"},
	{name: "IPv4", in: hello + connect + "\x01\x7f\x00\x00\x01\x00\x50", out: choseNone, target: "127.0.0.1:80"},
	{name: "IPv6", in: hello + connect + "\x04" + strings.Repeat("\x00", 15) + "\x01\x1f\x90", out: choseNone, target: "[::1]:8080"},
	{name: "address as a name", in: hello + connect + "\x03\x03::1\x00\x50", out: choseNone, target: "[::1]:80"},
	{name: "final dot", in: hello + connect + "\x03\x02a.\x00\x50", out: choseNone, target: "a.:80"},
	{name: "several methods", in: "\x05\x03\x02\x01\x00" + toExample, out: choseNone, target: "example.com:443"},

	{name: "only passwords", in: "\x05\x01\x02", out: "\x05\xff", reason: "no method without authentication"},
	{name: "no methods", in: "\x05\x00", out: "\x05\xff", reason: "no method without authentication"},
	{name: "bind", in: hello + "\x05\x02\x00\x01\x01\x02\x03\x04\x00\x50", out: choseNone + refusal(7), target: "1.2.3.4:80", reason: "BIND"},
	{name: "UDP", in: hello + "\x05\x03\x00\x01\x00\x00\x00\x00\x00\x00", out: choseNone + refusal(7), target: "0.0.0.0:0", reason: "UDP ASSOCIATE"},
	{name: "unknown command", in: hello + "\x05\x09\x00\x01\x00\x00\x00\x00\x00\x00", out: choseNone + refusal(7), target: "0.0.0.0:0", reason: "unknown command"},
	{name: "address type", in: hello + connect + "\x05\x00", out: choseNone + refusal(8), reason: "address of type 5"},
	{name: "empty name", in: hello + connect + "\x03\x00\x00\x50", out: choseNone + refusal(1), target: ":80", reason: "no host name has"},
	{name: "bad name", in: hello + connect + "\x03\x03a b\x00\x50", out: choseNone + refusal(1), target: "a b:80", reason: `"a b"`},
	{name: "zone", in: hello + connect + "\x03\x08fe80::1%\x00\x50", out: choseNone + refusal(1), target: "fe80::1%:80", reason: "no host name has"},
	{name: "port 0", in: hello + connect + "\x03\x01a\x00\x00", out: choseNone + refusal(1), target: "a:0", reason: "port 0"},
	{name: "version of the request", in: hello + "\x04", out: choseNone + refusal(1), reason: "request of version 4"},
	{name: "not SOCKS", in: "GET / HTTP/1.1\r\n", reason: "greeting of version 71"},

	{name: "password", login: bob, in: "\x05\x02\x00\x02" + login3 + toExample, out: passwordIs3 + "\x01\x00", target: "example.com:443"},
	{name: "wrong password", login: bob, in: "\x05\x01\x02\x01\x03bob\x00", out: passwordIs3 + "\x01\x01", reason: "wrong user name or password"},
	{name: "password wanted and not offered", login: bob, in: hello, out: "\x05\xff", reason: "offers no user name"},
	{name: "login version", login: bob, in: "\x05\x01\x02\x05", out: passwordIs3, reason: "login of version 5"},

	{name: "SOCKS4", in: "\x04\x01\x00\x50\x01\x02\x03\x04me\x00", out: refusal4, target: "1.2.3.4:80", reason: "version 4 is not supported"},
	{name: "SOCKS4a", in: "\x04\x01\x01\xbb\x00\x00\x00\x01\x00example.com\x00", out: refusal4, target: "example.com:443", reason: "version 4 is not supported"},
	{name: "endless SOCKS4", in: "\x04\x01\x00\x50\x01\x02\x03\x04" + strings.Repeat("a", maxSOCKS4-8), out: refusal4, target: "1.2.3.4:80", reason: "without an end"},
}

// TestDialogues feeds each dialogue whole and byte by byte: the outcome is the same.
func TestDialogues(t *testing.T) {
	for _, d := range dialogues {
		for _, step := range []int{1, 3, 1000} {
			t.Run(d.name, func(t *testing.T) {
				h := Handshake{Login: d.login}
				consumed, out, done, err := feed(&h, d.in+d.rest, step)
				if string(out) != d.out {
					t.Errorf("sent %q, want %q", out, d.out)
				}
				if done != (d.reason == "") {
					t.Errorf("done %v, %v", done, err)
				}
				if done && consumed != len(d.in) {
					t.Errorf("consumed %d bytes of %d", consumed, len(d.in))
				}
				if d.target != "" && h.Request.Target() != d.target {
					t.Errorf("target %q, want %q", h.Request.Target(), d.target)
				}
				var e *Error
				if d.reason != "" && (!errors.As(err, &e) || !strings.Contains(e.Reason, d.reason)) {
					t.Errorf("error %v, want %q", err, d.reason)
				}
			})
		}
	}
}

// feed gives in to h in steps, as a connection would.
func feed(h *Handshake, in string, step int) (consumed int, out []byte, done bool, err error) {
	for have := 0; have < len(in) && !done && err == nil; {
		have = min(have+step, len(in))
		var n int
		var answer []byte
		n, answer, done, err = h.Step([]byte(in[consumed:have]))
		consumed += n
		out = append(out, answer...)
	}
	return consumed, out, done, err
}

// TestNothingEarly checks that no prefix of a dialogue ends it.
func TestNothingEarly(t *testing.T) {
	for _, d := range dialogues {
		if d.reason != "" {
			continue
		}
		for i := range len(d.in) {
			h := Handshake{Login: d.login}
			if _, _, done, err := h.Step([]byte(d.in[:i])); done || err != nil {
				t.Errorf("%s: after %d bytes: done %v, %v", d.name, i, done, err)
			}
		}
	}
}

func TestFailureStays(t *testing.T) {
	var h Handshake
	_, _, _, first := h.Step([]byte("\x05\x01\x02"))
	n, out, done, err := h.Step([]byte(hello + toExample))
	if n != 0 || out != nil || done || !errors.Is(err, first) {
		t.Errorf("Step after a failure = %d, %q, %v, %v", n, out, done, err)
	}
}

func FuzzHandshake(f *testing.F) {
	for _, d := range dialogues {
		f.Add(d.in+d.rest, d.login != nil)
	}
	f.Fuzz(func(t *testing.T, in string, auth bool) {
		var whole, bytewise Handshake
		if auth {
			whole.Login, bytewise.Login = bob, bob
		}
		n1, out1, done1, err1 := feed(&whole, in, max(len(in), 1))
		n2, out2, done2, err2 := feed(&bytewise, in, 1)
		if done1 != done2 || (err1 == nil) != (err2 == nil) || !bytes.Equal(out1, out2) {
			t.Fatalf("whole: %d %q %v %v; bytewise: %d %q %v %v", n1, out1, done1, err1, n2, out2, done2, err2)
		}
		if done1 && (n1 != n2 || whole.Request != bytewise.Request) {
			t.Fatalf("whole: %d %+v; bytewise: %d %+v", n1, whole.Request, n2, bytewise.Request)
		}
		if !done1 && err1 == nil && len(in)-n1 > 520 {
			t.Fatalf("%d bytes are not enough", len(in)-n1)
		}
		if done1 && (whole.Request.Command != CommandConnect || whole.Request.Port == 0 || whole.Request.Host == "") {
			t.Fatalf("took %+v", whole.Request)
		}
	})
}

func TestAppendReply(t *testing.T) {
	for _, c := range []struct{ bound, want string }{
		{"", "\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"},
		{"10.0.0.1:258", "\x05\x00\x00\x01\x0a\x00\x00\x01\x01\x02"},
		{"[::ffff:10.0.0.1]:258", "\x05\x00\x00\x01\x0a\x00\x00\x01\x01\x02"},
		{"[::1]:80", "\x05\x00\x00\x04" + strings.Repeat("\x00", 15) + "\x01\x00\x50"},
	} {
		var bound netip.AddrPort
		if c.bound != "" {
			bound = netip.MustParseAddrPort(c.bound)
		}
		if got := AppendReply(nil, ReplySucceeded, bound); string(got) != c.want {
			t.Errorf("%q: %q, want %q", c.bound, got, c.want)
		}
	}
}
