package trust

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// history is one store together with what the journal knows of it.
type history struct {
	j     *journal
	store Store
}

func (h history) entry() *entry { return h.j.Stores[h.store.ID()] }

// begin writes down the state of before, once, and that root is about to be
// added.
func (h history) begin(ctx context.Context, root *x509.Certificate) (notes []string, err error) {
	if err := sweep(h.store.Watched()); err != nil {
		return nil, err
	}
	if e := h.entry(); e != nil && e.Restoring != nil {
		if notes, err = h.resume(); err != nil {
			return notes, err
		}
	}
	e := h.entry()
	if e == nil {
		if e, err = h.first(ctx); err != nil {
			return notes, err
		}
	} else {
		now, err := h.observe()
		if err != nil {
			return notes, err
		}
		e.Touched = e.Touched || !e.leftAs(now)
		e.After = nil
	}
	if e.Added == nil {
		e.Added = map[string]added{}
	}
	h.j.Stores[h.store.ID()] = e
	e.Added[Fingerprint(root).Hex()] = added{DER: root.Raw}
	return notes, h.j.save("begun")
}

// first is the entry of a store that is without us.
func (h history) first(ctx context.Context) (*entry, error) {
	contents, err := h.store.Contents(ctx)
	if err != nil {
		return nil, err
	}
	before, err := observe(h.store.Watched(), h.j.keep)
	if err != nil {
		return nil, err
	}
	return &entry{Name: h.store.Name(), Before: before, Contents: contents}, nil
}

func (h history) observe() (state, error) { return observeAgain(h.store.Watched(), h.entry().Before) }

// leftAs says that now is what our last change left.
func (e *entry) leftAs(now state) bool { return e.After != nil && e.After.equal(now) }

// done writes down that root is in the store.
func (h history) done(root *x509.Certificate) (err error) {
	e := h.entry()
	if e.After, err = h.observe(); err != nil {
		return err
	}
	e.Added[Fingerprint(root).Hex()] = added{DER: root.Raw, Done: true}
	return h.j.save("done")
}

// failed writes down what a change that failed has left, for undo.
func (h history) failed() (err error) {
	if h.entry().After, err = h.observe(); err != nil {
		return err
	}
	return h.j.save("failed")
}

// remove takes root away: exactly, when the journal knows it; else that root
// and nothing more.
func (h history) remove(ctx context.Context, root *x509.Certificate) (notes []string, err error) {
	if e := h.entry(); e != nil {
		if _, ours := e.Added[Fingerprint(root).Hex()]; ours {
			return h.undo(ctx, root)
		}
	}
	if err := h.takeOut(ctx, root); err != nil {
		return nil, err
	}
	e := h.entry()
	if e == nil {
		return nil, nil
	}
	// Before would bring it back.
	e.Touched = true
	return nil, h.j.save("a root of others removed")
}

func (h history) takeOut(ctx context.Context, root *x509.Certificate) error {
	if err := h.store.Remove(ctx, root); err != nil {
		return err
	}
	there, err := holds(ctx, h.store, root)
	if err == nil && there {
		err = errStillThere
	}
	return err
}

// drop forgets the store: it is without us.
func (h history) drop() error {
	delete(h.j.Stores, h.store.ID())
	return h.j.save("undone")
}

// sweep removes what replace leaves when it is cut short.
func sweep(watched []Watched) (err error) {
	for _, w := range watched {
		names := []string{filepath.Join(filepath.Dir(w.Path), ".rockxy-"+filepath.Base(w.Path)+".new")}
		if w.Children {
			entries, _ := os.ReadDir(w.Path)
			for _, e := range entries {
				if ok, _ := filepath.Match(".rockxy-*.new", e.Name()); ok {
					names = append(names, filepath.Join(w.Path, e.Name()))
				}
			}
		}
		for _, name := range names {
			err = errors.Join(err, removeIfThere(name))
		}
	}
	return err
}

const (
	noteChanged = "somebody else has changed this store since: our root was removed from it, and everything else stays as it is"
	noteGone    = "its directory is gone, and our root with it"
)

func noteOpen(who string) string {
	return fmt.Sprintf("%s has it open: our root was removed, but the files are not byte for byte what they were", who)
}
