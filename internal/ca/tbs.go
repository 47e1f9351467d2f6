package ca

import (
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// The part of a certificate that is signed is written here and not by
// x509.CreateCertificate, which verifies each signature that it has just made
// and describes by reflection what is the same in all leaves: together more
// than half of what a leaf costs. The tests hold both to the same octets.

// What all leaves have in common, in DER.
const (
	// ecdsa-with-SHA256 (RFC 5758 §3.2)
	derECDSAWithSHA256 = "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"
	// id-ecPublicKey on prime256v1 (RFC 5480 §2.1.1)
	derP256 = "\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"
	// keyUsage, critical: digitalSignature; extKeyUsage: serverAuth;
	// basicConstraints, critical: CA:FALSE (RFC 5280 §4.2.1.3, 12 and 9)
	derUsage = "\x30\x0e\x06\x03\x55\x1d\x0f\x01\x01\xff\x04\x04\x03\x02\x07\x80" +
		"\x30\x13\x06\x03\x55\x1d\x25\x04\x0c\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01" +
		"\x30\x0c\x06\x03\x55\x1d\x13\x01\x01\xff\x04\x02\x30\x00"
	derAuthorityKeyID = "\x06\x03\x55\x1d\x23"
	derSubjectAltName = "\x06\x03\x55\x1d\x11"
	derCommonName     = "\x06\x03\x55\x04\x03"
	derTrue           = "\x01\x01\xff"
)

// Context-specific tags, by number.
const (
	tag0            = asn1.Tag(0x80)
	tag0Constructed = asn1.Tag(0xa0)
	tag2            = asn1.Tag(0x82)
	tag3Constructed = asn1.Tag(0xa3)
	tag7            = asn1.Tag(0x87)
)

// leafContent is what one leaf says that others do not.
type leafContent struct {
	serial              *big.Int
	notBefore, notAfter time.Time // whole seconds are kept
	names               []name    // the host's own first
	point               []byte    // its public key, an uncompressed point on P-256
}

// tbsCertificate returns the TBSCertificate (RFC 5280 §4.1) of a leaf.
func (a *authority) tbsCertificate(c leafContent) ([]byte, error) {
	b := cryptobyte.NewBuilder(make([]byte, 0, 512))
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(tag0Constructed, func(b *cryptobyte.Builder) { b.AddASN1Int64(2) }) // version 3
		b.AddASN1BigInt(c.serial)
		addString(b, derECDSAWithSHA256)
		b.AddBytes(a.certificate.RawSubject)
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			addTime(b, c.notBefore)
			addTime(b, c.notAfter)
		})
		cn := commonName(c.names)
		addSubject(b, cn)
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			addString(b, derP256)
			b.AddASN1BitString(c.point)
		})
		b.AddASN1(tag3Constructed, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				addString(b, derUsage)
				addAuthorityKeyID(b, a.certificate.SubjectKeyId)
				addNames(b, c.names, cn == "")
			})
		})
	})
	return b.Bytes()
}

// certificateOf joins what was signed and its signature.
func certificateOf(tbs, signature []byte) ([]byte, error) {
	b := cryptobyte.NewBuilder(make([]byte, 0, len(tbs)+len(signature)+32))
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(tbs)
		addString(b, derECDSAWithSHA256)
		b.AddASN1BitString(signature)
	})
	return b.Bytes()
}

// addTime writes the form that RFC 5280 §4.1.2.5 demands for the year.
func addTime(b *cryptobyte.Builder, t time.Time) {
	if t = t.UTC(); t.Year() < 2050 {
		b.AddASN1UTCTime(t)
		return
	}
	b.AddASN1GeneralizedTime(t)
}

// commonName is that of a leaf for names: none when the host's is longer than
// ub-common-name (RFC 5280 appendix A.1).
func commonName(names []name) string {
	if cn := names[0].text; len(cn) <= 64 {
		return cn
	}
	return ""
}

func addSubject(b *cryptobyte.Builder, cn string) {
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		if cn == "" {
			return
		}
		b.AddASN1(asn1.SET, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				addString(b, derCommonName)
				b.AddASN1(stringTag(cn), func(b *cryptobyte.Builder) { addString(b, cn) })
			})
		})
	})
}

// stringTag is PrintableString where its few characters are enough. Of those
// in a name, the underscore is not among them.
func stringTag(s string) asn1.Tag {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '.', c == ':':
		default:
			return asn1.UTF8String
		}
	}
	return asn1.PrintableString
}

// addAuthorityKeyID writes the authorityKeyIdentifier (RFC 5280 §4.2.1.1).
func addAuthorityKeyID(b *cryptobyte.Builder, id []byte) {
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		addString(b, derAuthorityKeyID)
		b.AddASN1(asn1.OCTET_STRING, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1(tag0, func(b *cryptobyte.Builder) { b.AddBytes(id) })
			})
		})
	})
}

// addNames writes the subjectAltName, which is critical when there is no other
// subject (RFC 5280 §4.2.1.6): DNS names first, then addresses.
func addNames(b *cryptobyte.Builder, names []name, critical bool) {
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		addString(b, derSubjectAltName)
		if critical {
			addString(b, derTrue)
		}
		b.AddASN1(asn1.OCTET_STRING, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				for _, n := range names {
					if n.addr.IsValid() {
						b.AddASN1(tag7, func(b *cryptobyte.Builder) { b.AddBytes(n.addr.AsSlice()) })
					} else {
						b.AddASN1(tag2, func(b *cryptobyte.Builder) { addString(b, n.text) })
					}
				}
			})
		})
	})
}

func addString(b *cryptobyte.Builder, s string) { b.AddBytes([]byte(s)) }
