package sniff

import (
	"strings"
	"testing"
)

var cases = []struct {
	name          string
	in            string
	tls, http, h2 Answer
}{
	{"nothing", "", NeedMore, NeedMore, NeedMore},
	{"client hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", Yes, No, No},
	{"client hello, TLS 1.3 record version", "\x16\x03\x04\x02\x00\x01", Yes, No, No},
	{"client hello in a record of one byte", "\x16\x03\x01\x00\x01\x01", Yes, No, No},
	{"record header only", "\x16\x03\x01\x02\x00", NeedMore, No, No},
	{"first byte of TLS", "\x16", NeedMore, No, No},
	{"server hello", "\x16\x03\x03\x00\x7a\x02", No, No, No},
	{"alert", "\x15\x03\x03\x00\x02\x02\x28", No, No, No},
	{"empty handshake record", "\x16\x03\x01\x00\x00\x01", No, No, No},
	{"oversized handshake record", "\x16\x03\x01\x40\x01\x01", No, No, No},
	{"DTLS", "\x16\xfe\xfd\x00\x00\x00", No, No, No},
	{"SSL 2 hello", "\x80\x2e\x01\x03\x01", No, No, No},

	{"request", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", No, Yes, No},
	{"start of a request", "GET /", No, Yes, No},
	{"start of a method", "GE", No, NeedMore, No},
	{"method and space", "GET ", No, NeedMore, No},
	{"absolute form unfinished", "GET http://a/", No, NeedMore, No},
	{"absolute form", "GET http://a/ HTTP/1.0\r\n", No, Yes, No},
	{"asterisk form", "OPTIONS * HTTP/1.1\r\n", No, Yes, No},
	{"asterisk form of RTSP", "OPTIONS * RTSP/1.0\r\n", No, No, No},
	{"unknown method unfinished", "PROPFIND /a HTTP/1", No, NeedMore, No},
	{"unknown method", "PROPFIND /a HTTP/1.1\r\n", No, Yes, No},
	{"bare LF", "QUERY /a HTTP/1.1\n", No, Yes, No},
	{"CONNECT", "CONNECT a:443 HTTP/1.1\r\n", No, Yes, No},
	{"empty line first", "\r\nGET /", No, Yes, No},
	{"CR of an empty line", "\r", No, NeedMore, No},
	{"many empty lines", "\r\n\r\n\r\nGET /", No, No, No},
	{"no version", "SOURCE /mount\r\n", No, No, No},
	{"another protocol's version", "SOURCE /mount ICE/1.0\r\n", No, No, No},
	{"version alone", "X HTTP/1.1\r\n", No, No, No},
	{"SSH", "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u2\r\n", No, No, No},
	{"SSH unfinished", "SSH-2.0-OpenSSH_9.2p1 ", No, NeedMore, No},
	{"SMTP", "EHLO mail.example\r\n", No, No, No},
	{"binary after a word", "ABC \x00\x01", No, No, No},
	{"space first", " GET /", No, No, No},
	{"non-ASCII", "G\xc3\x89T / HTTP/1.1\r\n", No, No, No},
	{"endless word", strings.Repeat("A", 33), No, No, No},
	{"endless line", "FOO " + strings.Repeat("a", MaxLine), No, No, No},
	{"long line", "FOO /" + strings.Repeat("a", MaxLine-64), No, NeedMore, No},

	{"preface", h2Preface, No, No, Yes},
	{"preface and more", h2Preface + "\x00\x00", No, No, Yes},
	{"start of the preface", "PRI * HT", No, NeedMore, NeedMore},
	{"first line of the preface", "PRI * HTTP/2.0\r\n", No, No, NeedMore},
	{"almost the preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r ", No, No, No},
}

func TestAnswers(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, k := range []struct {
				what      string
				got, want Answer
			}{
				{"TLS", LooksLikeTLS([]byte(c.in)), c.tls},
				{"HTTP/1", LooksLikeHTTP1([]byte(c.in)), c.http},
				{"h2 preface", LooksLikeH2Preface([]byte(c.in)), c.h2},
			} {
				if k.got != k.want {
					t.Errorf("%s: %v, want %v", k.what, k.got, k.want)
				}
			}
		})
	}
}

func TestLooksLikeSOCKS(t *testing.T) {
	for _, c := range []struct {
		in      string
		version int
		want    Answer
	}{{"", 0, NeedMore}, {"\x05\x01\x00", 5, Yes}, {"\x04\x01", 4, Yes}, {"GET", 0, No}, {"\x16", 0, No}} {
		if v, a := LooksLikeSOCKS([]byte(c.in)); v != c.version || a != c.want {
			t.Errorf("LooksLikeSOCKS(%q) = %d, %v; want %d, %v", c.in, v, a, c.version, c.want)
		}
	}
}

// FuzzAnswersAreFinal checks that no answer changes once it was given, that at
// most one protocol is recognised, and that NeedMore ends.
func FuzzAnswersAreFinal(f *testing.F) {
	for _, c := range cases {
		f.Add([]byte(c.in))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, look := range []func([]byte) Answer{LooksLikeTLS, LooksLikeHTTP1, LooksLikeH2Preface} {
			decided := NeedMore
			for i := range len(b) + 1 {
				if i > 64 && i < len(b)-64 {
					continue // quadratic otherwise; the ends matter
				}
				a := look(b[:i])
				if decided != NeedMore && a != decided {
					t.Fatalf("%v after %d bytes of %q, %v before", a, i, b, decided)
				}
				decided = a
			}
		}
		yes := 0
		for _, a := range []Answer{LooksLikeTLS(b), LooksLikeHTTP1(b), LooksLikeH2Preface(b)} {
			if a == Yes {
				yes++
			}
			if a == NeedMore && len(b) >= MaxLine+4 {
				t.Fatalf("no answer after %d bytes", len(b))
			}
		}
		if yes > 1 {
			t.Fatalf("%q is several protocols", b)
		}
	})
}
