package mitm_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"rockxy/internal/mitm"
)

// sctBytes is a timestamp of 1 March 2026, 12:00 UTC (RFC 6962 §3.2).
var sctBytes = "\x00" + strings.Repeat("L", 32) + "\x00\x00\x01\x9c\xa9\x31\x4c\x00" + "\x00\x00" + "\x04\x03" + "\x00\x04" + "sign"

// sctList is the value of an extension: an OCTET STRING around a list.
func sctList(all ...string) []byte {
	var list []byte
	for _, s := range all {
		list = append(binary.BigEndian.AppendUint16(list, uint16(len(s))), s...)
	}
	octets, err := asn1.Marshal(append(binary.BigEndian.AppendUint16(nil, uint16(len(list))), list...))
	if err != nil {
		panic(err)
	}
	return octets
}

func TestReadSCT(t *testing.T) {
	s, err := mitm.ReadSCT([]byte(sctBytes))
	if err != nil {
		t.Fatal(err)
	}
	if string(s.Log[:]) != strings.Repeat("L", 32) || s.Hash != "SHA-256" || s.Signature != "ECDSA" {
		t.Errorf("%+v", s)
	}
	if day := s.Time.Format(time.DateOnly); day != "2026-03-01" {
		t.Errorf("time is %v", s.Time)
	}
	strange, err := mitm.ReadSCT([]byte(strings.Replace(sctBytes, "\x04\x03", "\x63\x07", 1)))
	if err != nil || strange.Hash != "number 99" || strange.Signature != "number 7" {
		t.Errorf("%+v, %v", strange, err)
	}
	for _, bad := range []string{"", sctBytes + "x", sctBytes[:len(sctBytes)-1], "\x01" + sctBytes[1:], strings.Replace(sctBytes, "\x00\x00\x01", "\xff\xff\x01", 1)} {
		if s, err := mitm.ReadSCT([]byte(bad)); err == nil {
			t.Errorf("%q is %+v", bad, s)
		}
	}
}

func TestSCTsOfACertificate(t *testing.T) {
	id := asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}
	for name, c := range map[string]struct {
		value []byte
		n     int
	}{
		"two":             {sctList(sctBytes, "x"), 2},
		"none":            {sctList(), 0},
		"not an octet":    {[]byte("\x02\x01\x00"), 0},
		"cut":             {sctList(sctBytes)[:9], 0},
		"a list too long": {[]byte("\x04\x04\x00\x03\x00\x01"), 0},
		"an entry cut":    {[]byte("\x04\x05\x00\x03\x00\x05x"), 0},
		"something after": {append(sctList(sctBytes), 0), 0},
	} {
		c509 := &x509.Certificate{Extensions: []pkix.Extension{{Id: []int{2, 5, 29, 15}}, {Id: id, Value: c.value}}}
		if got := mitm.SCTsOf(c509); len(got) != c.n {
			t.Errorf("%s: %d timestamps, want %d", name, len(got), c.n)
		}
	}
	if got := mitm.SCTsOf(&x509.Certificate{}); got != nil {
		t.Errorf("none is %q", got)
	}
}

func FuzzSCT(f *testing.F) {
	f.Add([]byte(sctBytes))
	f.Add(sctList(sctBytes, "x"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := mitm.ReadSCT(b); err == nil && (len(b) < 47 || s.Time.Year() > 20000 || s.Hash == "") {
			t.Errorf("%q is %+v", b, s)
		}
		id := asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}
		n := 0
		for _, one := range mitm.SCTsOf(&x509.Certificate{Extensions: []pkix.Extension{{Id: id, Value: b}}}) {
			n += len(one)
		}
		if n > len(b) {
			t.Errorf("%d octets out of %d", n, len(b))
		}
	})
}
