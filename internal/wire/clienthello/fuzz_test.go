package clienthello

import (
	"crypto/tls"
	"errors"
	"slices"
	"testing"
)

// FuzzParse checks that Parse gives exactly one answer, stands by it when more
// bytes come, and reads the same names as crypto/tls where both take a hello.
func FuzzParse(f *testing.F) {
	chrome := published(f, chromeCiphers, chromeExtensions, chromeSignatures, "h2", "http/1.1")
	f.Add(chrome.bytes())
	f.Add(inRecords(chrome.message(), 1, 2, 3, 100))
	f.Add(byCryptoTLS(f, &tls.Config{ServerName: "a.example", NextProtos: []string{"h2"}}))
	f.Add(byCryptoTLS(f, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12}))
	f.Add(spec{legacy: 0x0301, ciphers: []uint16{0x002f}, noExts: true}.bytes())
	f.Add([]byte("GET / HTTP/1.1\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, need, err := Parse(b)
		answers := 0
		for _, given := range []bool{h != nil, need > 0, err != nil} {
			if given {
				answers++
			}
		}
		if answers != 1 || need < 0 {
			t.Fatalf("Parse = %v, need %d, %v", h, need, err)
		}
		if err != nil {
			if more, _, err2 := Parse(append(b[:len(b):len(b)], 0)); more != nil || err2 == nil {
				t.Fatalf("an error was mended by a further byte: %v", err)
			}
		}
		if h == nil {
			return
		}
		if got := len(h.JA4()); got != 36 {
			t.Fatalf("JA4 of %d characters: %s", got, h.JA4())
		}
		for n := range 10 {
			if early, need, _ := Parse(b[:h.Size*n/10]); early != nil || h.Size*n/10+need > h.Size {
				t.Fatalf("%d of %d bytes: early %v, need %d", h.Size*n/10, h.Size, early, need)
			}
		}
		sameAsCryptoTLS(t, b, h)
	})
}

func sameAsCryptoTLS(t *testing.T, b []byte, h *Hello) {
	stop := errors.New("stop")
	err := tls.Server(&oneWay{in: b}, &tls.Config{GetConfigForClient: func(i *tls.ClientHelloInfo) (*tls.Config, error) {
		if h.ServerName != "" && i.ServerName != h.ServerName {
			t.Errorf("server name %q, crypto/tls has %q", h.ServerName, i.ServerName)
		}
		if !slices.Equal(i.SupportedProtos, h.ALPN) {
			t.Errorf("ALPN %q, crypto/tls has %q", h.ALPN, i.SupportedProtos)
		}
		if !slices.Equal(i.CipherSuites, h.Ciphers) {
			t.Errorf("suites %x, crypto/tls has %x", h.Ciphers, i.CipherSuites)
		}
		return nil, stop
	}}).Handshake()
	if err == nil {
		t.Error("handshake ended well without a certificate")
	}
}
