package custody

import (
	"bytes"
	"errors"
	"math/big"
	"testing"
)

func TestSecretSession(t *testing.T) {
	block, err := secretCipher(big.NewInt(7))
	if err != nil {
		t.Fatal(err)
	}
	s := &secretSession{path: "/s", block: block}
	for _, n := range []int{0, 1, 15, 16, 32} {
		secret := bytes.Repeat([]byte{'k'}, n)
		sealed := s.seal(secret)
		if n > 8 && bytes.Contains(sealed.Value, secret) {
			t.Errorf("%d octets stand in the clear", n)
		}
		if got, err := s.unseal(sealed); err != nil || !bytes.Equal(got, secret) {
			t.Errorf("%d octets come back as %q, %v", n, got, err)
		}
	}
	whole := s.seal([]byte("secret"))
	for name, damaged := range map[string]sealedSecret{
		"nothing":     {},
		"no IV":       {Value: whole.Value},
		"cut short":   {Parameters: whole.Parameters, Value: whole.Value[1:]},
		"wrong start": {Parameters: make([]byte, 16), Value: make([]byte, 16)},
	} {
		if _, err := s.unseal(damaged); !errors.Is(err, errUnsealed) {
			t.Errorf("%s gives %v", name, err)
		}
	}
}
