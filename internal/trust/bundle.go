package trust

import (
	"context"
	"crypto/x509"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// bundle is a system store: files of anchors from which a program makes the
// bundle that everything reads.
type bundle struct {
	env     Env
	id      string
	name    string
	anchors string   // directory
	ext     string   // of a file in it
	bundle  string   // PEM, made by the program
	add     []string // run after an anchor was written
	remove  []string // run after an anchor was removed
	watched []Watched
	// takes says that the program moves the anchors itself: it is given the
	// name of a file as its last word.
	takes bool
	// conf, when not empty, is a list of certificates that the program reads;
	// a name after "!" in it is taken away together with its links.
	conf string
}

func (b bundle) ID() string     { return b.id }
func (b bundle) Name() string   { return b.name }
func (b bundle) Admin() bool    { return true }
func (b bundle) Unable() string { return "" }
func (b bundle) InUse() string  { return "" }

// anchor is the file of one root: named by it, so that the roots of two users
// of one machine do not meet.
func (b bundle) anchor(root *x509.Certificate) string {
	name := "rockxy-" + Fingerprint(root).Hex()[:16] + b.ext
	if b.takes { // where the journal tidies up
		return filepath.Join(b.env.SystemDir, "before", name)
	}
	return filepath.Join(b.anchors, name)
}

func (b bundle) Describe(root *x509.Certificate, a Action) []string {
	path := b.anchor(root)
	switch {
	case b.takes && a == Add:
		return []string{"run " + quoted(append(slices.Clone(b.add), path))}
	case b.takes:
		return []string{"run " + quoted(append(slices.Clone(b.remove), path))}
	case a == Add:
		return []string{"write " + path, "run " + quoted(b.add)}
	}
	return []string{"remove " + path, "run " + quoted(b.remove), "put back what was before in " + filepath.Dir(b.bundle)}
}

func (b bundle) Watched() []Watched {
	return append([]Watched{{Path: b.anchors, Children: true, Vouched: true}}, b.watched...)
}

// certificates are those that the bundle holds.
func (b bundle) certificates() ([]*x509.Certificate, error) {
	text, err := os.ReadFile(b.bundle)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return parsePEM(text), nil
}

// Roots looks into the bundle and at the anchors: either may have been left
// behind without the other.
func (b bundle) Roots(context.Context) ([]*x509.Certificate, error) {
	certs, err := b.certificates()
	if err != nil {
		return nil, err
	}
	anchors, err := filepath.Glob(filepath.Join(b.anchors, "*"+b.ext))
	if err != nil {
		return nil, err
	}
	for _, path := range anchors {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		certs = append(certs, parsePEM(text)...)
	}
	return likeOurs(certs), nil
}

func (b bundle) Verify(_ context.Context, chain []*x509.Certificate) error {
	certs, err := b.certificates()
	if err != nil {
		return err
	}
	return verifyWith(known(certs), chain)
}
