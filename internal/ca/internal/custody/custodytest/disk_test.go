package custodytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"slices"
	"testing"
)

func TestHoldsKey(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	scalar, _ := key.Bytes()
	point, _ := key.PublicKey.Bytes()
	pkcs8, _ := x509.MarshalPKCS8PrivateKey(key)
	sec1, _ := x509.MarshalECPrivateKey(key)
	reversed := slices.Clone(scalar)
	slices.Reverse(reversed)
	for name, content := range map[string]string{
		"scalar":           "xx" + string(scalar) + "yy",
		"little endian":    "xx" + string(reversed),
		"PKCS #8":          string(pkcs8),
		"SEC 1":            string(sec1),
		"PEM":              string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: sec1})),
		"PEM in disguise":  string(pem.EncodeToMemory(&pem.Block{Type: "NOTHING", Bytes: sec1})),
		"hex":              `{"d":"` + hex.EncodeToString(scalar) + `"}`,
		"base64":           `{"d":"` + base64.StdEncoding.EncodeToString(scalar) + `"}`,
		"base64 for URLs":  `{"d":"` + base64.RawURLEncoding.EncodeToString(scalar) + `"}`,
		"base64 of SEC 1":  base64.StdEncoding.EncodeToString(sec1),
		"base64 with more": "a" + base64.StdEncoding.EncodeToString(scalar),
	} {
		if holdsKey([]byte(content), point) == "" {
			t.Errorf("%s is not found", name)
		}
	}
	spki, _ := x509.MarshalPKIXPublicKey(&key.PublicKey)
	for name, content := range map[string]string{
		"nothing":    "",
		"public key": string(spki),
		"noise":      rand.Text() + rand.Text() + rand.Text(),
	} {
		if what := holdsKey([]byte(content), point); what != "" {
			t.Errorf("%s is taken for %s", name, what)
		}
	}
}
