package store

import (
	"context"
	"sync"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// recordDetails is what a filter sees of a stored entry beyond its summary. It
// is read when it is asked for, and kept.
type recordDetails struct {
	r     *Reader
	at    place // of the last record
	parts func() *Record
	conns func() *Record
	body  [2]func() []byte
}

// details returns what can be read of the entry whose last record is at p.
func (r *Reader) details(p place) filter.Details {
	d := &recordDetails{r: r, at: p}
	d.parts = sync.OnceValue(func() *Record {
		rec := &Record{r: r}
		_ = rec.read(context.Background(), p) // what cannot be read is not there
		return rec
	})
	d.conns = sync.OnceValue(func() *Record {
		rec := d.parts()
		rec.conns(rec.client, rec.server)
		return rec
	})
	for dir := range d.body {
		d.body[dir] = sync.OnceValue(func() []byte { return d.parts().text(flow.Direction(dir)) })
	}
	return d
}

// text is a body as it is searched.
func (rec *Record) text(dir flow.Direction) []byte {
	if len(rec.body[dir]) == 0 {
		return nil
	}
	return searchText(rec.Body(dir), rec.Head(dir))
}

func (d *recordDetails) Head(dir flow.Direction) *flow.Head     { return d.parts().Head(dir) }
func (d *recordDetails) Trailers(dir flow.Direction) *flow.Head { return d.parts().Trailers(dir) }
func (d *recordDetails) Body(dir flow.Direction) []byte         { return d.body[dir]() }

// Messages reads them each time: there may be many.
func (d *recordDetails) Messages(yield func(dir flow.Direction, text []byte) bool) {
	for m, err := range d.parts().Messages() {
		if err != nil {
			continue
		}
		if text := messageText(m); text != nil && !yield(m.Dir, text) {
			return
		}
	}
}

func (d *recordDetails) ClientTLS() *flow.TLS {
	if c := d.conns().Client; c != nil {
		return c.TLS
	}
	return nil
}

func (d *recordDetails) ServerTLS() *flow.TLS {
	if c := d.conns().Server; c != nil {
		return c.TLS
	}
	return nil
}
