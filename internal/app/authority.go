package app

import (
	"crypto/x509"
	"errors"
	"log/slog"
	"path/filepath"

	"rockxy/internal/api"
	"rockxy/internal/ca"
	"rockxy/internal/config"
	"rockxy/internal/durable"
	"rockxy/internal/store"
)

// Certificates are those of a data directory's roots. They are public.
type Certificates struct {
	Root    *x509.Certificate   // nil when there is none that outlives an instance
	Retired []*x509.Certificate // replaced or destroyed, and perhaps still trusted somewhere
	Keeper  string              // of the root's key, as in --custody; empty without a root
	// Unfinished is a change of the root that was cut short, "rotate" or
	// "destroy"; the next start finishes it.
	Unfinished string
	// Begun is who was to keep a root of which there is no certificate yet: the
	// process that made it was cut short, or could not reach the keeper.
	Begun string
}

// ReadCertificates reads them, whether an instance is running or not. It
// changes nothing.
func ReadCertificates(data string) (c Certificates, err error) {
	home := homeOf(data, ca.InMemory()) // reading takes no key
	if c.Root, err = home.Certificate(); err != nil {
		return c, err
	}
	if c.Retired, err = home.Retired(); err != nil {
		return c, err
	}
	if c.Unfinished, err = home.Unfinished(); err != nil {
		return c, err
	}
	keeper, err := homeKeeper(data)
	if c.Root != nil {
		c.Keeper = string(keeper)
	} else {
		c.Begun = string(keeper)
	}
	return c, err
}

// ErrNoRoot says that there is no root that outlives an instance.
var ErrNoRoot = errors.New("there is no root in a key store")

// Authority is the root of a data directory that no instance serves; nobody
// else can change it or start an instance until it is closed.
type Authority struct {
	data    string
	opt     Options
	custody custody
	former  *ca.Keeper // has the key under the path that the directory had; nil mostly
	release func() error
}

// OpenAuthority opens it. Errors are a *RunningError while an instance runs,
// ErrNoRoot when there is no root, or the keeper's.
func OpenAuthority(data string, opt Options) (*Authority, error) {
	have, err := homeKeeper(data)
	if err != nil {
		return nil, err
	}
	if have == "" {
		return nil, ErrNoRoot
	}
	return openAuthority(data, opt, func() (custody, error) { return found(data, have, opt) })
}

// MakeAuthority is OpenAuthority for a data directory that may have no root yet:
// Root makes one in the best key store. ErrNoRoot: there is none but memory. A
// root that is there and cannot be reached is an error.
func MakeAuthority(cfg config.Config, opt Options) (*Authority, error) {
	if err := prepareData(cfg.Data); err != nil {
		return nil, err
	}
	return openAuthority(cfg.Data, opt, func() (custody, error) {
		have, err := homeKeeper(cfg.Data)
		if err == nil && have != "" && cfg.Custody == config.CustodyAuto {
			return reach(cfg.Data, have, opt)
		}
		if err != nil {
			return custody{}, err
		}
		return custodyOf(cfg, opt)
	})
}

func openAuthority(data string, opt Options, choose func() (custody, error)) (*Authority, error) {
	release, err := hold(data)
	if err != nil {
		return nil, err
	}
	c, err := choose()
	if err == nil && c.home == nil {
		err = ErrNoRoot
	}
	if err != nil {
		return nil, errors.Join(err, release())
	}
	a := &Authority{data: data, opt: opt, custody: c, release: release}
	if k, _, copied, ok := former(data, c, opt); ok && !copied {
		a.former = &k
	}
	return a, nil
}

// hold takes the lock that an instance has while it runs.
func hold(data string) (release func() error, err error) {
	release, err = store.Hold(filepath.Join(data, sessionsDir))
	var locked *store.LockedError
	if errors.As(err, &locked) {
		return nil, &RunningError{Data: data, PID: locked.PID}
	}
	return release, err
}

// Trail says who keeps the key and why.
func (a *Authority) Trail() []api.Keeper { return a.custody.trail }

// Root finds or makes the root. The sample is a chain that it has issued, leaf
// first.
func (a *Authority) Root() (root *ca.Root, sampled []*x509.Certificate, err error) {
	if err := a.harden(); err != nil {
		return nil, nil, err
	}
	if root, err = a.custody.root(a.data); err != nil {
		return nil, nil, err
	}
	trail, err := openTrail(a.data, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, nil, err
	}
	issuer := ca.NewIssuer(root, ca.IssuerConfig{Issued: func(i ca.Issued) { trail.Add(issuedLeaf(i)) }})
	sampled, err = sample(issuer, root.Certificate())
	err = errors.Join(err, trail.Close())
	return root, sampled, errors.Join(err, durable.Write(RootFile(a.data), root.PEM()))
}

func (a *Authority) harden() error {
	if !a.opt.Harden || !a.custody.software() {
		return nil
	}
	return ca.Harden()
}

// Rotate makes a new root and ends the present one; see ca.Home.Rotate.
func (a *Authority) Rotate(only []string) (*ca.Root, error) {
	if err := a.harden(); err != nil {
		return nil, err
	}
	if err := a.forgetFormer(); err != nil {
		return nil, err
	}
	if err := noteKeeper(a.data, a.custody.name); err != nil {
		return nil, err
	}
	r, err := a.custody.home.Rotate(only)
	if err != nil {
		return nil, keeperError(err)
	}
	return r, durable.Write(RootFile(a.data), r.PEM())
}

// Destroy ends the root for good. Its certificate stays among the retired ones
// until no store trusts it any more.
func (a *Authority) Destroy() error {
	if err := a.forgetFormer(); err != nil {
		return err
	}
	if err := a.custody.home.Destroy(); err != nil {
		return keeperError(err)
	}
	return errors.Join(durable.Remove(RootFile(a.data)), forgetKeeper(a.data))
}

// forgetFormer destroys the key that a directory which was moved has left under
// its former path. It is the root's: without it the root has none.
func (a *Authority) forgetFormer() error {
	if a.former == nil {
		return nil
	}
	return keeperError(a.former.Forget())
}

// Close lets others at the root again.
func (a *Authority) Close() error { return a.release() }

// ForgetRetired forgets a retired root, once no store trusts it any more.
func ForgetRetired(data string, cert *x509.Certificate) error {
	return homeOf(data, ca.InMemory()).Forget(cert)
}

// KeeperOf says who keeps the root of a data directory, or would keep it, and
// why; nothing is made and nobody is asked.
func KeeperOf(data string) ([]api.Keeper, error) {
	opt := Options{Passphrase: func() ([]byte, error) { return nil, errAsked }}
	have, err := homeKeeper(data)
	if err != nil {
		return nil, err
	}
	if have == "" {
		have = config.CustodyAuto
	}
	c, err := kept(data, have, opt)
	if err == nil {
		err = lost(c)
	}
	if err != nil {
		return []api.Keeper{unreachable(have, err)}, nil
	}
	return c.trail, nil
}

// errAsked is a key that was touched where it is only talked about.
var errAsked = errors.New("a passphrase was asked for where no key is needed")
