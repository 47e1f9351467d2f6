package store

import (
	"bytes"
	"context"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/store/grams"
)

// textRecords puts the text of records into a shard.
type textRecords struct {
	r    *Reader // of segments alone
	b    *grams.Builder
	fold []byte
}

const (
	// textFull is how much of an entry's text is indexed. One with more is looked
	// at whatever is looked for.
	textFull = 8 << 20
	foldMax  = 256 << 10 // that is kept
)

// entry adds what is new in a record of an entry: heads and messages when they
// are recorded, bodies when the entry has ended and is whole. It returns the
// entry's number, 0 for what makes no sense.
func (t *textRecords) entry(items []byte, at place) uint64 {
	rec, err := decodeEntry(items, at)
	if err != nil {
		return 0
	}
	var s Summary
	err = eachItem(items, func(tag byte, data []byte, _ int) error {
		if tag == itemSummary {
			return decodeSummary(data, &s)
		}
		return nil
	})
	if err != nil || s.ID == 0 {
		return 0
	}
	t.b.Entry(uint64(s.ID))
	t.text([]byte(s.text(filter.URL)))
	for _, h := range rec.heads {
		t.text(h.Head.Raw)
	}
	base := at.Off + frameHeader
	for _, e := range rec.message {
		if m, err := decodeMessage(items[e.Off-base:][:e.Len]); err == nil {
			t.text(messageText(m))
		}
	}
	switch {
	case s.State == flow.Active:
	case rec.link.Moved:
		t.all(at)
	case rec.file[0].on || rec.file[1].on:
		t.allBodies(at)
	case rec.link.Prev.none():
		t.ownBodies(rec, items, base)
	case t.wasActive(rec.link.Prev):
		t.allBodies(at)
	}
	return uint64(s.ID)
}

// ownBodies adds the bodies of an entry that is one record.
func (t *textRecords) ownBodies(rec *entryRecord, items []byte, base int64) {
	for dir, extents := range rec.body {
		var body []byte
		for i, e := range extents {
			part := items[e.Off-base:][:e.Len]
			if i == 0 {
				body = part[:len(part):len(part)]
			} else {
				body = append(body, part...)
			}
		}
		if len(body) > 0 {
			h := (&Record{Heads: rec.heads}).Head(flow.Direction(dir))
			t.text(searchText(bytes.NewReader(body), h))
		}
	}
}

// wasActive reports whether an entry went on after the record at p. If not, the
// record after it says nothing new about its bodies.
func (t *textRecords) wasActive(p place) bool {
	items, err := t.r.readItems(p, recordEntry)
	if err != nil {
		return true
	}
	active := true
	_ = eachItem(items, func(tag byte, data []byte, _ int) error {
		if tag == itemSummary {
			_, active = summaryKey(data)
		}
		return nil
	})
	return active
}

// allBodies adds the bodies of an entry that is in several records.
func (t *textRecords) allBodies(at place) {
	rec := &Record{r: t.r}
	_ = rec.read(context.Background(), at)
	t.text(rec.text(flow.Request))
	t.text(rec.text(flow.Response))
}

// all adds all of an entry that was copied: its parts have said nothing.
func (t *textRecords) all(at place) {
	rec := &Record{r: t.r}
	_ = rec.read(context.Background(), at)
	for _, h := range rec.Heads {
		t.text(h.Head.Raw)
	}
	for m, err := range rec.Messages() {
		if err == nil {
			t.text(messageText(m))
		}
	}
	t.allBodies(at)
}

func (t *textRecords) text(text []byte) {
	if len(text) > textFull {
		t.b.Everything()
		return
	}
	t.fold = filter.AppendFold(t.fold[:0], text)
	t.b.Text(t.fold)
	if cap(t.fold) > foldMax {
		t.fold = nil
	}
}
