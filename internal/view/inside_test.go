package view

import "testing"

func TestCloseText(t *testing.T) {
	for in, want := range map[string]string{"\x03\xe8": "1000 normal closure", "\x03\xe9moved": "1001 going away: moved", "\x0f\xa0": "4000", "\x00\x01x": "1: x"} {
		if got := string(closeText([]byte(in))); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
