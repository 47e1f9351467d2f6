package trust

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

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
