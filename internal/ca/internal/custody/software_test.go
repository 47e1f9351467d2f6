package custody

import (
	"bytes"
	"errors"
	"testing"
)

func TestScalarsAreWiped(t *testing.T) {
	var seen []byte
	if _, err := createSealed(func(scalar []byte) error { seen = scalar; return nil }); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(seen, make([]byte, 32)) {
		t.Error("the sealed scalar is still in memory")
	}
	scalar := bytes.Repeat([]byte{7}, 32)
	if _, err := openScalar(scalar); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(scalar, make([]byte, 32)) {
		t.Error("the opened scalar is still in memory")
	}
}

func TestOpenScalarRefuses(t *testing.T) {
	for name, scalar := range map[string][]byte{
		"nothing":             nil,
		"zero":                make([]byte, 32),
		"too short":           {1, 2, 3},
		"more than the order": bytes.Repeat([]byte{0xff}, 32),
	} {
		if _, err := openScalar(scalar); !errors.Is(err, errSealed) {
			t.Errorf("%s gives %v", name, err)
		}
	}
}

func TestCreateSealedFails(t *testing.T) {
	want := errors.New("full")
	if signer, err := createSealed(func([]byte) error { return want }); !errors.Is(err, want) || signer != nil {
		t.Errorf("gives %v, %v", signer, err)
	}
}
