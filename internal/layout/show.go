package layout

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"rockxy/internal/view"
)

// Query asks for a window.
type Query struct {
	From   int // rows that are shown before it
	Row    int // the number of a row that is to be in it, 0: From counts
	Rows   int // at most
	Closed Closed
	Fold   string        // Closed as text
	Wait   time.Duration // how long it may wait for rows that are not there yet
}

// Window is a part of a text.
type Window struct {
	Kind     view.Kind
	Kinds    []view.Kind // that make sense, the first is what it is shown as unasked
	Size     int64       // octets of the body, as far as it was read
	Total    int         // rows
	Shown    int         // rows that no closed block hides
	From     int         // place of the first row of the window among the latter
	Complete bool        // there will be no more rows
	Rows     []Row
	Facts    []view.Fact
	Notes    []string
	Folds    bool   // there are blocks
	Begin    []byte // of the body, its first octets
}

// Window returns a window of l. It waits for rows that it should have, if they are to come,
// for as long as the query says. The error is that of ctx, or of reading.
func (l *Layout) Window(ctx context.Context, q Query) (*Window, error) {
	select {
	case <-l.looked:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if l.octets {
		return l.hexWindow(ctx, q)
	}
	patience, stop := context.WithTimeout(ctx, q.Wait)
	st := l.sheet.wait(patience, func(st state) bool { return q.Closed.none() && st.rows >= max(q.From, q.Row)+q.Rows })
	stop()
	if st.err != nil && st.rows == 0 {
		return nil, st.err
	}
	w := l.window(&st)
	var o *outline
	if !q.Closed.none() {
		o = l.outline(&st, q)
		w.Shown = o.total
	}
	w.From = q.From
	if q.Row > 0 {
		w.From = max(0, l.sheet.place(&st, q.Closed, o, q.Row)-q.Rows/4)
	}
	w.From = min(w.From, w.Shown)
	var err error
	w.Rows, err = l.sheet.window(&st, q.Closed, o, w.From, q.Rows)
	return w, err
}

func (l *Layout) window(st *state) *Window {
	l.mu.Lock()
	defer l.mu.Unlock()
	return &Window{
		Kind: l.kind, Kinds: l.kinds, Size: l.read.Load(), Total: st.rows, Shown: st.rows, Complete: st.done,
		Facts: append([]view.Fact(nil), l.facts...), Notes: append([]string(nil), l.notes...), Folds: st.folds > 0, Begin: l.begin,
	}
}

// outline is made anew while there are more rows to come.
func (l *Layout) outline(st *state, q Query) *outline {
	l.mu.Lock()
	if l.lined.outline != nil && l.lined.key == q.Fold && st.done {
		defer l.mu.Unlock()
		return l.lined.outline
	}
	l.mu.Unlock()
	o := l.sheet.outline(st, q.Closed)
	if st.done {
		l.mu.Lock()
		l.lined.key, l.lined.outline = q.Fold, o
		l.mu.Unlock()
	}
	return o
}

// octetsAt are those of the body: where they are stored, or decoded as far as that is.
func (l *Layout) octetsAt(ctx context.Context) (r io.ReaderAt, size int64, closeIt func(), err error) {
	if !l.direct {
		return l.sheet.octets, l.sheet.octets.Size(), func() {}, nil
	}
	src, err := l.in.Open(ctx)
	if err != nil {
		return nil, 0, nil, err
	}
	return src, src.Size(), func() { src.Close() }, nil
}

// hexWindow makes rows of octets.
func (l *Layout) hexWindow(ctx context.Context, q Query) (*Window, error) {
	if q.Row > 0 {
		q.From = max(0, q.Row-1-q.Rows/4)
	}
	patience, stop := context.WithTimeout(ctx, q.Wait)
	st := l.sheet.wait(patience, func(st state) bool { return l.direct || st.octets >= int64(q.From+q.Rows)*view.HexRow })
	stop()
	r, size, closeIt, err := l.octetsAt(ctx)
	if err != nil {
		return nil, err
	}
	defer closeIt()
	w := l.window(&st)
	w.Complete = w.Complete || l.direct
	if w.Total = int((size + view.HexRow - 1) / view.HexRow); !w.Complete { // the last row goes on
		w.Total = int(size / view.HexRow)
	}
	w.Shown = w.Total
	w.From = min(q.From, w.Total)
	w.Rows, err = hexRows(ctx, r, size, w.From, min(q.Rows, w.Total-w.From))
	return w, err
}

// hexRows dumps n rows.
func hexRows(ctx context.Context, r io.ReaderAt, size int64, from, n int) ([]Row, error) {
	if n <= 0 {
		return nil, nil
	}
	at := int64(from) * view.HexRow
	octets := make([]byte, min(int64(n)*view.HexRow, size-at))
	if _, err := io.ReadFull(io.NewSectionReader(r, at, int64(len(octets))), octets); err != nil {
		return nil, fmt.Errorf("read the body: %w", err)
	}
	s := newSheet("")
	w := newWriter(ctx, s, maxRows)
	p := view.NewPrinter(w, w, 0)
	view.HexDump(p, at, octets)
	if err := p.Close(); err != nil {
		return nil, err
	}
	w.finish()
	st := s.state()
	rows, err := s.window(&st, Closed{}, nil, 0, n)
	for i := range rows {
		rows[i].Number += from
		rows[i].Line += from
	}
	return rows, err
}

// Octets returns the decoded body when it is there as a whole, for a layout in hex. It is
// valid until l is released.
func (l *Layout) Octets(ctx context.Context) (io.ReadSeekCloser, error) {
	select {
	case <-l.looked:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if !l.octets {
		return &octets{io.NewSectionReader(bytes.NewReader(nil), 0, 0), func() {}}, nil // an empty body
	}
	if !l.direct {
		st := l.sheet.wait(ctx, func(state) bool { return false })
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if st.err != nil {
			return nil, st.err
		}
	}
	at, size, closeIt, err := l.octetsAt(ctx)
	if err != nil {
		return nil, err
	}
	return &octets{io.NewSectionReader(at, 0, size), closeIt}, nil
}

// octets are closed after use.
type octets struct {
	*io.SectionReader
	close func()
}

// Close implements io.Closer.
func (o *octets) Close() error {
	o.close()
	return nil
}
