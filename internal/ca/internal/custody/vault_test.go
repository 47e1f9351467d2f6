package custody_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"rockxy/internal/ca/internal/custody"
	"rockxy/internal/ca/internal/custody/custodytest"
)

func says(passphrase string) func() ([]byte, error) {
	return func() ([]byte, error) { return []byte(passphrase), nil }
}

func vault(dir, passphrase string) *custody.Vault {
	return &custody.Vault{Place: custody.Place{Dir: dir}, Passphrase: says(passphrase), WorkFactor: 4}
}

func TestVault(t *testing.T) {
	custodytest.Run(t, func(t *testing.T) custodytest.Open {
		dir := t.TempDir()
		return func() custody.Keeper { return vault(dir, "correct horse") }
	})
}

func TestVaultHoldsCiphertextOnly(t *testing.T) {
	dir := t.TempDir()
	signer, err := vault(dir, "correct horse").Create()
	if err != nil {
		t.Fatal(err)
	}
	custodytest.NotOnDisk(t, signer, dir)
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("the directory holds %v, %v: want one file", files, err)
	}
	content, err := os.ReadFile(filepath.Join(dir, files[0].Name()))
	if err != nil || !bytes.HasPrefix(content, []byte("age-encryption.org/v1\n-> scrypt ")) {
		t.Errorf("%s is no age file: %q, %v", files[0].Name(), content, err)
	}
}

func TestVaultRefuses(t *testing.T) {
	dir := t.TempDir()
	none := &custody.Vault{Place: custody.Place{Dir: dir}}
	custodytest.RunUnavailable(t, none, custody.VaultNoPassphrase)
	empty := vault(dir, "")
	_, err := empty.Create()
	wantCode(t, empty, err, custody.VaultNoPassphrase)
	closed := &custody.Vault{Place: custody.Place{Dir: dir}, Passphrase: func() ([]byte, error) { return nil, os.ErrClosed }}
	if _, err := closed.Create(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("a passphrase that cannot be read gives %v", err)
	}

	if _, err := vault(dir, "correct horse").Create(); err != nil {
		t.Fatal(err)
	}
	wrong := vault(dir, "battery staple")
	_, err = wrong.Load()
	wantCode(t, wrong, err, custody.VaultWrongPassphrase)
}

func TestVaultDamaged(t *testing.T) {
	dir := t.TempDir()
	k := vault(dir, "correct horse")
	if _, err := k.Create(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "root.age")
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)-1] ^= 1
	for name, content := range map[string][]byte{"empty": nil, "cut short": whole[:len(whole)-1], "changed": flipped} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := k.Load()
		t.Run(name, func(t *testing.T) { wantCode(t, k, err, custody.VaultDamaged) })
	}
}
