package jsontext

import (
	"bytes"
	"encoding/json"
	"slices"
)

// splice puts something in the place of doc[from:to].
type splice struct {
	from, to int
	with     []byte
}

// apply makes all splices. Of one in another, and of the same twice, the first counts.
func apply(doc []byte, all []splice) (out []byte, n int) {
	slices.SortStableFunc(all, func(a, b splice) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return b.to - a.to
	})
	at := 0
	for i, s := range all {
		if s.from < at || i > 0 && s.from == all[i-1].from && s.to == all[i-1].to {
			continue
		}
		out = append(append(out, doc[at:s.from]...), s.with...)
		at = s.to
		n++
	}
	return append(out, doc[at:]...), n
}

// insert adds a member at the end of the object at, laid out like the one before.
func (t text) insert(at int, name string, value []byte) splice {
	last, n := t.last(at)
	if n == 0 {
		return splice{at + 1, at + 1, join(Quote(name), []byte(":"), value)}
	}
	with := join([]byte(","), t.doc[last.lead:last.key], Quote(name), t.doc[last.sep:last.from], value)
	return splice{last.to, last.to, with}
}

// insertItem adds an item to the array at, before the one with number i; at its end when
// there is none.
func (t text) insertItem(at, i int, value []byte) splice {
	var last kid
	n := 0
	for k := range t.kids(at) {
		if k.i == i {
			return splice{k.from, k.from, join(value, []byte(","), t.doc[k.lead:k.from])}
		}
		last, n = k, n+1
	}
	if n == 0 {
		return splice{at + 1, at + 1, value}
	}
	return splice{last.to, last.to, join([]byte(","), t.doc[last.lead:last.from], value)}
}

// cut removes those kids of the value at that are wanted away, with their commas.
func (t text) cut(at int, away func(kid) bool) (all []splice, n int) {
	kept, from, to := -1, -1, 0 // where the last one that stays ends; the run that goes
	for k := range t.kids(at) {
		if away(k) {
			if n++; from < 0 {
				from = k.start()
			}
			to = k.to
			continue
		}
		if from >= 0 {
			all = append(all, splice{from: from, to: k.start()})
		}
		kept, from = k.to, -1
	}
	switch {
	case from < 0:
	case kept >= 0:
		all = append(all, splice{from: kept, to: to})
	default:
		all = append(all, splice{from: from, to: to})
	}
	return all, n
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// Quote is a string in JSON.
func Quote(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string can always be written
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
