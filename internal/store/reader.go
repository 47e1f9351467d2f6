package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"rockxy/internal/flow"
)

// Reader reads a session, also one that another process is writing. It changes
// nothing. Its methods may be called from any goroutine.
type Reader struct {
	dir    string
	db     *sql.DB
	raw    *readConns
	lately lately
	blocks bool         // the index has them
	drop   func() error // removes what reading needed
}

// ErrNotFound means that the session has no such entry (any more).
var ErrNotFound = errors.New("no such entry in the session")

// OpenReader opens the session in dir for reading. Errors are a *VersionError
// when a newer Rockxy wrote it, wrap fs.ErrNotExist when there is none, or come
// from the file system or the database.
func OpenReader(dir string) (*Reader, error) {
	path := filepath.Join(dir, indexName)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no captured session in %s: %w", dir, fs.ErrNotExist)
	} else if err != nil {
		return nil, err
	}
	if err := checkSegments(dir); err != nil {
		return nil, err
	}
	db, name, v, drop, err := openReadOnly(dir)
	if err != nil {
		return nil, fmt.Errorf("open the index of the session in %s: %w", dir, err)
	}
	switch {
	case v > indexVersion:
		err = &VersionError{Path: path, Have: v, Know: indexVersion}
	case v == 0:
		err = fmt.Errorf("there is no captured session in %s: %w", dir, fs.ErrNotExist)
	default:
		return &Reader{dir: dir, db: db, raw: &readConns{dsn: name}, drop: drop, blocks: v >= blocksSince}, nil
	}
	return nil, errors.Join(err, db.Close(), drop())
}

// Close must not be called while a method runs or a body is read.
func (r *Reader) Close() error { return errors.Join(r.raw.close(), r.db.Close(), r.drop()) }

// List returns the entries that q selects.
func (r *Reader) List(ctx context.Context, q Query) ([]Summary, error) {
	var all []Summary
	err := r.Each(ctx, q, func(s *Summary) error {
		all = append(all, *s)
		return nil
	})
	return all, err
}

// Each calls yield for each entry that q selects until it returns an error,
// which Each returns. In the order of numbers it does so in constant memory.
// What Query.Scan leaves out is left out: see Search.
func (r *Reader) Each(ctx context.Context, q Query, yield func(*Summary) error) error {
	_, err := r.each(ctx, &q, func(h *hit) error { return yield(&h.sum) })
	return err
}

// walk merges rows with a tail, page by page.
func (r *Reader) walk(ctx context.Context, w *walk) error {
	q := w.q
	var b rowBatch
	for {
		b.reset()
		more, err := r.page(ctx, &q, &b)
		if err != nil {
			return err
		}
		err = w.rows(&b)
		if err == nil && !more {
			err = w.drain()
		}
		if err != nil || !more {
			return err
		}
		if last := flow.ID(b.rows[len(b.rows)-1].id); q.Oldest {
			q.After = last
		} else {
			q.Before = last
		}
	}
}

// pageRows is how many rows are read at a time: no read lasts so long that it
// holds back a checkpoint, however slow the caller is.
const pageRows = 512

// page reads a page of rows and reports whether there may be more.
func (r *Reader) page(ctx context.Context, q *Query, b *rowBatch) (more bool, err error) {
	query := "SELECT id, seg, off, len, summary FROM entry WHERE id < ? AND id > ? ORDER BY id DESC LIMIT ?"
	if q.Oldest {
		query = "SELECT id, seg, off, len, summary FROM entry WHERE id < ? AND id > ? ORDER BY id LIMIT ?"
	}
	before := int64(q.Before)
	if before == 0 {
		before = 1<<63 - 1
	}
	limit := pageRows
	if q.Limit > 0 {
		limit = min(limit, q.Limit)
	}
	rows, err := r.db.QueryContext(ctx, query, before, int64(q.After), limit)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	var data sql.RawBytes
	for rows.Next() {
		var one row
		if err := rows.Scan(&one.id, &one.at.Seg, &one.at.Off, &one.at.Len, &data); err != nil {
			return false, err
		}
		one.from = len(b.buf)
		b.buf = append(b.buf, data...)
		one.to = len(b.buf)
		b.rows = append(b.rows, one)
	}
	return len(b.rows) == limit, rows.Err()
}

// lookup returns the place of an entry's last record and its summary.
func (r *Reader) lookup(ctx context.Context, id flow.ID) (at place, s Summary, err error) {
	at, s, err = r.indexed(ctx, id)
	if err == nil && s.State != flow.Active || err != nil && !errors.Is(err, ErrNotFound) {
		return at, s, err // what has ended is in its last record
	}
	t, err := r.tail(ctx)
	if err != nil {
		return at, s, err
	}
	return r.lookupIn(ctx, t, id)
}

func (r *Reader) lookupIn(ctx context.Context, t *tail, id flow.ID) (at place, s Summary, err error) {
	if row := t.find(id); row != nil {
		return row.at, s, decodeSummary(t.summary(row), &s)
	}
	return r.indexed(ctx, id)
}

// indexed looks up what the index has of an entry.
func (r *Reader) indexed(ctx context.Context, id flow.ID) (at place, s Summary, err error) {
	var data []byte
	err = r.db.QueryRowContext(ctx, "SELECT seg, off, len, summary FROM entry WHERE id = ?", int64(id)).
		Scan(&at.Seg, &at.Off, &at.Len, &data)
	if errors.Is(err, sql.ErrNoRows) {
		return at, s, fmt.Errorf("%w: %d", ErrNotFound, id)
	}
	if err == nil {
		err = decodeSummary(data, &s)
	}
	return at, s, err
}
