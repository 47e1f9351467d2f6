package clienthello

import (
	"crypto/tls"
	"strings"
	"testing"
)

// The lists of the examples that FoxIO publishes.
const (
	chromeCiphers    = "1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035"
	chromeExtensions = "001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015"
	chromeSignatures = "0403,0804,0401,0503,0805,0501,0806,0601"

	laterExtensions = "fe0d,0010,0017,0033,44cd,ff01,000a,000d,0023,002b,000b,ca34,002d,0000,0005,001b,0012"
	laterSignatures = "0904,0905,0906,0403,0804,0401,0503,0805,0501,0806,0601"
)

// published builds a hello with the lists of an example, GREASE mixed in.
func published(t testing.TB, ciphers, extensions, signatures string, alpn ...string) spec {
	s := spec{legacy: 0x0303, ciphers: append([]uint16{0x0a0a}, list(t, ciphers)...)}
	s.exts = append(s.exts, ext{0x1a1a, nil})
	for _, n := range list(t, extensions) {
		e := ext{n: n}
		switch n {
		case extServerName:
			e = sniExt("www.example.com")
		case extALPN:
			e = alpnExt(alpn...)
		case extSignatureAlgorithms:
			e.body = vec16(numbers(append([]uint16{0xdada}, list(t, signatures)...)...))
		case extSupportedVersions:
			e.body = vec8(numbers(0xbaba, 0x0303, 0x0304))
		case extSupportedGroups:
			e.body = vec16(numbers(0x3a3a, 29, 23))
		case extKeyShare:
			e.body = vec16(append(numbers(0x3a3a), 0, 1, 0))
		}
		s.exts = append(s.exts, e)
	}
	s.exts = append(s.exts, ext{0xeaea, []byte{0}})
	return s
}

func TestJA4Published(t *testing.T) {
	for _, c := range []struct {
		name      string
		spec      spec
		want, raw string
	}{
		{
			"example of the description", published(t, chromeCiphers, chromeExtensions, chromeSignatures, "h2", "http/1.1"),
			"t13d1516h2_8daaf6152771_e5627efa2ab1",
			"t13d1516h2_002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9_0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01_0403,0804,0401,0503,0805,0501,0806,0601",
		}, {
			"signature algorithms with GREASE", published(t, chromeCiphers, laterExtensions, laterSignatures, "h2"),
			"t13d1517h2_8daaf6152771_cb7bf5808d99",
			"t13d1517h2_002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9_0005,000a,000b,000d,0012,0017,001b,0023,002b,002d,0033,44cd,ca34,fe0d,ff01_0904,0905,0906,0403,0804,0401,0503,0805,0501,0806,0601",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := parsed(t, c.spec.bytes())
			if got := h.JA4(); got != c.want {
				t.Errorf("JA4 %s, want %s", got, c.want)
			}
			if got := h.JA4Raw(); got != c.raw {
				t.Errorf("raw %s, want %s", got, c.raw)
			}
		})
	}
}

func TestJA4NoSignatureAlgorithms(t *testing.T) {
	// The description gives the digest of its extension list without the
	// signature algorithms; 000d stays in the list, so it is hashed directly.
	h := &Hello{Extensions: list(t, chromeExtensions)}
	if got := h.JA4(); !strings.HasSuffix(got, "_6d807ffa2a79") {
		t.Errorf("JA4 %s", got)
	}
}

func TestJA4Parts(t *testing.T) {
	many := make([]uint16, 120)
	for i := range many {
		many[i] = uint16(0x2000 + i)
	}
	for _, c := range []struct {
		name string
		h    Hello
		want string
	}{
		{"nothing", Hello{LegacyVersion: 0x0303}, "t12i000000_000000000000_000000000000"},
		{"SSL 3", Hello{LegacyVersion: 0x0300}, "t" + "s3" + "i000000_000000000000_000000000000"},
		{"unknown version", Hello{LegacyVersion: 0x0399}, "t00i000000_000000000000_000000000000"},
		{"only GREASE", Hello{LegacyVersion: 0x0302, Ciphers: []uint16{0x0a0a}, Extensions: []uint16{0xfafa}}, "t11i000000_000000000000_000000000000"},
		{"only SNI and ALPN", Hello{LegacyVersion: 0x0301, Extensions: []uint16{0, 16}, ALPN: []string{"h2"}}, "t10d0002h2_000000000000_000000000000"},
		{"versions of GREASE alone", Hello{LegacyVersion: 0x0303, Extensions: []uint16{0, 16, 43}, Versions: []uint16{0x0a0a}}, "t00d000300_000000000000_"},
		{"capped", Hello{LegacyVersion: 0x0303, Ciphers: many, Extensions: many}, "t12i999900_"},
	} {
		if got := c.h.JA4(); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestJA4ALPN(t *testing.T) {
	for _, c := range []struct {
		offer []string
		want  string
	}{
		{nil, "00"}, {[]string{"h2", "http/1.1"}, "h2"}, {[]string{"http/1.1"}, "h1"}, {[]string{"h"}, "hh"},
		{[]string{"\xab"}, "ab"}, {[]string{"\xab\xcd"}, "ad"}, {[]string{"0\xab"}, "3b"},
		{[]string{"01\xab\xcd"}, "3d"}, {[]string{"0\xab\xcd1"}, "01"}, {[]string{"-h2"}, "22"},
		{[]string{"\x2a\x2a", "h2"}, "h2"}, {[]string{"\x2a\x2a"}, "00"}, {[]string{"Zz9"}, "Z9"},
	} {
		if got := ja4ALPN(c.offer); got != c.want {
			t.Errorf("%q: %s, want %s", c.offer, got, c.want)
		}
	}
}

func BenchmarkJA4(b *testing.B) {
	h := parsed(b, byCryptoTLS(b, &tls.Config{ServerName: "www.example.com", NextProtos: []string{"h2", "http/1.1"}}))
	b.ReportAllocs()
	for b.Loop() {
		h.JA4()
	}
}
