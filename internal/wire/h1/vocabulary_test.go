package h1

import (
	"errors"
	"testing"

	"rockxy/internal/flow"
)

func mustRequest(t testing.TB, raw string) *flow.Head {
	t.Helper()
	h := new(flow.Head)
	if n, err := ParseRequest([]byte(raw), 0, h, DefaultLimits); err != nil || n != len(raw) {
		t.Fatalf("ParseRequest(%q) = %d, %v; want %d", raw, n, err, len(raw))
	}
	return h
}

func mustResponse(t testing.TB, raw string) *flow.Head {
	t.Helper()
	h := new(flow.Head)
	if n, err := ParseResponse([]byte(raw), 0, h, DefaultLimits); err != nil || n != len(raw) {
		t.Fatalf("ParseResponse(%q) = %d, %v; want %d", raw, n, err, len(raw))
	}
	return h
}

// kindOf returns the kind of an error, 0 for nil.
func kindOf(t testing.TB, err error) Kind {
	t.Helper()
	if err == nil {
		return 0
	}
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("error %T (%v) is not an *Error", err, err)
	}
	if e.Msg == "" || e.Msg[len(e.Msg)-1] != '.' {
		t.Errorf("error %q is not a sentence", e.Msg)
	}
	return e.Kind
}

func mustTrailers(t testing.TB, section string) *flow.Head {
	t.Helper()
	b := new(Body)
	b.Reset(Framing{Kind: Chunked}, DefaultLimits)
	if _, _, done, err := b.Next([]byte("0\r\n" + section)); !done || err != nil {
		t.Fatalf("trailers %q: %v, %v", section, done, err)
	}
	return b.Trailers()
}
