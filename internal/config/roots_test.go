package config

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func selfSigned(t *testing.T) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(1)},
		&x509.Certificate{SerialNumber: big.NewInt(1)}, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func block(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func TestParseRoots(t *testing.T) {
	a, b := selfSigned(t), selfSigned(t)
	tests := []struct {
		name string
		in   []byte
		n    int
		err  string
	}{
		{"one", block("CERTIFICATE", a), 1, ""},
		{"two with text between", bytes.Join([][]byte{[]byte("# mine\n"), block("CERTIFICATE", a), []byte("\nand\n"), block("CERTIFICATE", b)}, nil), 2, ""},
		{"a key beside it", append(block("PRIVATE KEY", []byte{1}), block("CERTIFICATE", a)...), 1, ""},
		{"DER", a, 1, ""},
		{"only a key", block("PRIVATE KEY", []byte{1}), 0, "no certificate, only PRIVATE KEY"},
		{"damaged", block("CERTIFICATE", a[:40]), 0, "damaged"},
		{"empty", nil, 0, "BEGIN CERTIFICATE"},
		{"something else", []byte("hello"), 0, "BEGIN CERTIFICATE"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseRoots(tt.in)
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("error %v, want %q", err, tt.err)
				}
				return
			}
			if err != nil || len(got) != tt.n {
				t.Errorf("%d certificates, %v, want %d", len(got), err, tt.n)
			}
		})
	}
}

func TestReadRoots(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good.pem")
	if err := os.WriteFile(good, block("CERTIFICATE", selfSigned(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := ReadRoots(good); err != nil || len(got) != 1 {
		t.Errorf("good file: %d, %v", len(got), err)
	}
	for file, want := range map[string]string{
		filepath.Join(dir, "none.pem"): "there is no such file",
		dir:                            "that is a directory",
	} {
		if _, err := ReadRoots(file); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: %v, want %q", file, err, want)
		}
	}
}
