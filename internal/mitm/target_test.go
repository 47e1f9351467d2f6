package mitm

import (
	"crypto/tls"
	"testing"
)

func TestHostOf(t *testing.T) {
	for in, want := range map[string]string{
		"Example.COM":      "example.com",
		"example.com.":     "example.com",
		"192.0.2.1":        "192.0.2.1",
		"[2001:DB8::1]":    "2001:db8::1",
		"::ffff:192.0.2.1": "192.0.2.1",
		"[fe80::1%eth0]":   "fe80::1",
		"":                 "",
		"[]":               "[]",
	} {
		if got := hostOf(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

func TestSessions(t *testing.T) {
	var s sessions
	if _, ok := s.Get(""); ok {
		t.Fatal("a session out of nowhere")
	}
	all := make([]*tls.ClientSessionState, 6)
	for n := range all {
		all[n] = new(tls.ClientSessionState)
		s.Put("", all[n])
	}
	// The newest four are kept, each is given out once, newest first; the last
	// one stays.
	for _, n := range []int{5, 4, 3, 2, 2, 2} {
		if got, ok := s.Get(""); !ok || got != all[n] {
			t.Errorf("wanted the session %d", n)
		}
	}
	s.Put("", all[0])
	s.Put("", nil)
	if _, ok := s.Get(""); ok {
		t.Error("a session that did not work is still given out")
	}
}
