package trust

import (
	"slices"
	"testing"
)

func TestParseList(t *testing.T) {
	const out = `
Certificate Nickname                                         Trust Attributes
                                                             SSL,S/MIME,JAR/XPI

Rockxy Local CA 01020304 0011223344556677                    C,,  
a, b, c                                                      ,,   
Company Root                                                 CT,C,C
mine                                                         u,u,u
`
	want := []listed{
		{"Rockxy Local CA 01020304 0011223344556677", "C,,"}, {"a, b, c", ",,"}, {"Company Root", "CT,C,C"}, {"mine", "u,u,u"},
	}
	if got := parseList(out); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestQuoted(t *testing.T) {
	if got, want := quoted([]string{"a", "b c", "it's (d)"}), `a 'b c' 'it'\''s (d)'`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestHashLink(t *testing.T) {
	for name, want := range map[string]bool{"0123abcd.0": true, "0123abcd.r1": true, "0123abcd.pem": false, "0123abc.0": false, "ca-certificates.crt": false, "0123abcd": false} {
		if isHashLink(name) != want {
			t.Errorf("%s: want %v", name, want)
		}
	}
}
