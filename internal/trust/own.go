//go:build darwin || windows

package trust

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"slices"
)

// own is the user's store that the system itself keeps. It has no files to put
// back: what it holds is all that there is to it. Experimental: nobody has run
// it yet.
type own struct {
	env Env
	api ownAPI
}

// ownAPI is the system's side of it. The system asks the person itself before
// it changes anything.
type ownAPI interface {
	name() string
	describe(a Action) string
	all() ([]*x509.Certificate, error)
	add(root *x509.Certificate) error
	remove(root *x509.Certificate) error
}

func (o own) ID() string         { return "own" }
func (o own) Name() string       { return o.api.name() }
func (o own) Admin() bool        { return false }
func (o own) Unable() string     { return "" }
func (o own) InUse() string      { return "" }
func (o own) Watched() []Watched { return nil }

func (o own) Describe(_ *x509.Certificate, a Action) []string { return []string{o.api.describe(a)} }

func (o own) Roots(context.Context) ([]*x509.Certificate, error) {
	all, err := o.api.all()
	return likeOurs(all), err
}

// Contents are the fingerprints, in order.
func (o own) Contents(context.Context) (string, error) {
	all, err := o.api.all()
	if err != nil {
		return "", err
	}
	var prints []string
	for _, c := range all {
		prints = append(prints, Fingerprint(c).Hex())
	}
	slices.Sort(prints)
	sum := sha256.New()
	for _, p := range slices.Compact(prints) {
		sum.Write([]byte(p))
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func (o own) Add(_ context.Context, root *x509.Certificate) error {
	o.env.step("own: add")
	err := o.api.add(root)
	o.env.step("own: added")
	return err
}

func (o own) Remove(ctx context.Context, root *x509.Certificate) error {
	there, err := holds(ctx, o, root)
	if err != nil || !there {
		return err
	}
	o.env.step("own: remove")
	err = o.api.remove(root)
	o.env.step("own: removed")
	return err
}

// Verify asks the system's own verifier.
func (o own) Verify(_ context.Context, chain []*x509.Certificate) error {
	return verifyWith(nil, chain)
}
