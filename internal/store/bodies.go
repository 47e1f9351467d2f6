package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"rockxy/internal/flow"
)

// Large bodies have files of their own, in the directory bodies: 12.response is
// that of entry 12. Once it is complete, and another is as long, both are hashed,
// behind the capture, and where the session has the same content already the
// file becomes a hard link to it. same/<SHA-256> is one more link to each content
// that was hashed, to find it by. The file system counts the links: content goes
// with its last entry.
//
// A file that begins in the middle of a body, 12.response.rest, follows what is
// in the segments; it is made whole when it is complete.
const (
	bodiesName = "bodies"
	sameName   = "same"
	restSuffix = ".rest"
	tempSuffix = ".tmp"
)

// bodyFileMin is from how many octets on a body gets a file. Below, one more
// file costs more than the few octets that most duplicates would save. It is
// less than partSize, so that a body that arrives fast is in a file as a whole.
const bodyFileMin = 48 << 10

// bodyKey names the file of a body.
type bodyKey struct {
	id   flow.ID
	dir  flow.Direction
	rest bool // it begins bodyFileMin octets into the body
}

func (k bodyKey) path(session string) string {
	name := strconv.FormatUint(uint64(k.id), 10) + "." + k.dir.String()
	if k.rest {
		name += restSuffix
	}
	return filepath.Join(session, bodiesName, name)
}

func parseBodyName(name string) (k bodyKey, ok bool) {
	name, k.rest = strings.CutSuffix(name, restSuffix)
	number, dir, _ := strings.Cut(name, ".")
	id, err := strconv.ParseUint(number, 10, 64)
	k.id = flow.ID(id)
	if dir == flow.Response.String() {
		k.dir = flow.Response
	}
	return k, err == nil && id > 0 && dir == k.dir.String()
}

// bodies looks after those files.
type bodies struct {
	session string
	log     *slog.Logger
	total   atomic.Int64 // octets of all contents, each once
	wake    chan struct{}

	// changing is held while links are made or removed.
	changing sync.Mutex
	sizes    map[int64]bodyKey // of files: the one that was not hashed, none if all were

	mu      sync.Mutex
	live    map[bodyKey]liveBody
	pending int64 // octets of those that are complete
}

// liveBody was written by this process, and not looked at yet.
type liveBody struct {
	size     int64
	complete bool
}

func newBodies(session string, log *slog.Logger) *bodies {
	return &bodies{session: session, log: log, live: map[bodyKey]liveBody{}, sizes: map[int64]bodyKey{}, wake: make(chan struct{}, 1)}
}

func (b *bodies) size() int64 {
	if b == nil {
		return 0
	}
	return b.total.Load()
}

// wrote notes octets of a file; ended that it is complete. The writer calls both.
func (b *bodies) wrote(k bodyKey, n int) {
	b.total.Add(int64(n))
	b.mu.Lock()
	l := b.live[k]
	l.size += int64(n)
	b.live[k] = l
	b.mu.Unlock()
}

func (b *bodies) ended(k bodyKey) {
	b.mu.Lock()
	l := b.live[k]
	l.complete = true
	b.live[k] = l
	b.pending += l.size
	b.mu.Unlock()
	b.poke()
}

// poke has the complete bodies looked at.
func (b *bodies) poke() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

func (b *bodies) complete() (keys []bodyKey) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for k, l := range b.live {
		if l.complete {
			keys = append(keys, k)
		}
	}
	return keys
}

func (b *bodies) isLive(k bodyKey) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, live := b.live[k]
	return live
}

func (b *bodies) forget(k bodyKey) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pending -= b.live[k].size
	delete(b.live, k)
}

// settled is size without what may turn out to be there already.
func (b *bodies) settled() int64 {
	if b == nil {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.total.Load() - b.pending
}

// open takes stock of the files that a process before left: those of entries
// that there are not are removed, those that were not looked at are to be.
func (b *bodies) open(has func(flow.ID) (bool, error)) error {
	if err := b.sweep(has); err != nil {
		return err
	}
	size, err := bodiesSize(b.session, func(k bodyKey, size int64, links uint64) {
		if links == 1 || k.rest {
			b.live[k] = liveBody{complete: true} // of no size: what is old counts
		} else {
			b.sizes[size] = bodyKey{}
		}
	})
	b.total.Store(size)
	return err
}

// bodiesSize is how many octets the contents of a session take, each once.
func bodiesSize(session string, each func(k bodyKey, size int64, links uint64)) (size int64, err error) {
	err = eachFile(filepath.Join(session, bodiesName), func(name string, fi fs.FileInfo) error {
		k, ok := parseBodyName(name)
		if !ok {
			return nil
		}
		_, links, err := inodeOf(filepath.Join(session, bodiesName, name), fi)
		if err != nil {
			return err
		}
		if each != nil {
			each(k, fi.Size(), links)
		}
		if links == 1 {
			size += fi.Size()
		}
		return nil
	})
	if err != nil {
		return size, err
	}
	err = eachFile(filepath.Join(session, bodiesName, sameName), func(_ string, fi fs.FileInfo) error {
		size += fi.Size()
		return nil
	})
	return size, err
}

// eachFile passes over a directory that is not there, and files that vanish.
func eachFile(dir string, yield func(name string, fi fs.FileInfo) error) error {
	d, err := os.Open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer d.Close()
	for {
		entries, err := d.ReadDir(256)
		for _, e := range entries {
			fi, err := e.Info()
			if err != nil || !fi.Mode().IsRegular() {
				continue
			}
			if err := yield(e.Name(), fi); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// sweep removes the files of entries that there are not (any more), and the
// contents that were theirs alone.
func (b *bodies) sweep(has func(flow.ID) (bool, error)) error {
	if b == nil {
		return nil
	}
	b.changing.Lock()
	defer b.changing.Unlock()
	dir := filepath.Join(b.session, bodiesName)
	removed := false
	err := eachFile(dir, func(name string, fi fs.FileInfo) error {
		k, ok := parseBodyName(name)
		if ok {
			// Whoever is not being looked at any more is in the index, if anywhere: so
			// that is asked first.
			if b.isLive(k) {
				return nil // the next sweep looks at it
			}
			if there, err := has(k.id); err != nil || there {
				return err
			}
		} else if !strings.HasSuffix(name, tempSuffix) {
			return nil
		}
		if err := b.removeFile(filepath.Join(dir, name), fi); err != nil {
			b.log.Warn("the body of an entry that is gone cannot be deleted", "error", err)
			return nil
		}
		removed = true
		return nil
	})
	if err != nil || !removed {
		return err
	}
	return b.sweepSame()
}

// removeFile removes the file of one body. changing is held.
func (b *bodies) removeFile(path string, fi fs.FileInfo) error {
	_, links, err := inodeOf(path, fi)
	if err == nil {
		err = os.Remove(path)
	}
	if err == nil && links == 1 {
		b.total.Add(-fi.Size())
	}
	return err
}

// sweepSame removes the contents that no entry has. changing is held.
func (b *bodies) sweepSame() error {
	dir := filepath.Join(b.session, bodiesName, sameName)
	return eachFile(dir, func(name string, fi fs.FileInfo) error {
		path := filepath.Join(dir, name)
		_, links, err := inodeOf(path, fi)
		if err == nil && links == 1 {
			err = os.Remove(path)
			b.total.Add(-fi.Size())
		}
		return err
	})
}

// fold looks for the content of a complete body among those that there are.
func (b *bodies) fold(ctx context.Context, r *Reader, k bodyKey) error {
	b.changing.Lock()
	defer b.changing.Unlock()
	path := k.path(b.session)
	if k.rest {
		whole, err := b.makeWhole(ctx, r, k)
		if err != nil {
			return err
		}
		k.rest = false
		path = whole
	}
	fi, err := os.Stat(path)
	if err != nil {
		return err
	}
	other, seen := b.sizes[fi.Size()]
	if !seen {
		b.sizes[fi.Size()] = k
		return nil
	}
	if other != (bodyKey{}) {
		b.sizes[fi.Size()] = bodyKey{}
		if err := b.share(ctx, other.path(b.session), fi.Size()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return b.share(ctx, path, fi.Size())
}

// share makes a file a link to what there is already of its content.
func (b *bodies) share(ctx context.Context, path string, size int64) error {
	fi, err := os.Stat(path)
	if err != nil {
		return err
	}
	if _, links, err := inodeOf(path, fi); err != nil || links > 1 {
		return err
	}
	sum, err := hashOf(ctx, path)
	if err != nil {
		return err
	}
	same := filepath.Join(b.session, bodiesName, sameName, hex.EncodeToString(sum))
	err = os.Link(path, same)
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(filepath.Dir(same), 0o700); err == nil {
			err = os.Link(path, same)
		}
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	temp := path + tempSuffix
	if err := os.Link(same, temp); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	b.total.Add(-size)
	return nil
}

// makeWhole writes the whole of a body of which the file has the rest.
func (b *bodies) makeWhole(ctx context.Context, r *Reader, k bodyKey) (path string, err error) {
	rec, err := r.Get(ctx, k.id)
	if err != nil {
		return "", err
	}
	rest := k.path(b.session)
	whole := bodyKey{id: k.id, dir: k.dir}.path(b.session)
	size := fileSize(rest)
	n, err := writeWhole(whole+tempSuffix, rec.Body(k.dir))
	if err == nil {
		err = os.Rename(whole+tempSuffix, whole)
	}
	if err != nil {
		return "", errors.Join(err, os.Remove(whole+tempSuffix))
	}
	b.total.Add(n - size)
	return whole, os.Remove(rest)
}

func writeWhole(path string, content io.Reader) (int64, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(f, content)
	if err == nil {
		err = f.Sync()
	}
	return n, errors.Join(err, f.Close())
}

func hashOf(ctx context.Context, path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h := sha256.New()
	buf := make([]byte, 64<<10)
	for ctx.Err() == nil {
		n, err := f.Read(buf)
		h.Write(buf[:n])
		if errors.Is(err, io.EOF) {
			return h.Sum(nil), nil
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, ctx.Err()
}

// foldBodies is the goroutine that does so.
func (s *Store) foldBodies(ctx context.Context) {
	for {
		// A body is complete before its entry's last record is on its way, and until
		// that is in the index a sweep takes it for nobody's.
		keys := slices.DeleteFunc(s.bodies.complete(), func(k bodyKey) bool { return s.active.find(k.id) != nil })
		if len(keys) > 0 && s.Sync(ctx) != nil {
			keys = nil // capture is paused; with the next body that ends
		}
		for _, k := range keys {
			err := s.bodies.fold(ctx, s.Reader, k)
			if ctx.Err() != nil {
				return
			}
			if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, ErrNotFound) {
				s.opt.Log.Info("a body is stored once more than need be", "body", fmt.Sprint(k), "error", err)
			}
			s.bodies.forget(k)
		}
		if len(keys) > 0 { // those that were not there already count from now on
			s.indexer.keep.again.Store(true)
			s.indexer.poke()
		}
		select {
		case <-ctx.Done():
			return
		case <-s.bodies.wake:
		}
	}
}

// sweepBodies removes the bodies of entries that were deleted.
func (s *Store) sweepBodies(ctx context.Context) error {
	return s.bodies.sweep(func(id flow.ID) (bool, error) { return s.has(ctx, id) })
}

func (s *Store) has(ctx context.Context, id flow.ID) (bool, error) {
	_, _, err := s.lookup(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return true, err
}

func (x *index) has(id flow.ID) (bool, error) {
	n, err := x.queryInt("SELECT count(*) FROM entry WHERE id = ?", int64(id))
	return n > 0, err
}
