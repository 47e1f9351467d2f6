package clienthello

import (
	"bytes"
	"crypto/tls"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func parsed(t testing.TB, b []byte) *Hello {
	t.Helper()
	h, need, err := Parse(b)
	if h == nil || need != 0 || err != nil {
		t.Fatalf("Parse = %v, need %d, %v", h, need, err)
	}
	return h
}

func TestParseCryptoTLS(t *testing.T) {
	b := byCryptoTLS(t, &tls.Config{ServerName: "www.example.com", NextProtos: []string{"h2", "http/1.1"}})
	h := parsed(t, append(b, "what follows"...))
	if h.ServerName != "www.example.com" || string(h.SNI) != "www.example.com" {
		t.Errorf("server name %q, SNI %q", h.ServerName, h.SNI)
	}
	if !slices.Equal(h.ALPN, []string{"h2", "http/1.1"}) {
		t.Errorf("ALPN %q", h.ALPN)
	}
	if h.MaxVersion() != tls.VersionTLS13 || h.LegacyVersion != tls.VersionTLS12 {
		t.Errorf("versions %x, legacy %x", h.Versions, h.LegacyVersion)
	}
	if !slices.Contains(h.Ciphers, tls.TLS_AES_128_GCM_SHA256) || !slices.Contains(h.Groups, uint16(tls.X25519)) ||
		!slices.Contains(h.KeyShares, uint16(tls.X25519)) ||
		!slices.Contains(h.SignatureAlgorithms, uint16(tls.ECDSAWithP256AndSHA256)) {
		t.Errorf("lists: %x %x %x %x", h.Ciphers, h.Groups, h.KeyShares, h.SignatureAlgorithms)
	}
	if h.Resumes() || h.ECH || h.EarlyData {
		t.Errorf("offers what was not sent: %+v", h)
	}
	if h.Size != len(b) || h.Records != 1 || len(h.Random) != 32 || len(h.SessionID) != 32 {
		t.Errorf("size %d of %d, %d records, random %d, session %d", h.Size, len(b), h.Records, len(h.Random), len(h.SessionID))
	}
}

func TestParseOldest(t *testing.T) {
	h := parsed(t, spec{legacy: 0x0301, ciphers: []uint16{0x002f}, noExts: true}.bytes())
	if h.MaxVersion() != 0x0301 || len(h.Extensions) > 0 || h.SNI != nil {
		t.Errorf("%+v", h)
	}
}

func TestParseOffers(t *testing.T) {
	base := spec{legacy: 0x0303, ciphers: []uint16{0x1301}}
	for _, c := range []struct {
		name  string
		ext   ext
		check func(*Hello) bool
	}{
		{"empty ticket", ext{extSessionTicket, nil}, func(h *Hello) bool { return !h.Resumes() }},
		{"ticket", ext{extSessionTicket, []byte{1}}, func(h *Hello) bool { return h.Ticket && h.Resumes() }},
		{"PSK", ext{extPreSharedKey, []byte{1}}, func(h *Hello) bool { return h.PSK && h.Resumes() }},
		{"early data", ext{extEarlyData, nil}, func(h *Hello) bool { return h.EarlyData }},
		{"ECH", ext{extECH, []byte{0}}, func(h *Hello) bool { return h.ECH }},
		{"no key shares", ext{extKeyShare, vec16(nil)}, func(h *Hello) bool { return len(h.KeyShares) == 0 }},
		{"GREASE version", ext{extSupportedVersions, vec8(numbers(0xfafa, 0x0303))}, func(h *Hello) bool { return h.MaxVersion() == 0x0303 && len(h.Versions) == 2 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := base
			s.exts = []ext{c.ext}
			if h := parsed(t, s.bytes()); !c.check(h) {
				t.Errorf("%+v", h)
			}
		})
	}
}

func TestServerName(t *testing.T) {
	long := strings.Repeat("a.", 126) + "a"
	for _, c := range []struct {
		sni string
		ok  bool
	}{
		{"example.com", true}, {"EXAMPLE.com", true}, {"localhost", true}, {"a_b.example", true}, {"xn--bcher-kva.example", true},
		{"1.2.3.example", true}, {"4", true}, {long, true}, {strings.Repeat("a", 63) + ".example", true},
		{"127.0.0.1", false}, {"::1", false}, {"example.com.", false}, {".example", false}, {"a..b", false}, {"-a.example", false},
		{"a-.example", false}, {"a.example-", false}, {"exa mple", false}, {"a\x00b", false}, {"bücher.example", false}, {"a/b", false},
		{long + "a.a", false}, {strings.Repeat("a", 64), false}, {"*.example", false}, {"a:443", false},
	} {
		h := parsed(t, spec{legacy: 0x0303, ciphers: []uint16{1}, exts: []ext{sniExt(c.sni)}}.bytes())
		want := ""
		if c.ok {
			want = c.sni
		}
		if h.ServerName != want || string(h.SNI) != c.sni {
			t.Errorf("SNI %q: server name %q, raw %q", c.sni, h.ServerName, h.SNI)
		}
	}
}

func TestParseErrors(t *testing.T) {
	ok := spec{legacy: 0x0303, ciphers: []uint16{0x1301}}
	with := func(e ...ext) []byte { s := ok; s.exts = e; return s.bytes() }
	long := ok
	long.session = make([]byte, 33)
	tooLong := []byte{recordHandshake, 3, 1, 0x40, 0, typeClientHello, 1, 0, 0}
	for _, c := range []struct {
		name  string
		in    []byte
		alert uint8
	}{
		{"HTTP", []byte("GET / HTTP/1.1\r\n"), alertUnexpectedMessage},
		{"wrong major version", []byte{recordHandshake, 2}, alertDecodeError},
		{"empty record", []byte{recordHandshake, 3, 1, 0, 0}, alertUnexpectedMessage},
		{"long record", []byte{recordHandshake, 3, 1, 0x40, 1}, alertRecordOverflow},
		{"ServerHello", []byte{recordHandshake, 3, 1, 0, 4, 2}, alertUnexpectedMessage},
		{"long message", tooLong, alertIllegalParameter},
		{"alert between the records", append(inRecords(with()[recordHeader:][:9], 9), 21, 3, 1, 0, 2, 1, 0), alertUnexpectedMessage},
		{"session ID", long.bytes(), alertDecodeError},
		{"no suites", spec{legacy: 0x0303}.bytes(), alertDecodeError},
		{"empty message", inRecords([]byte{typeClientHello, 0, 0, 0}), alertDecodeError},
		{"trailing bytes", inRecords(append([]byte{1, 0, 0, 46}, append(ok.message()[4:], 0, 0, 0)...)), alertDecodeError},
		{"duplicate", with(ext{0x1234, nil}, ext{0x1234, nil}), alertIllegalParameter},
		{"two SNI extensions", with(sniExt("a"), sniExt("b")), alertIllegalParameter},
		{"two names", with(ext{0, vec16([]byte{0, 0, 1, 'a', 0, 0, 1, 'b'})}), alertDecodeError},
		{"empty name", with(sniExt("")), alertDecodeError},
		{"unknown name type", with(ext{0, vec16([]byte{1, 0, 1, 'a'})}), alertDecodeError},
		{"empty ALPN list", with(alpnExt()), alertDecodeError},
		{"empty ALPN name", with(alpnExt("h2", "")), alertDecodeError},
		{"ALPN with more behind", with(ext{extALPN, append(vec16(vec8([]byte("h2"))), 0)}), alertDecodeError},
		{"no versions", with(ext{extSupportedVersions, vec8(nil)}), alertDecodeError},
		{"odd groups", with(ext{extSupportedGroups, vec16([]byte{0, 29, 0})}), alertDecodeError},
		{"no signature algorithms", with(ext{extSignatureAlgorithms, vec16(nil)}), alertDecodeError},
		{"empty key", with(ext{extKeyShare, vec16([]byte{0, 29, 0, 0})}), alertDecodeError},
		{"early data with a body", with(ext{extEarlyData, []byte{0}}), alertDecodeError},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, need, err := Parse(c.in)
			var e *Error
			if h != nil || need != 0 || !errors.As(err, &e) {
				t.Fatalf("Parse = %+v, need %d, %v", h, need, err)
			}
			if e.Alert != c.alert {
				t.Errorf("%v: alert %d, want %d", err, e.Alert, c.alert)
			}
		})
	}
}

func TestManyDuplicates(t *testing.T) {
	s := spec{legacy: 0x0303, ciphers: []uint16{1}}
	for i := range 100 {
		s.exts = append(s.exts, ext{n: uint16(0x2000 + i)})
	}
	parsed(t, s.bytes())
	s.exts[99].n = 0x2000
	if _, _, err := Parse(s.bytes()); err == nil {
		t.Error("a duplicate among a hundred extensions was taken")
	}
}

func TestRecordLimit(t *testing.T) {
	s := spec{legacy: 0x0303, ciphers: []uint16{1}, exts: []ext{{0x2000, make([]byte, 3000)}}}
	ones := func(n int) []int { return slices.Repeat([]int{1}, n) }
	if h := parsed(t, inRecords(s.message(), ones(MaxRecords-1)...)); h.Records != MaxRecords {
		t.Errorf("%d records, want %d", h.Records, MaxRecords)
	}
	if _, need, err := Parse(inRecords(s.message(), ones(MaxRecords)...)); err == nil {
		t.Errorf("more than %d records were taken, need %d", MaxRecords, need)
	}
}

// TestAnyChunking splits a hello over records of any size and feeds it in
// steps of what Parse asks for: the result is that of the whole, never early,
// and Parse never asks for more than there is.
func TestAnyChunking(t *testing.T) {
	whole := byCryptoTLS(t, &tls.Config{ServerName: "www.example.com", NextProtos: []string{"h2"}})
	message := whole[recordHeader:]
	want := parsed(t, whole)
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(1, 400), 0, 40).Draw(t, "sizes")
		b := inRecords(message, sizes...)
		have := rapid.IntRange(0, len(b)).Draw(t, "first")
		for {
			h, need, err := Parse(b[:have])
			switch {
			case err != nil:
				t.Fatalf("after %d of %d bytes: %v", have, len(b), err)
			case h != nil:
				if have != len(b) || h.Size != len(b) {
					t.Fatalf("done after %d of %d bytes, size %d", have, len(b), h.Size)
				}
				if h.JA4Raw() != want.JA4Raw() || h.ServerName != want.ServerName || !bytes.Equal(h.Random, want.Random) {
					t.Fatalf("%+v, want %+v", h, want)
				}
				return
			case need <= 0 || have+need > len(b):
				t.Fatalf("after %d of %d bytes it asks for %d", have, len(b), need)
			}
			have += need
		}
	})
}

func TestAllocations(t *testing.T) {
	b := byCryptoTLS(t, &tls.Config{ServerName: "www.example.com", NextProtos: []string{"h2", "http/1.1"}})
	if n := testing.AllocsPerRun(100, func() { parsed(t, b) }); n > 6 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkParse(b *testing.B) {
	hello := byCryptoTLS(b, &tls.Config{ServerName: "www.example.com", NextProtos: []string{"h2", "http/1.1"}})
	b.ReportAllocs()
	for b.Loop() {
		if h, _, _ := Parse(hello); h == nil {
			b.Fatal("no hello")
		}
	}
}
