package custody

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/binary"
	"errors"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

var (
	errPoint     = errors.New("custody: the key store's public key is not a point of P-256")
	errSignature = errors.New("custody: the key store's signature is not one of P-256")
)

// derSignature is an Ecdsa-Sig-Value (RFC 3279 §2.2.3) of two big-endian
// integers.
func derSignature(r, s []byte) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, n := range [][]byte{r, s} {
			b.AddASN1BigInt(new(big.Int).SetBytes(n))
		}
	})
	return b.Bytes()
}

// derOfPair makes an Ecdsa-Sig-Value of r and s as CNG gives them: 32 octets
// each, big-endian (IEEE P1363).
func derOfPair(pair []byte) ([]byte, error) {
	if len(pair) != 64 {
		return nil, errSignature
	}
	return derSignature(pair[:32], pair[32:])
}

// parsePoint reads an uncompressed point of P-256 (X9.62 §4.3.6): 65 octets.
func parsePoint(point []byte) (*ecdsa.PublicKey, error) {
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return nil, errPoint
	}
	return key, nil
}

// Magic numbers of a BCRYPT_ECCKEY_BLOB (bcrypt.h).
const (
	eccPublicP256    = 0x31534345 // "ECS1", BCRYPT_ECDSA_PUBLIC_P256_MAGIC
	eccPublicGeneric = 0x50444345 // "ECDP", BCRYPT_ECDSA_PUBLIC_GENERIC_MAGIC: some providers say no more
)

// parseECCPublicBlob reads an ECCPUBLICBLOB: magic and octets per coordinate,
// little-endian, then both coordinates, big-endian.
func parseECCPublicBlob(blob []byte) (*ecdsa.PublicKey, error) {
	if len(blob) != 8+64 || binary.LittleEndian.Uint32(blob[4:]) != 32 {
		return nil, errPoint
	}
	if magic := binary.LittleEndian.Uint32(blob); magic != eccPublicP256 && magic != eccPublicGeneric {
		return nil, errPoint
	}
	return parsePoint(append([]byte{4}, blob[8:]...))
}
