package custody

import (
	"context"
	"errors"
	"time"

	"github.com/godbus/dbus/v5"
)

// The names of the Secret Service API 0.2,
// specifications.freedesktop.org/secret-service-spec.
const (
	secretsName    = "org.freedesktop.secrets"
	secretsPath    = dbus.ObjectPath("/org/freedesktop/secrets")
	secretsService = "org.freedesktop.Secret.Service."
	secretsItem    = "org.freedesktop.Secret.Item."
	noObject       = dbus.ObjectPath("/")
)

// answerTime bounds a call that waits for no person.
const answerTime = 10 * time.Second

var (
	errNoKeyring   = errors.New("custody: no login or default collection")
	errStaysLocked = errors.New("custody: the keyring was not unlocked")
)

// secretBus is one connection to the secret service and its login keyring.
type secretBus struct {
	conn     *dbus.Conn
	patience time.Duration
	session  *secretSession
	keyring  dbus.ObjectPath
}

// dialBus connects to a bus of its own, so that closing it closes nobody else's.
func dialBus(address string) (*dbus.Conn, error) {
	if address != "" {
		return dbus.Connect(address)
	}
	conn, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		return nil, err
	}
	if err := errors.Join(conn.Auth(nil), conn.Hello()); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// sealedSecret is the API's structure Secret.
type sealedSecret struct {
	Session     dbus.ObjectPath
	Parameters  []byte // the cipher's IV
	Value       []byte
	ContentType string
}

// open begins a session, in which secrets are encrypted on the bus, and finds
// the login keyring.
func (d *secretBus) open() (err error) {
	if d.session, err = d.begin(); err != nil {
		return err
	}
	for _, alias := range []string{"login", "default"} {
		if err := d.call(secretsPath, secretsService+"ReadAlias", []any{alias}, &d.keyring); err != nil {
			return err
		}
		if d.keyring != noObject {
			return nil
		}
	}
	return errNoKeyring
}

func (d *secretBus) close() { _ = d.conn.Close() } // the session ends with it

// call calls a method and waits for its answer, but for no person.
func (d *secretBus) call(path dbus.ObjectPath, method string, args []any, results ...any) error {
	ctx, cancel := context.WithTimeout(context.Background(), answerTime)
	defer cancel()
	return d.conn.Object(secretsName, path).CallWithContext(ctx, method, 0, args...).Store(results...)
}

func (d *secretBus) locked() (locked bool, err error) {
	var v dbus.Variant
	args := []any{"org.freedesktop.Secret.Collection", "Locked"}
	if err := d.call(d.keyring, "org.freedesktop.DBus.Properties.Get", args, &v); err != nil {
		return false, err
	}
	return locked, v.Store(&locked)
}

// unlock unlocks objects, which may wait for a person to give a password.
func (d *secretBus) unlock(objects ...dbus.ObjectPath) error {
	var unlocked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	if err := d.call(secretsPath, secretsService+"Unlock", []any{objects}, &unlocked, &prompt); err != nil {
		return err
	}
	return d.answer(prompt)
}

// answer waits until a person has answered the prompt, if there is one.
func (d *secretBus) answer(prompt dbus.ObjectPath) error {
	if prompt == noObject {
		return nil
	}
	signals := make(chan *dbus.Signal, 16)
	d.conn.Signal(signals)
	defer d.conn.RemoveSignal(signals)
	if err := d.conn.AddMatchSignal(dbus.WithMatchObjectPath(prompt), dbus.WithMatchInterface("org.freedesktop.Secret.Prompt")); err != nil {
		return err
	}
	if err := d.call(prompt, "org.freedesktop.Secret.Prompt.Prompt", []any{""}); err != nil {
		return err
	}
	late := time.NewTimer(d.patience)
	defer late.Stop()
	for {
		select {
		case s, ok := <-signals:
			if !ok {
				return dbus.ErrClosed
			}
			if s.Path != prompt || s.Name != "org.freedesktop.Secret.Prompt.Completed" {
				continue
			}
			if dismissed, _ := s.Body[0].(bool); dismissed {
				return errStaysLocked
			}
			return nil
		case <-late.C:
			_ = d.call(prompt, "org.freedesktop.Secret.Prompt.Dismiss", nil) // the dialog has lost its purpose
			return errStaysLocked
		}
	}
}

// find unlocks the keyring and what it finds with attributes, and returns it.
func (d *secretBus) find(attributes map[string]string) ([]dbus.ObjectPath, error) {
	locked, err := d.locked()
	if err == nil && locked {
		err = d.unlock(d.keyring)
	}
	if err != nil {
		return nil, err
	}
	var open, shut []dbus.ObjectPath
	if err := d.call(secretsPath, secretsService+"SearchItems", []any{attributes}, &open, &shut); err != nil {
		return nil, err
	}
	if len(shut) > 0 {
		if err := d.unlock(shut...); err != nil {
			return nil, err
		}
	}
	return append(open, shut...), nil
}

func (d *secretBus) store(label string, attributes map[string]string, secret []byte) error {
	properties := map[string]dbus.Variant{
		secretsItem + "Label":      dbus.MakeVariant(label),
		secretsItem + "Attributes": dbus.MakeVariant(attributes),
	}
	var item, prompt dbus.ObjectPath
	err := d.call(d.keyring, "org.freedesktop.Secret.Collection.CreateItem", []any{properties, d.session.seal(secret), false}, &item, &prompt)
	if err != nil {
		return err
	}
	return d.answer(prompt)
}

func (d *secretBus) secret(item dbus.ObjectPath) ([]byte, error) {
	var sealed sealedSecret
	if err := d.call(item, secretsItem+"GetSecret", []any{d.session.path}, &sealed); err != nil {
		return nil, err
	}
	return d.session.unseal(sealed)
}

func (d *secretBus) remove(item dbus.ObjectPath) error {
	var prompt dbus.ObjectPath
	if err := d.call(item, secretsItem+"Delete", nil, &prompt); err != nil {
		return err
	}
	return d.answer(prompt)
}
