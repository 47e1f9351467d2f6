package h1

import (
	"testing"

	"rockxy/internal/flow"
)

func TestParseResponse(t *testing.T) {
	for _, tt := range []struct {
		raw    string
		status int
		reason string
	}{
		{"HTTP/1.1 200 OK\r\n\r\n", 200, "OK"},
		{"HTTP/1.0 404 \r\nA: b\r\n\r\n", 404, ""},
		{"HTTP/1.1 204\r\n\r\n", 204, ""},
		{"HTTP/1.1 599 a\tb \xe9 c \r\n\r\n", 599, "a\tb \xe9 c "},
		{"HTTP/1.1 100 Continue\r\n\r\n", 100, "Continue"},
	} {
		h := mustResponse(t, tt.raw)
		if h.Status != tt.status || string(h.Reason) != tt.reason || string(h.Raw) != tt.raw {
			t.Errorf("%q: %d %q", tt.raw, h.Status, h.Reason)
		}
	}
}

func TestResponsesRefused(t *testing.T) {
	for _, tt := range []struct {
		rule, raw string
		kind      Kind
	}{
		{"empty line before", "\r\nHTTP/1.1 200 OK\r\n\r\n", BadHead},
		{"space before", " HTTP/1.1 200 OK\r\n\r\n", BadHead},
		{"lower-case version", "http/1.1 200 OK\r\n\r\n", BadHead},
		{"HTTP/1.2", "HTTP/1.2 200 OK\r\n\r\n", BadVersion},
		{"HTTP/2", "HTTP/2 200 OK\r\n\r\n", BadHead},
		{"ICY", "ICY 200 OK\r\n\r\n", BadHead},
		{"HTTP/0.9", "<html>", BadHead},
		{"two spaces", "HTTP/1.1  200 OK\r\n\r\n", BadHead},
		{"tab", "HTTP/1.1\t200 OK\r\n\r\n", BadHead},
		{"two digits", "HTTP/1.1 20 OK\r\n\r\n", BadHead},
		{"four digits", "HTTP/1.1 2000 OK\r\n\r\n", BadHead},
		{"sign", "HTTP/1.1 +20 OK\r\n\r\n", BadHead},
		{"099", "HTTP/1.1 099 OK\r\n\r\n", BadHead},
		{"600", "HTTP/1.1 600 OK\r\n\r\n", BadHead},
		{"no status", "HTTP/1.1 \r\n\r\n", BadHead},
		{"version alone", "HTTP/1.1\r\n\r\n", BadHead},
		{"NUL in the reason", "HTTP/1.1 200 O\x00K\r\n\r\n", BadHead},
		{"bare CR in the reason", "HTTP/1.1 200 O\rK\r\n\r\n", BadHead},
		{"bare CR after the status", "HTTP/1.1 200\rOK\r\n\r\n", BadHead},
		{"bare LF", "HTTP/1.1 200 OK\n\n", BadHead},
		{"folding", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", BadHead},
		{"space before the colon", "HTTP/1.1 200 OK\r\nA : b\r\n\r\n", BadHead},
		{"bad line, end not yet there", "HTTP/1.1 2xx OK\r\nA: b\r\n", BadHead},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			var h flow.Head
			n, err := ParseResponse([]byte(tt.raw), 0, &h, DefaultLimits)
			if k := kindOf(t, err); k != tt.kind || n != 0 || h.Status != 0 {
				t.Errorf("%q: n %d, kind %v, want %v (%v)", tt.raw, n, k, tt.kind, err)
			}
		})
	}
}

func TestIncompleteResponses(t *testing.T) {
	for _, raw := range []string{string(typicalResponse), "HTTP/1.1 204\r\n\r\n"} {
		for i := range raw {
			var h flow.Head
			if n, err := ParseResponse([]byte(raw[:i]), i/2, &h, DefaultLimits); n != 0 || err != nil {
				t.Fatalf("ParseResponse(%q) = %d, %v", raw[:i], n, err)
			}
			if n, err := ParseResponse([]byte(raw), i, &h, DefaultLimits); n != len(raw) || err != nil {
				t.Fatalf("ParseResponse(all, from %d) = %d, %v", i, n, err)
			}
		}
	}
}
