package app

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/quantity"
)

// Running is an instance that can be asked: over its socket, or by itself.
type Running interface {
	Status(context.Context) (api.Status, error)
	Policy(context.Context) (api.Policy, error)
	Rules(context.Context) (api.Rules, error)
	RootPEM(context.Context) ([]byte, error)
	SamplePEM(context.Context) ([]byte, error)
}

// RootFacts are what is known of a data directory's root.
type RootFacts struct {
	Root    *x509.Certificate
	Status  *api.Status // of the running instance, nil without one
	Keeper  string      // as in --custody
	Trail   []api.Keeper
	Retired []*x509.Certificate
	// Unfinished is a change of the root that was cut short.
	Unfinished string
}

// NoRootError says that there is no root now, and why.
type NoRootError struct {
	Data string
	// Cut is what was cut short when a root was being made or replaced, empty mostly.
	Cut string
}

func (e *NoRootError) Error() string {
	if e.Cut != "" {
		return "there is no root now: one for the data directory " + e.Data + " " + e.Cut + ", and that was cut short"
	}
	return "there is no root now: no key store has one for the data directory " + e.Data + ", and no instance runs that has one in memory"
}

// Hint is the next step.
func (e *NoRootError) Hint() string {
	if e.Cut != "" {
		return "rockxy serve finishes it, and has a root then; rockxy uninstall removes what is there"
	}
	return "start one with rockxy serve"
}

// ReadRootFacts asks the running instance; without one, nil, it reads what is in the
// data directory. It changes nothing. Without a root the error is a *NoRootError.
func ReadRootFacts(ctx context.Context, data string, r Running) (*RootFacts, error) {
	certs, err := ReadCertificates(data)
	if err != nil {
		return nil, err
	}
	f := &RootFacts{Root: certs.Root, Keeper: certs.Keeper, Retired: certs.Retired, Unfinished: certs.Unfinished}
	switch {
	case r != nil:
		return f, f.ask(ctx, r)
	case f.Root != nil:
		f.Trail, err = KeeperOf(data)
		return f, err
	case api.SocketPath(data) == "": // no socket to ask on this system; the file goes with the instance
		if text, err := os.ReadFile(RootFile(data)); err == nil {
			f.Root, err = ParseRoot(text)
			return f, err
		}
	}
	return nil, noRootOf(data, certs)
}

// noRootOf says why a data directory without a root has none.
func noRootOf(data string, certs Certificates) *NoRootError {
	switch {
	case certs.Unfinished != "":
		return &NoRootError{data, "was being replaced or destroyed"}
	case certs.Begun != "":
		return &NoRootError{data, "was begun in " + certs.Begun}
	}
	return &NoRootError{Data: data}
}

func (f *RootFacts) ask(ctx context.Context, r Running) error {
	st, err := r.Status(ctx)
	if err != nil {
		return err
	}
	text, err := r.RootPEM(ctx)
	if err != nil {
		return err
	}
	f.Status, f.Keeper, f.Trail = &st, st.Custody, st.CustodyTrail
	f.Root, err = ParseRoot(text)
	return err
}

// ParseRoot reads a root certificate in PEM form.
func ParseRoot(text []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("the root certificate is not in PEM form")
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("the root certificate: %w", err)
	}
	return cert, nil
}

// SampleOf is a chain that the instance's root has issued, leaf first.
func SampleOf(ctx context.Context, r Running) (chain []*x509.Certificate, err error) {
	text, err := r.SamplePEM(ctx)
	for block, rest := pem.Decode(text); block != nil && err == nil; block, rest = pem.Decode(rest) {
		var cert *x509.Certificate
		cert, err = x509.ParseCertificate(block.Bytes)
		chain = append(chain, cert)
	}
	return chain, err
}

// Reached says whether the key can be used, as far as that was looked at.
func (f *RootFacts) Reached() bool { return KeeperReached(f.Trail) }

// KeeperReached says whether a trail ends at a keeper that can be used.
func KeeperReached(trail []api.Keeper) bool {
	return len(trail) == 0 || slices.ContainsFunc(trail, func(k api.Keeper) bool { return k.Taken })
}

// EndsWithRestart and LastsLonger are what to know of a root in the kernel's keyring.
const (
	EndsWithRestart = "the key is in the kernel's memory until this machine restarts: after that there is a new root, and whoever trusts this one has to trust that one anew"
	LastsLonger     = "a TPM or a login keyring keeps a root longer, and so does rockxy serve --custody vault, a file with a passphrase"
)

// KeeperStep is one step of the custody trail in a line.
func KeeperStep(k api.Keeper) string {
	mark := "not "
	if k.Taken {
		mark = ""
	}
	return mark + k.Name + ": " + k.Why
}

// expirySoon is how far ahead the end of a root is warned about.
const expirySoon = 30 * 24 * time.Hour

// Expiry warns about a root that ends soon; empty when it does not.
func Expiry(root *x509.Certificate, now time.Time) string {
	left := root.NotAfter.Sub(now)
	switch {
	case left <= 0:
		return "it has expired: rockxy ca rotate makes another"
	case left <= expirySoon:
		return "it expires in " + quantity.Plural(int64(left/(24*time.Hour)), "day") + ": rockxy ca rotate makes another"
	}
	return ""
}
