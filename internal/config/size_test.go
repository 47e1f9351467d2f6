package config

import (
	"errors"
	"testing"
)

func TestParseSize(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "17": 17, "17B": 17, "1KB": 1000, "1KiB": 1024, "2GiB": 2 << 30, "2 gib": 2 << 30, "1.5MiB": 3 << 19, "500M": 500_000_000, "1TB": 1e12,
	} {
		if got, err := ParseSize("--keep-size", text); err != nil || got != want {
			t.Errorf("%q: %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "GiB", "-1", "1XB", "1e3", "2 GiB more", "99999999999TiB", "1.B"} {
		var e *InvalidError
		if n, err := ParseSize("--keep-size", text); !errors.As(err, &e) {
			t.Errorf("%q is %d, %v", text, n, err)
		}
	}
}
