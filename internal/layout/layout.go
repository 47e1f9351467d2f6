package layout

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"sync/atomic"

	"rockxy/internal/content"
	"rockxy/internal/view"
)

// Layout is a body that is laid out, or being so. Who got it from Layouts.Open releases it.
type Layout struct {
	in    Input
	sheet *sheet
	read  atomic.Int64 // octets of the body so far

	// Set before looked is closed, and not changed any more.
	looked chan struct{}
	kind   view.Kind
	kinds  []view.Kind
	begin  []byte // of the body, at most beginKept octets
	octets bool   // rows are made of the octets when they are looked at
	direct bool   // and these are the source's

	mu    sync.Mutex
	facts []view.Fact
	notes []string
	lined struct { // the outline that was needed last, of a layout that is complete
		key string
		*outline
	}

	// Layouts', under its lock.
	users   int // its maker is one
	dropped bool
	cancel  context.CancelFunc
}

// run makes the layout. heavy bounds how many bodies are held at once.
func (l *Layout) run(ctx context.Context, heavy chan struct{}) error {
	err := l.fill(ctx, heavy)
	if errors.Is(err, errFull) {
		err = nil // it was said
	}
	if err != nil {
		l.note("it cannot be shown (any further): " + err.Error())
	}
	select {
	case <-l.looked:
	default:
		l.about(&view.View{Kind: view.Raw}, nil)
	}
	l.sheet.end(err)
	return err
}

func (l *Layout) note(sentences ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range sentences {
		if s != "" && !slices.Contains(l.notes, s) {
			l.notes = append(l.notes, s)
		}
	}
}

// about says what is shown.
func (l *Layout) about(v *view.View, all []view.Kind) {
	l.mu.Lock()
	l.facts = v.Facts
	l.mu.Unlock()
	if l.kind, l.kinds = v.Kind, all; len(all) == 0 {
		l.kinds = []view.Kind{v.Kind}
	}
	l.note(v.Notes...)
	close(l.looked)
}

func (l *Layout) fill(ctx context.Context, heavy chan struct{}) error {
	b, encoded, err := l.in.open(ctx)
	if err != nil {
		return err
	}
	defer b.Close()
	defer func() { l.note(b.note); l.note(l.in.Notes...) }()
	if encoded {
		l.in.Message.Type = "" // it says nothing about encoded octets
	}
	head, whole, err := b.begin(nil, heldSmall)
	l.read.Store(b.n)
	if err != nil {
		return err
	}
	l.begin = bytes.Clone(head[:min(len(head), beginKept)])
	m := l.in.Message
	m.Body, m.Partial = head, m.Partial || b.cut || !whole
	as := l.in.Options.As
	auto := l.in.view(head, m.Partial, "").Kind
	all := kinds(&m, auto, encoded)
	switch {
	case as == "" && encoded:
		if as = view.Hex; slices.Contains(all, view.Text) {
			as = view.Text
		}
	case as == "" && auto == view.Hex:
		as = view.Hex
	}
	switch {
	case l.in.All:
		return l.selected(ctx, auto, all, whole, head)
	case as == view.Hex && len(head) > 0:
		return l.hex(ctx, b, head, whole, encoded, all)
	case whole:
		v := l.in.view(head, b.cut, as)
		l.about(v, all)
		return l.write(ctx, v)
	}
	return l.long(ctx, b, head, as, all, heavy)
}

// write lays out a view.
func (l *Layout) write(ctx context.Context, v *view.View) error {
	w := newWriter(ctx, l.sheet, maxRows)
	p := view.NewPrinter(w, w, 0)
	v.Print(p)
	err := p.Close()
	w.finish()
	if errors.Is(err, errFull) {
		l.note("the rest is left out: laid out, it would take more than 1 GiB")
	}
	l.mu.Lock()
	l.facts = v.Facts
	l.mu.Unlock()
	l.note(v.Notes...)
	return err
}

// long lays out a body that is not held, or the beginning of one that has to be.
func (l *Layout) long(ctx context.Context, b *body, head []byte, as view.Kind, all []view.Kind, heavy chan struct{}) error {
	m, o := l.in.Message, l.in.Options
	m.Body, o.As = head, as
	rest := &counted{io.MultiReader(bytes.NewReader(head), b), b, l}
	if v := view.OpenLong(m, o, rest); v != nil {
		l.about(v, all)
		return l.write(ctx, v)
	}
	select {
	case heavy <- struct{}{}:
		defer func() { <-heavy }()
	case <-ctx.Done():
		return ctx.Err()
	}
	head, whole, err := b.begin(head, heldMost)
	l.read.Store(b.n)
	if err != nil {
		return err
	}
	v := l.in.view(head, b.cut || !whole, as)
	if !whole {
		v.Notes = append(v.Notes, tooLong(v.Kind, len(head)))
	}
	l.about(v, all)
	return l.write(ctx, v)
}

// counted tells how far reading has come.
type counted struct {
	io.Reader
	b *body
	l *Layout
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.l.read.Store(c.b.n)
	return n, err
}

// selected lays out what a path leads to.
func (l *Layout) selected(ctx context.Context, auto view.Kind, all []view.Kind, whole bool, head []byte) error {
	many := auto == view.NDJSON
	if !many && auto != view.JSON && auto != view.GraphQL && !slices.Contains(all, view.JSON) && l.in.Options.As != view.JSON {
		l.about(&view.View{Kind: auto, Notes: []string{"it is no JSON: there are no paths in it"}}, all)
		return nil
	}
	var opened []io.Closer
	defer func() {
		for _, c := range opened {
			c.Close()
		}
	}()
	v := view.SelectJSON(l.in.Path, many, func() (io.Reader, error) {
		if whole {
			return bytes.NewReader(head), nil
		}
		b, _, err := l.in.open(ctx)
		if err != nil {
			return nil, err
		}
		opened = append(opened, b)
		return &counted{b, b, l}, nil
	})
	l.about(v, all)
	return l.write(ctx, v)
}

// hex lets the octets be looked at, where they are or decoded.
func (l *Layout) hex(ctx context.Context, b *body, head []byte, whole, encoded bool, all []view.Kind) error {
	l.octets = true
	v := l.in.view(head[:min(len(head), hexLook)], true, view.Hex)
	if encoded || len(content.Codings(l.in.Coding)) == 0 {
		l.direct = true
		l.read.Store(b.size)
		l.about(v, all)
		return nil
	}
	if _, err := l.sheet.octets.Write(head); err != nil {
		return err
	}
	l.about(v, all)
	buf := make([]byte, 64<<10)
	for !whole {
		n, err := b.Read(buf)
		if _, err := l.sheet.octets.Write(buf[:n]); err != nil {
			return err
		}
		l.read.Store(b.n)
		l.sheet.publish(0, nil)
		if err != nil {
			break
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// How much is looked at to say what octets are, and how much of a body is kept for that.
const (
	hexLook   = 4 << 10
	beginKept = 512
)
