package custody

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// The key and the signature of RFC 6979 §A.2.5, for P-256 with SHA-256 over
// "sample".
const (
	knownX = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
	knownY = "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
	knownR = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
	knownS = "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
)

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestKnownKeyAndSignature(t *testing.T) {
	blob := unhex(t, "45435331"+"20000000"+knownX+knownY)
	key, err := parseECCPublicBlob(blob)
	if err != nil {
		t.Fatal(err)
	}
	same, err := parsePoint(unhex(t, "04"+knownX+knownY))
	if err != nil || !same.Equal(key) {
		t.Errorf("the point is %v, %v", same, err)
	}
	der, err := derOfPair(unhex(t, knownR+knownS))
	if err != nil {
		t.Fatal(err)
	}
	if want := "3046022100" + knownR + "022100" + knownS; hex.EncodeToString(der) != want {
		t.Errorf("the signature is %x, want %s", der, want)
	}
	digest := sha256.Sum256([]byte("sample"))
	if !ecdsa.VerifyASN1(key, digest[:], der) {
		t.Error("the signature does not verify")
	}
	copy(blob, "ECDP")
	if generic, err := parseECCPublicBlob(blob); err != nil || !generic.Equal(key) {
		t.Errorf("with the generic magic: %v, %v", generic, err)
	}
}

func TestDEROfPairIsMinimal(t *testing.T) {
	pair := make([]byte, 64)
	pair[31], pair[32] = 0x7f, 0x80
	der, err := derOfPair(pair)
	if want := "3026" + "02017f" + "02210080" + hex.EncodeToString(make([]byte, 31)); err != nil || hex.EncodeToString(der) != want {
		t.Errorf("gives %x, %v, want %s", der, err, want)
	}
	for _, n := range []int{0, 63, 65, 96} {
		if _, err := derOfPair(make([]byte, n)); err == nil {
			t.Errorf("%d octets are a signature", n)
		}
	}
}

func TestNotAPublicKey(t *testing.T) {
	good := "45435331" + "20000000" + knownX + knownY
	for name, text := range map[string]string{
		"nothing":          "",
		"short":            good[:len(good)-2],
		"long":             good + "00",
		"a private key":    "45435332" + good[8:],
		"P-384's magic":    "45435333" + good[8:],
		"48 octets each":   "45435331" + "30000000" + knownX + knownY,
		"not on P-256":     "45435331" + "20000000" + knownX + knownX,
		"beyond the field": "45435331" + "20000000" + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" + knownY,
	} {
		if key, err := parseECCPublicBlob(unhex(t, text)); err == nil {
			t.Errorf("%s is taken for %v", name, key)
		}
	}
	for name, text := range map[string]string{
		"nothing":      "",
		"infinity":     "00",
		"compressed":   "03" + knownX,
		"with its key": "04" + knownX + knownY + knownR,
	} {
		if key, err := parsePoint(unhex(t, text)); err == nil {
			t.Errorf("%s is taken for %v", name, key)
		}
	}
}

func FuzzParseECCPublicBlob(f *testing.F) {
	f.Add(unhex(f, "45435331"+"20000000"+knownX+knownY))
	f.Add(unhex(f, "45434450"+"20000000"+knownX+knownY))
	f.Add(unhex(f, "45435331"+"20000000"+knownY+knownX))
	f.Add([]byte("ECS1"))
	f.Fuzz(func(t *testing.T, blob []byte) {
		key, err := parseECCPublicBlob(blob)
		if err != nil {
			return
		}
		point, err := key.Bytes()
		if err != nil || key.Curve != elliptic.P256() || !bytes.Equal(point[1:], blob[8:]) {
			t.Errorf("%x becomes %x, %v", blob, point, err)
		}
	})
}

func FuzzDEROfPair(f *testing.F) {
	f.Add(unhex(f, knownR+knownS))
	f.Add(make([]byte, 64))
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, pair []byte) {
		der, err := derOfPair(pair)
		if err != nil {
			return
		}
		var r, s [32]byte
		in := cryptobyte.String(der)
		var numbers cryptobyte.String
		if !in.ReadASN1(&numbers, asn1.SEQUENCE) || !in.Empty() || !readInto(&numbers, r[:]) || !readInto(&numbers, s[:]) || !numbers.Empty() {
			t.Fatalf("%x becomes %x, which is no signature", pair, der)
		}
		if !bytes.Equal(append(r[:], s[:]...), pair) {
			t.Errorf("%x becomes %x", pair, der)
		}
	})
}

// readInto reads one non-negative INTEGER into all of out.
func readInto(in *cryptobyte.String, out []byte) bool {
	var n []byte
	if !in.ReadASN1Integer(&n) || len(n) > len(out) {
		return false
	}
	copy(out[len(out)-len(n):], n)
	return true
}

func TestPairsThatVerify(t *testing.T) {
	key, err := newSoftwareKey()
	if err != nil {
		t.Fatal(err)
	}
	for i := range 64 {
		digest := sha256.Sum256([]byte{byte(i)})
		der, err := key.Sign(rand.Reader, digest[:], crypto.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		in := cryptobyte.String(der)
		var numbers cryptobyte.String
		pair := make([]byte, 64)
		if !in.ReadASN1(&numbers, asn1.SEQUENCE) || !readInto(&numbers, pair[:32]) || !readInto(&numbers, pair[32:]) {
			t.Fatalf("%x is no signature", der)
		}
		if again, err := derOfPair(pair); err != nil || !bytes.Equal(again, der) {
			t.Errorf("%x becomes %x, %v", der, again, err)
		}
	}
}
