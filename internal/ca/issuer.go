package ca

import (
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"strings"
	"sync"
	"time"

	"rockxy/internal/lru"
)

const (
	// DefaultLeaves is how many leaves an Issuer remembers unless told
	// otherwise. One takes about 1.3 KiB.
	DefaultLeaves = 10_000
	// renewAhead is how long before its end a leaf is issued anew.
	renewAhead = 8 * time.Hour
)

// IssuerConfig is what an Issuer can be told; its zero value is usable.
type IssuerConfig struct {
	Leaves int              // how many to remember; 0 is DefaultLeaves
	Now    func() time.Time // nil is time.Now
	// Issued is told of every leaf that was issued, for the audit trail; nil
	// tells nobody. It is called before the leaf is used, by the goroutine that
	// asked for it.
	Issued func(Issued)
}

// Issued is what the audit trail keeps of a leaf.
type Issued struct {
	Time     time.Time
	Names    []string
	Serial   string // hexadecimal
	SHA256   [sha256.Size]byte
	NotAfter time.Time
	Client   string // who it was issued for first, as given to LeafFor
}

// errPanicked is what waiting callers get when the one who issues panics.
var errPanicked = errors.New("issuing the certificate was cut short")

// Issuer issues leaves and remembers them for the life of the process. It may
// be used from several goroutines at once.
type Issuer struct {
	root   *Root
	now    func() time.Time
	issued func(Issued)

	mu     sync.Mutex
	leaves *lru.Cache[string, *leaf] // by cacheKey; guarded by mu
}

// leaf is a certificate that has been issued or is being issued. The fields
// below done are written before it is closed and constant afterwards.
type leaf struct {
	done  chan struct{}
	cert  *tls.Certificate
	renew time.Time
	err   error
}

// NewIssuer returns an Issuer whose leaves root signs.
func NewIssuer(root *Root, c IssuerConfig) *Issuer {
	if c.Leaves == 0 {
		c.Leaves = DefaultLeaves
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Issuer{root: root, now: c.Now, issued: c.Issued, leaves: lru.New[string, *leaf](c.Leaves)}
}

// Leaf returns the certificate for a host: names[0] is the host, and any
// further name must be a wildcard that stands for it (see LeafNames). The
// answer is shared and must not be changed; its Leaf is not set. Callers who
// ask for the same names at once wait for one signature. Names that no
// certificate may carry give a *NameError.
func (i *Issuer) Leaf(names []string) (*tls.Certificate, error) { return i.LeafFor("", names) }

// LeafFor is Leaf with a word on who the client is, for the audit trail.
func (i *Issuer) LeafFor(client string, names []string) (*tls.Certificate, error) {
	key, err := cacheKey(names)
	if err != nil {
		return nil, err
	}
	now := i.now()
	if l, ok := i.find(key); ok {
		<-l.done
		if l.err != nil || now.Before(l.renew) {
			return l.cert, l.err
		}
		i.forget(key, l)
	}
	parsed, err := parseNames(names)
	if err != nil {
		return nil, err
	}
	l, mine := i.claim(key)
	if mine {
		i.fill(l, key, parsed, now, client)
	}
	<-l.done
	return l.cert, l.err
}

// find returns the leaf of key, if there is one.
func (i *Issuer) find(key string) (*leaf, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.leaves.Get(key)
}

// claim returns the leaf of key, or a new one that the caller must fill.
func (i *Issuer) claim(key string) (l *leaf, mine bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if l, ok := i.leaves.Get(key); ok {
		return l, false
	}
	l = &leaf{done: make(chan struct{})}
	i.leaves.Put(key, l)
	return l, true
}

func (i *Issuer) fill(l *leaf, key string, names []name, now time.Time, client string) {
	l.err = errPanicked
	defer func() {
		if l.err != nil {
			i.forget(key, l)
		}
		close(l.done)
	}()
	var a *authority
	if a, l.err = i.root.authority(now); l.err != nil {
		return
	}
	serial := newSerial()
	if l.cert, l.err = a.issue(serial, names, now); l.err != nil {
		return
	}
	l.renew = a.end(now).Add(-renewAhead)
	if i.issued != nil {
		i.issued(Issued{Time: now, Names: texts(names), Serial: serial.Text(16), SHA256: sha256.Sum256(l.cert.Certificate[0]),
			NotAfter: a.end(now), Client: client})
	}
}

// forget removes l, unless key has been taken by another in the meantime.
func (i *Issuer) forget(key string, l *leaf) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if current, ok := i.leaves.Get(key); ok && current == l {
		i.leaves.Delete(key)
	}
}

// cacheKey joins names so that different lists never meet: with NUL, which is
// in no name.
func cacheKey(names []string) (string, error) {
	for _, n := range names {
		if strings.IndexByte(n, 0) >= 0 {
			return "", &NameError{n, "it has a character that no host name has"}
		}
	}
	if len(names) == 1 {
		return lowerASCII(names[0]), nil
	}
	return lowerASCII(strings.Join(names, "\x00")), nil
}

func texts(names []name) []string {
	list := make([]string, len(names))
	for n := range names {
		list[n] = names[n].text
	}
	return list
}
