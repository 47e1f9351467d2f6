// Package custodytest is the battery that every keeper of the root key passes,
// the one in memory and the ones in hardware alike.
package custodytest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"rockxy/internal/ca/internal/custody"
)

// Open opens one and the same place again each time it is called, as a new
// process would.
type Open func() custody.Keeper

// Run tests a keeper. Each call of fresh makes an empty place of its own and
// returns what opens it.
func Run(t *testing.T, fresh func(t *testing.T) Open) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, open Open)
	}{
		{"describes itself", describes},
		{"is available", available},
		{"has no key at first", empty},
		{"creates a P-256 key", creates},
		{"never replaces a key", keeps},
		{"finds its key again", finds},
		{"creates one key for many goroutines", createsAtOnce},
		{"signs from many goroutines", signsAtOnce},
		{"signs nothing but digests", refusesOddDigests},
		{"knows whether it has a key", knows},
		{"destroys its key", destroys},
		{"gives signatures, never the key", hides},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, fresh(t)) })
	}
	t.Run("makes a different key in every place", func(t *testing.T) {
		a, b := mustCreate(t, fresh(t)()), mustCreate(t, fresh(t)())
		if public(t, a).Equal(public(t, b)) {
			t.Error("two fresh places have the same key")
		}
	})
}

func describes(t *testing.T, open Open) {
	info := open().Info()
	if info.Name == "" || info.Name != strings.ToLower(info.Name) || strings.ContainsAny(info.Name, " _") {
		t.Errorf("name is %q, want lower case with hyphens, as typed after --custody", info.Name)
	}
	if info != open().Info() {
		t.Error("describes itself differently the second time")
	}
}

func available(t *testing.T, open Open) {
	if err := open().Available(); err != nil {
		t.Errorf("before there is a key: %v", err)
	}
	mustCreate(t, open())
	if err := open().Available(); err != nil {
		t.Errorf("with a key: %v", err)
	}
}

func empty(t *testing.T, open Open) {
	if _, err := open().Load(); !errors.Is(err, custody.ErrNoKey) {
		t.Errorf("Load gives %v, want ErrNoKey", err)
	}
	if err := open().Destroy(); !errors.Is(err, custody.ErrNoKey) {
		t.Errorf("Destroy gives %v, want ErrNoKey", err)
	}
}

func creates(t *testing.T, open Open) {
	signer := mustCreate(t, open())
	if public(t, signer).Curve != elliptic.P256() {
		t.Error("the key is not on P-256")
	}
	sign(t, signer, "created")
}

func knows(t *testing.T, open Open) {
	want := func(when string, want bool) {
		t.Helper()
		if got, err := open().Holds(); got != want || err != nil {
			t.Errorf("%s: Holds says %v, %v", when, got, err)
		}
	}
	want("at first", false)
	mustCreate(t, open())
	want("with a key", true)
	if err := open().Destroy(); err != nil {
		t.Fatal(err)
	}
	want("destroyed", false)
}

func keeps(t *testing.T, open Open) {
	first := mustCreate(t, open())
	if _, err := open().Create(); !errors.Is(err, custody.ErrKeyExists) {
		t.Fatalf("a second Create gives %v, want ErrKeyExists", err)
	}
	if !public(t, mustLoad(t, open())).Equal(public(t, first)) {
		t.Error("the refused Create changed the key")
	}
}

func finds(t *testing.T, open Open) {
	created := mustCreate(t, open())
	loaded := mustLoad(t, open())
	if !public(t, created).Equal(public(t, loaded)) {
		t.Fatal("Load found another key than Create made")
	}
	sign(t, loaded, "loaded")
}

func createsAtOnce(t *testing.T, open Open) {
	keeper := open()
	signers := make(chan crypto.Signer, 8)
	var group sync.WaitGroup
	for range cap(signers) {
		group.Go(func() {
			signer, err := keeper.Create()
			if err == nil {
				signers <- signer
			} else if !errors.Is(err, custody.ErrKeyExists) {
				t.Errorf("Create: %v", err)
			}
		})
	}
	group.Wait()
	if len(signers) != 1 {
		t.Fatalf("%d of them created a key", len(signers))
	}
	signer := <-signers
	release(t, signer)
	if !public(t, mustLoad(t, open())).Equal(public(t, signer)) {
		t.Error("the key that is kept is not the one that was given out")
	}
}

func signsAtOnce(t *testing.T, open Open) {
	signer := mustCreate(t, open())
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() { sign(t, signer, "at once") })
	}
	group.Wait()
}

func refusesOddDigests(t *testing.T, open Open) {
	signer := mustCreate(t, open())
	for _, n := range []int{0, 31} {
		if _, err := signer.Sign(rand.Reader, make([]byte, n), crypto.SHA256); err == nil {
			t.Errorf("signs %d octets as a SHA-256 digest", n)
		}
	}
	sign(t, signer, "afterwards")
}

func destroys(t *testing.T, open Open) {
	before := public(t, mustCreate(t, open()))
	if err := open().Destroy(); err != nil {
		t.Fatal(err)
	}
	empty(t, open)
	if public(t, mustCreate(t, open())).Equal(before) {
		t.Error("the destroyed key came back")
	}
}

// hides checks that the signer can do no more than it must. Close releases a
// device.
func hides(t *testing.T, open Open) {
	signer := mustCreate(t, open())
	if _, ok := signer.(*ecdsa.PrivateKey); ok {
		t.Error("the signer is the private key itself")
	}
	if _, err := x509.MarshalPKCS8PrivateKey(signer); err == nil {
		t.Error("the signer can be marshalled as PKCS #8")
	}
	for method := range reflect.TypeOf(signer).Methods() {
		if !slices.Contains([]string{"Public", "Sign", "SignMessage", "Close"}, method.Name) {
			t.Errorf("the signer has a method %s", method.Name)
		}
	}
	if fields := reflect.Indirect(reflect.ValueOf(signer)); fields.Kind() == reflect.Struct {
		for field := range fields.Type().Fields() {
			if field.IsExported() || field.Anonymous {
				t.Errorf("the signer's field %s is exported", field.Name)
			}
		}
	}
	point, err := public(t, signer).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	for _, printed := range []string{fmt.Sprintf("%v", signer), fmt.Sprintf("%+v", signer), fmt.Sprintf("%#v", signer), fmt.Sprintf("%x", signer)} {
		if what := holdsKey([]byte(printed), point); what != "" {
			t.Errorf("printing the signer shows %s", what)
		}
	}
}

func mustCreate(t *testing.T, k custody.Keeper) crypto.Signer {
	t.Helper()
	signer, err := k.Create()
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	release(t, signer)
	return signer
}

func mustLoad(t *testing.T, k custody.Keeper) crypto.Signer {
	t.Helper()
	signer, err := k.Load()
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	release(t, signer)
	return signer
}

// release lets go of what a signer holds when the test ends.
func release(t *testing.T, signer crypto.Signer) {
	if c, ok := signer.(io.Closer); ok {
		t.Cleanup(func() {
			if err := c.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
	}
}

func public(t *testing.T, signer crypto.Signer) *ecdsa.PublicKey {
	t.Helper()
	key, ok := signer.Public().(*ecdsa.PublicKey)
	if !ok {
		t.Fatalf("the public key is a %T", signer.Public())
	}
	return key
}

func sign(t *testing.T, signer crypto.Signer, what string) {
	digest := sha256.Sum256([]byte(what))
	signature, err := signer.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		t.Errorf("Sign: %v", err)
		return
	}
	if key, ok := signer.Public().(*ecdsa.PublicKey); !ok || !ecdsa.VerifyASN1(key, digest[:], signature) {
		t.Error("the signature does not verify")
	}
}
