package custody_test

import (
	"crypto/ecdsa"
	"path/filepath"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"rockxy/internal/ca/internal/custody"
	"rockxy/internal/ca/internal/custody/custodytest"
)

func (d *desktop) keeper(dir string) *custody.SecretService {
	return &custody.SecretService{Place: custody.Place{Dir: dir}, Address: d.address, Patience: time.Second}
}

func TestSecretService(t *testing.T) {
	d, ok := newDesktop(t)
	if !ok {
		return
	}
	custodytest.Run(t, func(t *testing.T) custodytest.Open {
		dir := t.TempDir()
		return func() custody.Keeper { return d.keeper(dir) }
	})
}

func TestSecretServiceSealsTheKey(t *testing.T) {
	d, ok := newDesktop(t)
	if !ok {
		return
	}
	dir := t.TempDir()
	created, err := d.keeper(dir).Create()
	if err != nil {
		t.Fatal(err)
	}
	custodytest.NotOnDisk(t, created, d.home, dir)
	if files, _ := filepath.Glob(d.home + "/data/keyrings/login.keyring"); len(files) != 1 {
		t.Error("there is no login keyring on disk: the test proves nothing")
	}

	end(d.keyring) // the person logs out, and in again
	d.login(t, "--unlock")
	loaded, err := d.keeper(dir).Load()
	if err != nil {
		t.Fatal(err)
	}
	if !loaded.Public().(*ecdsa.PublicKey).Equal(created.Public()) {
		t.Error("another key was found")
	}
	custodytest.NotOnDisk(t, created, d.home, dir)
}

func TestSecretServiceLocked(t *testing.T) {
	d, ok := newDesktop(t)
	if !ok {
		return
	}
	k := d.keeper(t.TempDir())
	if _, err := k.Create(); err != nil {
		t.Fatal(err)
	}
	d.lock(t)
	err := k.Available()
	wantCode(t, k, err, custody.SecretServiceLocked)
	if !err.(*custody.UnavailableError).Waiting {
		t.Error("it does not say that a person can unlock it")
	}
	// Nobody is there to answer: above all the key is not taken for lost.
	_, err = k.Load()
	if why, ok := err.(*custody.UnavailableError); !ok {
		t.Errorf("Load gives %v", err)
	} else {
		custodytest.Explains(t, k, why)
	}
}

func (d *desktop) lock(t *testing.T) {
	t.Helper()
	conn, err := dbus.Connect(d.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	err = conn.Object("org.freedesktop.secrets", "/org/freedesktop/secrets").
		Call("org.freedesktop.Secret.Service.Lock", 0, []dbus.ObjectPath{"/org/freedesktop/secrets/collection/login"}).Err
	if err != nil {
		t.Fatal(err)
	}
}

func TestSecretServiceUnavailable(t *testing.T) {
	nowhere := &custody.SecretService{Place: custody.Place{Dir: t.TempDir()}, Address: "unix:path=" + t.TempDir() + "/bus"}
	custodytest.RunUnavailable(t, nowhere, custody.SecretServiceMissing)
	d, ok := newBus(t)
	if !ok {
		return
	}
	custodytest.RunUnavailable(t, d.keeper(t.TempDir()), custody.SecretServiceMissing)
}
