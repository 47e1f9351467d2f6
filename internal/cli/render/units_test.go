package render

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestBytes(t *testing.T) {
	for in, want := range map[int64]string{
		0: "0 B", 999: "999 B", 1000: "1 kB", 1234: "1.2 kB", 9949: "9.9 kB", 9960: "10 kB", 999_499: "999 kB", 999_500: "1 MB",
		3 << 20: "3.1 MB", 1 << 62: "4.6 EB",
	} {
		if got := Bytes(in); got != want {
			t.Errorf("Bytes(%d) = %q, want %q", in, got, want)
		}
	}
}

func TestDuration(t *testing.T) {
	for in, want := range map[time.Duration]string{
		0: "0 µs", 42 * time.Microsecond: "42 µs", 99_600: "0.1 ms", 400 * time.Microsecond: "0.4 ms", 12 * time.Millisecond: "12 ms",
		999 * time.Millisecond: "999 ms", 999_600 * time.Microsecond: "1 s", 1500 * time.Millisecond: "1.5 s",
		99 * time.Second: "99 s", 123 * time.Second: "2m03s", 5*time.Hour + 7*time.Minute: "5h07m", -1: "?",
	} {
		if got := Duration(in); got != want {
			t.Errorf("Duration(%d) = %q, want %q", in, got, want)
		}
	}
}

func TestUnitsFitTheirColumns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if s := Bytes(rapid.Int64Range(0, 1<<62).Draw(t, "bytes")); Width(s) > sizeCells {
			t.Fatalf("%q is too wide", s)
		}
		if s := Duration(time.Duration(rapid.Int64Range(0, int64(99*time.Hour)).Draw(t, "time"))); Width(s) > spanCells {
			t.Fatalf("%q is too wide", s)
		}
	})
}
