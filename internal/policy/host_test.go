package policy

import (
	"strings"
	"testing"
)

func TestReadHost(t *testing.T) {
	for text, want := range map[string]string{
		"Example.COM.":                  "example.com",
		"example.com..":                 "example.com.",
		"BÜCHER.example":                "xn--bcher-kva.example",
		"bücher\u3002example":           "xn--bcher-kva.example",
		"10.0.0.1.":                     "10.0.0.1",
		"::FFFF:10.0.0.1":               "10.0.0.1",
		"[2001:DB8::0:1]":               "2001:db8::1",
		"fe80::1%en0":                   "fe80::1",
		"10.0.0":                        "10.0.0",
		"010.0.0.1":                     "010.0.0.1",
		"":                              "",
		".":                             "",
		"[]":                            "[]",
		strings.Repeat("a.", 126) + "b": strings.Repeat("a.", 126) + "b",
		strings.Repeat("a.", 127) + "b": "",
	} {
		h := readHost(text)
		if h.name != want {
			t.Errorf("%q: got %q, want %q", text, h.name, want)
		}
		if again := readHost(h.name); again.name != h.name && !strings.HasSuffix(h.name, ".") {
			t.Errorf("%q: read again %q", text, again.name)
		}
		if h.addr.Is4In6() || h.addr.Zone() != "" {
			t.Errorf("%q: %v", text, h.addr)
		}
	}
}

func TestReadHostAllocatesNothingForWhatIsCanonical(t *testing.T) {
	for _, text := range []string{"www.example.com", "10.0.0.1", "2001:db8::1", "a.b.c."} {
		if n := testing.AllocsPerRun(100, func() { readHost(text) }); n > 0 {
			t.Errorf("%s: %v allocations", text, n)
		}
	}
}
