package fault

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"rockxy/internal/rule"
)

func TestParse(t *testing.T) {
	for line, want := range map[string]any{
		"delay: 2s": Delay{Before: 2 * time.Second, Chunk: maxChunk},
		"delay: {request: 1s, between-chunks: 100ms, chunk: 1kB, after: {bytes: 1MiB, wait: 1s}}": Delay{Request: time.Second, Between: 100 * time.Millisecond,
			Chunk: 1000, After: []Pause{{1 << 20, time.Second}}},
		"fault: {truncate: 1000}":                        Fault{Truncate: true, Octets: 1000, Chance: 1},
		"fault: {close-after: 1kB, chance: 5%, seed: 3}": Fault{Cut: rule.CutClose, Octets: 1000, Chance: 0.05, Seed: 3},
		"fault: {reset-after: 0}":                        Fault{Cut: rule.CutReset, Chance: 1},
		"fault: {hang-after: 9}":                         Fault{Cut: rule.CutHang, Octets: 9, Chance: 1},
		"fault: {malformed: bad-chunk, after: 9}":        Fault{Malformed: BadChunk, Octets: 9, Chance: 1},
		"fault: {malformed: bad-length}":                 Fault{Malformed: BadLength, Chance: 1},
	} {
		a, err := parse(t, line)
		var got any
		switch a := a.(type) {
		case *Delay:
			got = *a
		case *Action:
			got = a.Fault
		}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s\nis   %+v, %v\nwant %+v", line, got, err, want)
		}
		if kind, _, _ := strings.Cut(line, ":"); err == nil && a.Kind() != kind {
			t.Errorf("%s is a %s", line, a.Kind())
		}
	}
}

func TestParseErrors(t *testing.T) {
	for line, want := range map[string]string{
		"delay: {}":                                 "nothing that delays",
		"delay: {after: []}":                        "nothing that delays",
		"delay: 0s":                                 "expected a time from",
		"delay: fast":                               "expected a time such as",
		"delay: {befor: 1s}":                        `the key "befor"`,
		"delay: {chunk: 5, before: 1s}":             "f.yaml:1:16: the size of chunks with nothing between them",
		"delay: {between-chunks: 1s, chunk: 0}":     "expected a size from 1",
		"delay: {after: {bytes: 4}}":                `no key "wait"`,
		"delay: {after: {wait: 4s}}":                `no key "bytes"`,
		"fault: {}":                                 "none of truncate, close-after",
		"fault: {truncate: 1, close-after: 2}":      `"close-after" besides "truncate"`,
		"fault: {malformed: odd}":                   `"odd"; expected`,
		"fault: {malformed: bad-length, after: 10}": `"after" with bad-length`,
		"fault: {truncate: 1, after: 10}":           `"after" without malformed`,
		"fault: {truncate: -1}":                     "expected a size",
		"fault: {truncate: 1, chance: 0%}":          "a chance of nothing",
		"fault: {truncate: 1, chance: 2}":           "expected a share",
	} {
		if a, err := parse(t, line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v, %v; want an error with %q", line, a, err, want)
		}
	}
}
