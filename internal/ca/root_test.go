package ca

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"reflect"
	"strings"
	"testing"
	"time"

	"rockxy/internal/ca/internal/custody"
)

func TestRootCertificate(t *testing.T) {
	c := newRoot(t, noon).Certificate()
	key, ok := c.PublicKey.(*ecdsa.PublicKey)
	if !ok || key.Curve != elliptic.P256() {
		t.Errorf("key is %T, want ECDSA P-256", c.PublicKey)
	}
	if c.SignatureAlgorithm != x509.ECDSAWithSHA256 {
		t.Errorf("signed with %v", c.SignatureAlgorithm)
	}
	if c.Version != 3 || !c.BasicConstraintsValid || !c.IsCA {
		t.Error("is not a version 3 certificate with CA:TRUE")
	}
	if c.KeyUsage != x509.KeyUsageCertSign|x509.KeyUsageCRLSign {
		t.Errorf("key usage is %b, want keyCertSign and cRLSign alone", c.KeyUsage)
	}
	if len(c.ExtKeyUsage) != 0 {
		t.Errorf("has extended key usages %v", c.ExtKeyUsage)
	}
	if len(c.SubjectKeyId) != 20 || !bytes.Equal(c.SubjectKeyId, c.AuthorityKeyId) {
		t.Errorf("SKI %x and AKI %x, want the same 20 octets", c.SubjectKeyId, c.AuthorityKeyId)
	}
	if want := RootName + " " + strings.ToUpper(hex.EncodeToString(c.SubjectKeyId[:4])); c.Subject.CommonName != want {
		t.Errorf("common name is %q, want %q", c.Subject.CommonName, want)
	}
	if got := c.Subject.Organization; !reflect.DeepEqual(got, []string{"ada@engine"}) {
		t.Errorf("organisation is %q", got)
	}
	if !c.NotBefore.Equal(noon.Add(-time.Hour)) {
		t.Errorf("begins %v, want an hour back", c.NotBefore)
	}
	if whole := c.NotAfter.Sub(c.NotBefore); whole != 730*24*time.Hour {
		t.Errorf("lives %v, want two years backdating included", whole)
	}
	if err := c.CheckSignatureFrom(c); err != nil {
		t.Errorf("is not self-signed: %v", err)
	}
}

func TestRootsAreUnique(t *testing.T) {
	a, b := newRoot(t, noon), newRoot(t, noon)
	if a.SPKISHA256() == b.SPKISHA256() {
		t.Error("two roots have the same key")
	}
	if a.Certificate().Subject.CommonName == b.Certificate().Subject.CommonName {
		t.Error("two roots have the same name")
	}
	if a.Certificate().SerialNumber.Cmp(b.Certificate().SerialNumber) == 0 {
		t.Error("two roots have the same serial number")
	}
}

func TestRootForms(t *testing.T) {
	root := newRoot(t, noon)
	block, rest := pem.Decode(root.PEM())
	if block == nil || block.Type != "CERTIFICATE" || len(rest) != 0 || !bytes.Equal(block.Bytes, root.Certificate().Raw) {
		t.Error("PEM is not the certificate alone")
	}
	if root.SHA256() != sha256.Sum256(root.Certificate().Raw) {
		t.Error("SHA256 is not that of the certificate")
	}
	if own := root.Own(); len(own) != 1 || own[0] != root.Certificate() {
		t.Error("Own is not the root alone")
	}
	if got := root.Custody(); got != (Custody{Name: "memory"}) {
		t.Errorf("custody is %+v", got)
	}
}

// TestRootKeepsItsKey looks for a way to the private key in what the package
// exports: no method of Root, Issuer or Keeper may give a value that signs.
func TestRootKeepsItsKey(t *testing.T) {
	signs := reflect.TypeFor[interface{ Public() any }]()
	for _, typ := range []reflect.Type{reflect.TypeFor[*Root](), reflect.TypeFor[*Issuer](), reflect.TypeFor[Keeper]()} {
		for m := range typ.Methods() {
			for out := range m.Type.Outs() {
				_, signer := out.MethodByName("Sign")
				if signer || out == signs || strings.Contains(out.String(), "PrivateKey") {
					t.Errorf("%v.%s returns a %v", typ, m.Name, out)
				}
			}
		}
		for typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		for f := range typ.Fields() {
			if f.IsExported() {
				t.Errorf("%v has the exported field %s", typ, f.Name)
			}
		}
	}
}

func TestCreateRefusesToReplaceAKey(t *testing.T) {
	keeper := InMemory()
	if _, err := Create(keeper, Owner{}, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(keeper, Owner{}, noon); err == nil {
		t.Error("a second root took the place of the first")
	}
}

func TestCreateReportsTheKeeper(t *testing.T) {
	keeper := &countingKeeper{before: func() error { return errStolen }}
	_, err := Create(Keeper{keeper}, Owner{}, noon)
	if err == nil || !strings.Contains(err.Error(), "memory") {
		t.Errorf("error is %v, want one that names the keeper", err)
	}
	if _, err := keeper.Load(); err != custody.ErrNoKey {
		t.Errorf("after a failed creation Load gives %v: a key was left behind", err)
	}
}

func TestOwner(t *testing.T) {
	for _, c := range []struct {
		owner Owner
		want  string
	}{
		{Owner{"ada", "engine"}, "ada@engine"},
		{Owner{"", "engine"}, "unknown user@engine"},
		{Owner{"ada", ""}, "ada@unknown machine"},
		{Owner{strings.Repeat("é", 40), "engine"}, strings.Repeat("é", 32)},
		{Owner{"a" + strings.Repeat("é", 40), "engine"}, "a" + strings.Repeat("é", 31)},
	} {
		if got := c.owner.String(); got != c.want {
			t.Errorf("%+v is %q, want %q", c.owner, got, c.want)
		}
	}
}
