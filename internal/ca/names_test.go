package ca

import (
	"crypto/x509"
	"net"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestLeafNames(t *testing.T) {
	for _, c := range []struct {
		name, asked string
		dns         []string
		ips         []net.IP
		want        []string
	}{
		{"exact", "api.example.com", []string{"api.example.com"}, nil, []string{"api.example.com"}},
		{"other hosts stay out", "api.example.com", []string{"www.example.com", "api.example.com", "example.com"}, nil, []string{"api.example.com"}},
		{"its wildcard comes along", "api.example.com", []string{"*.example.com", "example.com"}, nil, []string{"api.example.com", "*.example.com"}},
		{"once", "api.example.com", []string{"*.example.com", "*.EXAMPLE.com", "API.example.com"}, nil, []string{"api.example.com", "*.example.com"}},
		{"the apex is not under its wildcard", "example.com", []string{"*.example.com", "example.com"}, nil, []string{"example.com"}},
		{"two levels down", "a.b.example.com", []string{"*.example.com"}, nil, []string{"a.b.example.com"}},
		{"a whole top-level domain", "example.com", []string{"*.com", "example.com"}, nil, []string{"example.com"}},
		{"not proven", "api.example.com", []string{"*.example.org"}, nil, []string{"api.example.com"}},
		{"nonsense in the certificate", "api.example.com", []string{"", "*", "a b", "*.*.com", "*.example.com"}, nil, []string{"api.example.com", "*.example.com"}},
		{"address", "192.0.2.1", []string{"*.0.2.1"}, []net.IP{{192, 0, 2, 1}, {192, 0, 2, 2}}, []string{"192.0.2.1"}},
		{"upper case and final dot", "API.Example.com.", []string{"*.example.com"}, nil, []string{"api.example.com", "*.example.com"}},
		{"no name at all", "", []string{"*.example.com"}, nil, []string{""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := LeafNames(c.asked, &x509.Certificate{DNSNames: c.dns, IPAddresses: c.ips})
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("names are %q, want %q", got, c.want)
			}
		})
	}
	if got := LeafNames("api.example.com", nil); !reflect.DeepEqual(got, []string{"api.example.com"}) {
		t.Errorf("without an upstream the names are %q", got)
	}
}

// TestLeafNamesAreProven has LeafNames and crypto/x509 agree: whatever a leaf
// claims besides the name asked for stands in the upstream's certificate, is
// good for that name, and is accepted by Leaf.
func TestLeafNamesAreProven(t *testing.T) {
	label := rapid.SampledFrom([]string{"a", "b", "api", "www", "*", "", "A", "x_y", "-"})
	host := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(append(rapid.SliceOfN(label, 0, 3).Draw(t, "labels"), rapid.SampledFrom([]string{"com", "example.com", ""}).Draw(t, "tail")), ".")
	})
	rapid.Check(t, func(t *rapid.T) {
		asked := host.Draw(t, "asked")
		upstream := &x509.Certificate{DNSNames: rapid.SliceOfN(host, 0, 5).Draw(t, "sans")}
		names := LeafNames(asked, upstream)
		for _, n := range names[1:] {
			if !containsFold(upstream.DNSNames, n) {
				t.Fatalf("%q claims %q, which the upstream has not", names, n)
			}
			if err := (&x509.Certificate{DNSNames: []string{n}}).VerifyHostname(asked); err != nil {
				t.Fatalf("%q claims %q: %v", names, n, err)
			}
		}
		if _, err := parseNames(names[:1]); err == nil {
			if _, err := parseNames(names); err != nil {
				t.Fatalf("%q is refused: %v", names, err)
			}
		}
	})
}

func containsFold(list []string, s string) bool {
	for _, l := range list {
		if strings.EqualFold(strings.TrimSuffix(l, "."), s) {
			return true
		}
	}
	return false
}

func FuzzParseName(f *testing.F) {
	for _, s := range []string{"example.com", "*.example.com", "[::1]", "::1%lo", "a.", "..", "xn--a", "\x00", "1.2.3.4", "*.1.2.3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := parseName(s)
		if err != nil {
			return
		}
		again, err := parseName(n.text)
		if err != nil || again != n {
			t.Fatalf("%q is %q, which is parsed as %q, %v", s, n.text, again.text, err)
		}
		if !n.covers(n) {
			t.Fatalf("%q does not cover itself", s)
		}
	})
}
