package trust

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// Contents are the anchors, the certificates of the bundle, and the names
// beside it, without those that rehash makes.
func (b bundle) Contents(context.Context) (string, error) {
	sum := sha256.New()
	certs, err := b.certificates()
	if err != nil {
		return "", err
	}
	for _, c := range certs {
		f := Fingerprint(c)
		sum.Write(f[:])
	}
	for _, dir := range []string{b.anchors, filepath.Dir(b.bundle)} {
		entries, err := os.ReadDir(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		for _, e := range entries {
			if e.IsDir() || isHashLink(e.Name()) {
				continue
			}
			fmt.Fprintf(sum, "\n%q", e.Name())
			if dir != b.anchors {
				continue
			}
			text, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return "", err
			}
			fmt.Fprintf(sum, " %x", sha256.Sum256(text))
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// isHashLink knows the names that OpenSSL's rehash gives: eight hexadecimal
// digits, a dot, a number.
func isHashLink(name string) bool {
	hash, number, _ := strings.Cut(name, ".")
	return len(hash) == 8 && strings.Trim(hash, "0123456789abcdef") == "" && number != "" && strings.Trim(number, "r0123456789") == ""
}

func (b bundle) Add(ctx context.Context, root *x509.Certificate) error {
	path := b.anchor(root)
	mode := fs.FileMode(0o755)
	if b.takes {
		mode = 0o700
	}
	if err := os.MkdirAll(filepath.Dir(path), mode); err != nil {
		return err
	}
	b.env.step("system: write the anchor")
	if err := writeFile(path, pemOf(root), 0o644); err != nil {
		return err
	}
	if b.takes {
		return b.hand(ctx, b.add, path)
	}
	b.env.step("system: update")
	_, err := b.env.Runner.Run(ctx, b.add)
	b.env.step("system: updated")
	return err
}

func (b bundle) Remove(ctx context.Context, root *x509.Certificate) error {
	path := b.anchor(root)
	if b.takes {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := writeFile(path, pemOf(root), 0o644); err != nil {
			return err
		}
		return b.hand(ctx, b.remove, path)
	}
	files, err := b.filesOf(root)
	if err != nil {
		return err
	}
	for _, f := range files {
		b.env.step("system: remove the anchor")
		if err := removeIfThere(f); err != nil {
			return err
		}
	}
	argv := b.remove
	if b.conf != "" {
		conf, err := b.deny(append(files, path))
		if err != nil {
			return err
		}
		argv = append(slices.Clone(argv), "--certsconf", conf)
	}
	b.env.step("system: update without it")
	_, err = b.env.Runner.Run(ctx, argv)
	b.env.step("system: updated without it")
	return err
}

// hand gives the file at path to the program, and removes it.
func (b bundle) hand(ctx context.Context, argv []string, path string) error {
	b.env.step("system: hand over")
	_, err := b.env.Runner.Run(ctx, append(slices.Clone(argv), path))
	b.env.step("system: handed over")
	return errors.Join(err, removeIfThere(path))
}

// filesOf are the anchors that hold root and nothing else, whoever named them.
func (b bundle) filesOf(root *x509.Certificate) (files []string, err error) {
	anchors, err := filepath.Glob(filepath.Join(b.anchors, "*"+b.ext))
	if err != nil {
		return nil, err
	}
	for _, path := range anchors {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		if certs := parsePEM(text); len(certs) == 1 && certs[0].Equal(root) {
			files = append(files, path)
		}
	}
	return files, nil
}

// deny writes a copy of the list that takes files' names away. Without it the
// program would leave those names' links, and tell no hook (such as Java's) of
// it. It stands where the journal tidies up.
func (b bundle) deny(files []string) (path string, err error) {
	text, err := os.ReadFile(b.conf)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	path = filepath.Join(b.env.SystemDir, "before", "ca-certificates.conf")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	text = append(bytes.TrimRight(text, "\n"), '\n')
	for _, f := range files {
		text = append(text, "!"+filepath.Base(f)+"\n"...)
	}
	return path, writeFile(path, text, 0o600)
}

func (b bundle) Verify(_ context.Context, chain []*x509.Certificate) error {
	certs, err := b.certificates()
	if err != nil {
		return err
	}
	return verifyWith(certs, chain)
}

// verifyWith evaluates a server's chain, leaf first, with roots alone.
func verifyWith(roots, chain []*x509.Certificate) error {
	o := x509.VerifyOptions{Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool()}
	for _, c := range roots {
		o.Roots.AddCert(c)
	}
	for _, c := range chain[1:] {
		o.Intermediates.AddCert(c)
	}
	switch leaf := chain[0]; {
	case len(leaf.DNSNames) > 0:
		o.DNSName = leaf.DNSNames[0]
	case len(leaf.IPAddresses) > 0:
		o.DNSName = leaf.IPAddresses[0].String()
	}
	_, err := chain[0].Verify(o)
	return err
}

func pemOf(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}

// parsePEM reads the certificates of a bundle; what x509 cannot parse is left
// out.
func parsePEM(text []byte) (certs []*x509.Certificate) {
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			return certs
		}
		if block.Type != "CERTIFICATE" && block.Type != "TRUSTED CERTIFICATE" {
			continue
		}
		if c, err := x509.ParseCertificate(bytes.Clone(block.Bytes)); err == nil {
			certs = append(certs, c)
		}
	}
}

// likeOurs are the certificates that bear our name, each once.
func likeOurs(certs []*x509.Certificate) (ours []*x509.Certificate) {
	for _, c := range certs {
		if bearsOurName(c) && !slices.ContainsFunc(ours, c.Equal) {
			ours = append(ours, c)
		}
	}
	return ours
}
