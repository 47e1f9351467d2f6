package custody

import (
	"crypto"
	"errors"
	"path/filepath"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// SecretService keeps the key in the desktop's login keyring: sealed on disk
// with the user's password, by whichever program serves
// org.freedesktop.secrets (GNOME Keyring, KWallet, KeePassXC). The key is
// software-protected: this process has it in memory while it runs, and while
// the keyring is unlocked every program of the same user can ask for it.
type SecretService struct {
	Place    Place
	Address  string        // of the bus; "" is the session's own
	Patience time.Duration // how long a person may take to unlock; 0 is two minutes

	mu sync.Mutex // held by Create, Load and Destroy
}

func (k *SecretService) Info() Info { return Info{Name: "secret-service", Persistent: true} }

// attributes find the key among all secrets. They are not secret.
func (k *SecretService) attributes() map[string]string {
	dir := k.Place.Dir
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	return map[string]string{"xdg:schema": "rockxy.RootKey", "slot": k.Place.slot(), "directory": dir}
}

func (k *SecretService) Available() error {
	d, err := k.open()
	if err != nil {
		return err
	}
	defer d.close()
	locked, err := d.locked()
	if err != nil {
		return k.explain(err)
	}
	if locked {
		return k.locked(nil)
	}
	return nil
}

func (k *SecretService) Create() (crypto.Signer, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	d, items, err := k.find()
	if err != nil {
		return nil, err
	}
	defer d.close()
	if len(items) > 0 {
		return nil, ErrKeyExists
	}
	return createSealed(func(scalar []byte) error {
		return k.explain(d.store("Rockxy root key of "+k.Place.Dir, k.attributes(), scalar))
	})
}

func (k *SecretService) Load() (crypto.Signer, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	d, items, err := k.find()
	if err != nil {
		return nil, err
	}
	defer d.close()
	if len(items) == 0 {
		return nil, ErrNoKey
	}
	scalar, err := d.secret(items[0])
	if err != nil {
		return nil, k.explain(err)
	}
	return openScalar(scalar)
}

// Holds finds nothing out about a locked keyring.
func (k *SecretService) Holds() (bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.Available(); err != nil {
		return false, err
	}
	d, items, err := k.find()
	if err != nil {
		return false, err
	}
	d.close()
	return len(items) > 0, nil
}

func (k *SecretService) Destroy() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	d, items, err := k.find()
	if err != nil {
		return err
	}
	defer d.close()
	if len(items) == 0 {
		return ErrNoKey
	}
	var errs []error
	for _, item := range items {
		errs = append(errs, d.remove(item))
	}
	return k.explain(errors.Join(errs...))
}

// find unlocks the keyring, which may ask the person, and returns what it holds
// for this place. A locked keyring is not searched: some services find nothing
// in it, and a root would be taken for lost.
func (k *SecretService) find() (*secretBus, []dbus.ObjectPath, error) {
	d, err := k.open()
	if err != nil {
		return nil, nil, err
	}
	items, err := d.find(k.attributes())
	if err != nil {
		d.close()
		return nil, nil, k.explain(err)
	}
	return d, items, nil
}

func (k *SecretService) open() (*secretBus, error) {
	conn, err := dialBus(k.Address)
	if err != nil {
		return nil, k.unavailable(SecretServiceMissing, "there is no session bus, as there is in a desktop session",
			"log in to a desktop, or choose another custody", err)
	}
	patience := k.Patience
	if patience == 0 {
		patience = 2 * time.Minute
	}
	d := &secretBus{conn: conn, patience: patience}
	if err := d.open(); err != nil {
		d.close()
		return nil, k.explain(err)
	}
	return d, nil
}

func (k *SecretService) locked(cause error) error {
	why := &UnavailableError{Keeper: k.Info().Name, Code: SecretServiceLocked, Waiting: true, Cause: cause,
		Message: "the login keyring is locked",
		Hint:    "unlock it in the desktop's password manager, or ask for --custody secret-service by name to be asked for its password"}
	return why
}

// explain makes an *UnavailableError of what the bus or the service answers.
func (k *SecretService) explain(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, errNoKeyring) {
		return k.unavailable(SecretServiceNoKeyring, "the secret service has no login keyring",
			"create a keyring in the desktop's password manager and make it the default", err)
	}
	if errors.Is(err, errStaysLocked) {
		return k.locked(err)
	}
	name := ""
	if answer, ok := errors.AsType[dbus.Error](err); ok {
		name = answer.Name
	}
	switch name {
	case "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner",
		"org.freedesktop.DBus.Error.Spawn.ServiceNotFound", "org.freedesktop.DBus.Error.Spawn.ChildExited":
		return k.unavailable(SecretServiceMissing, "nobody on the session bus keeps secrets",
			"install and start gnome-keyring, KWallet or KeePassXC, or choose another custody", err)
	case "org.freedesktop.Secret.Error.IsLocked":
		return k.locked(err)
	default:
		return k.unavailable(SecretServiceFailed, "the secret service does not do what it is asked",
			"see its log (journalctl --user), or choose another custody", err)
	}
}

func (k *SecretService) unavailable(code, message, hint string, cause error) error {
	return &UnavailableError{Keeper: k.Info().Name, Code: code, Message: message, Hint: hint, Cause: cause}
}
