package custody

import (
	"crypto"
	"crypto/ecdsa"
	"errors"
	"sync"
	"sync/atomic"
)

// Native keeps the key in the key store that the system itself has for its
// users: in its hardware where that can be had, else in its software part. The
// key never enters this process.
//
// Which part has the key is noted in Place, before the key is made: a part that
// is away today is then not taken for one that lost it.
type Native struct {
	place   Place
	name    string // as in Info
	parts   []part // the better first; at least one
	explain func(error) error

	mu sync.Mutex // held by Create, Load, Holds and Destroy

	held atomic.Pointer[part] // has the key or is to have it; nil is not known yet
}

// part is one of the places that a key store keeps keys in.
type part struct {
	name     string // as in the note: "hardware", "software"
	hardware bool
	store    keyStore
}

// keyStore is as much of a key store as a keeper needs. Its errors are the
// system's own; ErrNoKey and ErrKeyExists are these.
type keyStore interface {
	// probe is nil, or why no key can be made here now. It changes nothing and
	// asks nobody.
	probe() error
	find(label string) (storedKey, error)
	create(label string) error
	remove(label string) error
}

// storedKey is a key that was found. Its methods may be called at once, but for
// close, which comes last.
type storedKey interface {
	public() (*ecdsa.PublicKey, error)
	sign(digest []byte) (der []byte, err error)
	close() error
}

// errNote is a note of where the key is that does not say so.
var errNote = errors.New("custody: the note of where the root key is names no place that this system has")

func (k *Native) Info() Info {
	return Info{Name: k.name, HardwareBound: k.current().hardware, Persistent: true}
}

// Shortfall is why the better part of the store does not keep the key: an
// *UnavailableError, or nil when it does, or could.
func (k *Native) Shortfall() error {
	if k.current() == &k.parts[0] {
		return nil
	}
	return k.explain(k.parts[0].store.probe())
}

// current is the part that has the key, or is to have it.
func (k *Native) current() *part {
	if p := k.held.Load(); p != nil {
		return p
	}
	p, err := k.noted()
	if err != nil || p == nil {
		p, _ = k.usable()
	}
	if !k.held.CompareAndSwap(nil, p) {
		if held := k.held.Load(); held != nil {
			return held
		}
	}
	return p
}

// usable is the best part that can make a key; the last one if none can, with
// its reason.
func (k *Native) usable() (p *part, err error) {
	for i := range k.parts {
		p = &k.parts[i]
		if err = p.store.probe(); err == nil {
			return p, nil
		}
	}
	return p, err
}

func (k *Native) Available() error {
	p, err := k.noted()
	switch {
	case err != nil:
		return err
	case p != nil:
		return k.explain(p.store.probe())
	}
	_, err = k.usable()
	return k.explain(err)
}

// Create makes the key in the best part that does: each has to prove itself.
func (k *Native) Create() (crypto.Signer, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, key, err := k.lookup(); err == nil {
		return nil, errors.Join(ErrKeyExists, key.close())
	} else if !errors.Is(err, ErrNoKey) {
		return nil, err
	}
	if err := k.unnote(); err != nil { // of a Create that was cut short
		return nil, err
	}
	var err error
	for i := range k.parts {
		var signer crypto.Signer
		if signer, err = k.createIn(&k.parts[i]); err == nil {
			return signer, nil
		}
		if errors.Is(err, ErrKeyExists) || answered(err) {
			break
		}
	}
	return nil, err
}

// answered says whether a person was asked, or has to be: another part of the
// store is not to be had behind their back.
func answered(err error) bool {
	why, ok := errors.AsType[*UnavailableError](err)
	return ok && (why.Waiting || why.Code == KeychainDenied || why.Code == CNGDenied)
}

// waiting says whether the system will ask a person when it has to.
func waiting(err error) bool {
	why, ok := errors.AsType[*UnavailableError](err)
	return ok && why.Waiting
}

// createIn makes the key in p, and leaves nothing behind when it fails.
func (k *Native) createIn(p *part) (crypto.Signer, error) {
	if err := k.explain(p.store.probe()); err != nil && !waiting(err) {
		return nil, err
	}
	if err := k.note(p); err != nil {
		return nil, err
	}
	err := p.store.create(k.place.label())
	if err == nil {
		var signer crypto.Signer
		if signer, err = k.prove(p); err == nil {
			k.held.Store(p)
			return signer, nil
		}
	}
	if !errors.Is(err, ErrKeyExists) {
		if left := p.store.remove(k.place.label()); left != nil && !errors.Is(left, ErrNoKey) {
			return nil, errors.Join(k.explain(err), left) // the note stays: there may be a key
		}
	}
	return nil, errors.Join(k.explain(err), k.unnote())
}

func (k *Native) Load() (crypto.Signer, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	_, key, err := k.lookup()
	if err != nil {
		return nil, err
	}
	return k.signer(key)
}

func (k *Native) Holds() (bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	_, key, err := k.lookup()
	if errors.Is(err, ErrNoKey) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, key.close()
}

// lookup finds the key where the note says that it is; without one, in every
// part, the last of which decides.
func (k *Native) lookup() (p *part, key storedKey, err error) {
	p, err = k.noted()
	if err != nil {
		return nil, nil, err
	}
	if p != nil {
		key, err = k.findIn(p)
		return p, key, err
	}
	for i := range k.parts {
		if key, err = k.findIn(&k.parts[i]); err == nil {
			return &k.parts[i], key, nil
		}
	}
	return nil, nil, err
}

func (k *Native) findIn(p *part) (storedKey, error) {
	key, err := p.store.find(k.place.label())
	if err != nil {
		return nil, k.explain(err)
	}
	k.held.Store(p)
	return key, nil
}

// Destroy removes the key from every part: of those that it is not noted in,
// one that is away is none of its business.
func (k *Native) Destroy() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	noted, err := k.noted()
	if err != nil {
		return err
	}
	gone := false
	var left error
	for i := range k.parts {
		p := &k.parts[i]
		err := p.store.remove(k.place.label())
		switch {
		case err == nil:
			gone = true
		case errors.Is(err, ErrNoKey):
		case p == noted, noted == nil && i == len(k.parts)-1:
			left = k.explain(err)
		}
	}
	if left != nil {
		return left
	}
	k.held.Store(nil)
	if err := k.unnote(); err != nil {
		return err
	}
	if !gone {
		return ErrNoKey
	}
	return nil
}
