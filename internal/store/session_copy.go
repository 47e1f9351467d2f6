package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// CopySession copies a session as it is now, also one that is being written.
// What is copied is a session of its own: nothing of it is shared. The error is
// as that of RenameSession, but for the lock.
func CopySession(ctx context.Context, data, from, to string, progress Progress) error {
	if err := errors.Join(CheckSessionName(from), CheckSessionName(to)); err != nil {
		return err
	}
	target := SessionDir(data, to)
	if _, err := os.Lstat(target); err == nil {
		return &ExistsError{to}
	}
	c, err := newCopier(ctx, data, from, progress)
	if err != nil {
		return err
	}
	defer c.close()
	if c.to, err = os.MkdirTemp(SessionDir(data, ""), ".deleted-copy-"); err != nil {
		return err
	}
	if err = c.run(); err == nil {
		err = os.Rename(c.to, target)
	}
	if err != nil {
		err = errors.Join(err, os.RemoveAll(c.to))
	}
	return err
}

// copier copies what the index knows of, and what is newer: first the index,
// then the files. Those that were there before stay readable when they are
// deleted meanwhile.
type copier struct {
	ctx         context.Context
	from, to    string
	r           *Reader
	segments    []*os.File
	done, total int64
	progress    Progress
}

func newCopier(ctx context.Context, data, from string, progress Progress) (*copier, error) {
	info, err := Session(ctx, data, from)
	if err != nil {
		return nil, err
	}
	c := &copier{ctx: ctx, from: info.Dir, total: info.Bytes, progress: progress}
	if c.r, err = OpenReader(c.from); err != nil {
		return nil, err
	}
	segs, err := listSegments(c.from)
	for _, seg := range segs {
		f, e := os.Open(segmentPath(c.from, seg))
		if e == nil {
			c.segments = append(c.segments, f)
		} else if !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	if err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

func (c *copier) close() {
	for _, f := range c.segments {
		f.Close()
	}
	c.r.Close()
}

func (c *copier) run() error {
	index := filepath.Join(c.to, indexName)
	if err := c.index(index); err != nil {
		return fmt.Errorf("copy the index: %w", err)
	}
	if err := os.Chmod(index, 0o600); err != nil {
		return err
	}
	c.done += fileSize(index)
	copied := map[string]bool{}
	for _, f := range c.segments {
		name := filepath.Base(f.Name())
		if err := c.write(f, name); err != nil {
			return err
		}
		copied[name] = true
	}
	segs, err := listSegments(c.from) // those that were begun meanwhile
	if err != nil {
		return err
	}
	for _, seg := range segs {
		if name := filepath.Base(segmentPath("", seg)); !copied[name] {
			if err := c.file(name); err != nil {
				return err
			}
		}
	}
	return c.bodies()
}

// index copies it as of one moment.
func (c *copier) index(path string) error {
	name := strings.Replace(c.r.raw.dsn, "&"+queryOnly, "", 1)
	db, _, _, err := openDatabase(name)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(c.ctx, "VACUUM INTO ?", path)
	return errors.Join(err, db.Close())
}

// bodies copies each content once, and the links to it.
func (c *copier) bodies() error {
	copies := map[inode]string{}
	for _, dir := range []string{filepath.Join(bodiesName, sameName), bodiesName} {
		err := eachFile(filepath.Join(c.from, dir), func(name string, fi fs.FileInfo) error {
			if strings.HasSuffix(name, tempSuffix) {
				return nil
			}
			name = filepath.Join(dir, name)
			node, _, err := inodeOf(filepath.Join(c.from, name), fi)
			if err != nil {
				return err
			}
			if have, ok := copies[node]; ok {
				return os.Link(filepath.Join(c.to, have), filepath.Join(c.to, name))
			}
			copies[node] = name
			return c.file(name)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// file copies a file, unless it has gone.
func (c *copier) file(name string) error {
	f, err := os.Open(filepath.Join(c.from, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	return c.write(f, name)
}

func (c *copier) write(from *os.File, name string) error {
	path := filepath.Join(c.to, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	for err == nil && c.ctx.Err() == nil {
		var n int64
		n, err = io.CopyN(f, from, 16<<20)
		if c.done += n; c.progress != nil {
			c.progress(min(c.done, c.total), c.total)
		}
	}
	if errors.Is(err, io.EOF) {
		err = f.Sync()
	}
	return errors.Join(err, c.ctx.Err(), f.Close())
}
