package mitm

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"strconv"
	"time"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// SCT is a signed certificate timestamp (RFC 6962 §3.2): a log's promise to
// publish a certificate. It is described, not verified: that would need the
// keys of the logs, a list which changes every few weeks.
type SCT struct {
	Log       [32]byte // SHA-256 of the log's key
	Time      time.Time
	Hash      string // of the signature, such as "SHA-256"
	Signature string // algorithm, such as "ECDSA"
}

var (
	oidSCTsOfCertificate = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}
	oidSCTsOfResponse    = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 5}
)

var errNotSCT = errors.New("not a signed certificate timestamp of version 1")

// ReadSCT reads one timestamp as it stands in a list.
func ReadSCT(b []byte) (SCT, error) {
	in := cryptobyte.String(b)
	var version, hash, signature uint8
	var ms uint64
	var log []byte
	var extensions, signed cryptobyte.String
	var out SCT
	if !in.ReadUint8(&version) || version != 0 || !in.ReadBytes(&log, len(out.Log)) || !in.ReadUint64(&ms) ||
		!in.ReadUint16LengthPrefixed(&extensions) || !in.ReadUint8(&hash) || !in.ReadUint8(&signature) ||
		!in.ReadUint16LengthPrefixed(&signed) || !in.Empty() || ms > 1<<48 {
		return out, errNotSCT
	}
	copy(out.Log[:], log)
	out.Time = time.UnixMilli(int64(ms)).UTC()
	out.Hash, out.Signature = numbered(hashNames, hash), numbered(signatureNames, signature)
	return out, nil
}

// SCTsOf returns the timestamps in the extension of a certificate, each as it
// stands in the list.
func SCTsOf(c *x509.Certificate) [][]byte { return sctExtension(c.Extensions, oidSCTsOfCertificate) }

// sctExtension is empty when there is no such extension, or it is malformed.
func sctExtension(all []pkix.Extension, id asn1.ObjectIdentifier) [][]byte {
	for _, e := range all {
		if !e.Id.Equal(id) {
			continue
		}
		in := cryptobyte.String(e.Value)
		var octets, list cryptobyte.String
		if !in.ReadASN1(&octets, cbasn1.OCTET_STRING) || !in.Empty() || !octets.ReadUint16LengthPrefixed(&list) || !octets.Empty() {
			return nil
		}
		var out [][]byte
		for !list.Empty() {
			var one cryptobyte.String
			if !list.ReadUint16LengthPrefixed(&one) {
				return nil
			}
			out = append(out, one)
		}
		return out
	}
	return nil
}

// The registries of RFC 5246 §7.4.1.4.1.
var (
	hashNames      = map[uint8]string{0: "none", 1: "MD5", 2: "SHA-1", 3: "SHA-224", 4: "SHA-256", 5: "SHA-384", 6: "SHA-512"}
	signatureNames = map[uint8]string{0: "anonymous", 1: "RSA", 2: "DSA", 3: "ECDSA"}
)

func numbered(names map[uint8]string, n uint8) string {
	if s, ok := names[n]; ok {
		return s
	}
	return "number " + strconv.Itoa(int(n))
}
