package trust

import (
	"context"
	"crypto/x509"
	"os"
)

// undo takes back the addition of root, however far it got. As the last root of
// ours leaves a store its files become what they were, where that loses nothing
// of others.
func (h history) undo(ctx context.Context, root *x509.Certificate) (notes []string, err error) {
	if err := sweep(h.store.Watched()); err != nil {
		return nil, err
	}
	e := h.entry()
	if e.Restoring != nil {
		if notes, err = h.resume(); err != nil || h.entry() == nil {
			return notes, err
		}
	}
	now, err := h.observe()
	if err != nil {
		return notes, err
	}
	id := Fingerprint(root).Hex()
	if len(e.Added) > 1 {
		if err := h.takeOut(ctx, root); err != nil {
			return notes, err
		}
		delete(e.Added, id)
		e.Touched = e.Touched || !e.leftAs(now)
		if e.After, err = h.observe(); err != nil {
			return notes, err
		}
		return notes, h.j.save("one of several removed")
	}
	switch {
	case e.Before.equal(now):
		return notes, h.drop()
	case !e.Touched && e.leftAs(now) && h.store.InUse() == "":
		return notes, h.restore(now, false)
	}
	last, err := h.undoLast(ctx, root)
	return append(notes, last...), err
}

// undoLast removes root with the store's own means, because its bytes are not
// those that we left. Where that leaves what the store meant before, the bytes
// of before follow.
func (h history) undoLast(ctx context.Context, root *x509.Certificate) (notes []string, err error) {
	if err := h.takeOut(ctx, root); err != nil {
		return nil, err
	}
	contents, err := h.store.Contents(ctx)
	if err != nil {
		return nil, err
	}
	now, err := h.observe()
	if err != nil {
		return nil, err
	}
	e := h.entry()
	switch {
	case e.Before.equal(now):
	case e.Before.lost():
		notes = []string{noteGone}
	case contents != e.Contents:
		notes = []string{noteChanged}
	case h.store.InUse() != "":
		notes = []string{noteOpen(h.store.InUse())}
	default:
		return nil, h.restore(now, true)
	}
	return notes, h.drop()
}

// lost says that a directory of before is not there any more.
func (s state) lost() bool {
	for path, n := range s {
		if n.Kind != isDir {
			continue
		}
		if _, err := os.Stat(path); err != nil {
			return true
		}
	}
	return false
}

// restore replaces what is there now by what was before; partly leaves alone
// what the store's contents do not stand for.
func (h history) restore(now state, partly bool) error {
	e := h.entry()
	before := e.Before
	if partly {
		before, now = before.vouched(), now.vouched()
	}
	if e.Restoring == nil {
		e.Restoring, e.Partly = now, partly
		if err := h.j.save("restoring"); err != nil {
			return err
		}
	}
	if err := restore(h.j.env, before, now, h.j.content); err != nil {
		return err
	}
	return h.drop()
}

// resume finishes a restoration that was cut short. If somebody else has
// changed the store in the meantime it is given up.
func (h history) resume() (notes []string, err error) {
	now, err := h.observe()
	if err != nil {
		return nil, err
	}
	e := h.entry()
	before := e.Before
	if e.Partly {
		before, now = before.vouched(), now.vouched()
	}
	if now.between(before, e.Restoring) {
		return []string{"an undo that was cut short has been finished"}, h.restore(now, e.Partly)
	}
	e.Restoring, e.Partly, e.Touched = nil, false, true
	return nil, h.j.save("restoration given up")
}

// between says that each path is as in a or as in b.
func (s state) between(a, b state) bool {
	for _, paths := range []state{s, a, b} {
		for path := range paths {
			if n := s[path]; !same(n, a[path]) && !same(n, b[path]) {
				return false
			}
		}
	}
	return true
}
