package edit

import (
	"bytes"
	"fmt"

	"rockxy/internal/rule"
)

// params are the parameters of a query or of a form: pieces between ampersands.
type params struct {
	pieces [][]byte
	as     percent
}

// Bounds of what is taken apart: octets, and parameters or cookies.
const (
	maxParams = 8 << 20
	maxPieces = 10_000
)

// tooMany says why something is not taken apart, in a *rule.Skip.
func tooMany(text []byte, between string) error {
	switch {
	case len(text) > maxParams:
		return &rule.Skip{Why: fmt.Sprintf("it is longer than the %d MiB that are taken apart", maxParams>>20)}
	case bytes.Count(text, []byte(between)) >= maxPieces:
		return &rule.Skip{Why: fmt.Sprintf("there are more than %d of them", maxPieces)}
	}
	return nil
}

// paramList takes text apart.
func paramList(text []byte, as percent) (*params, *list) {
	p := &params{as: as}
	l := &list{as: as}
	if len(text) == 0 {
		return p, l
	}
	p.pieces = bytes.Split(text, []byte("&"))
	for i, piece := range p.pieces {
		name, value, _ := bytes.Cut(piece, []byte("="))
		l.all = append(l.all, entry{name: name, value: value, at: i, locked: len(piece) == 0})
	}
	return p, l
}

// join writes what became of them. Those that are as they were keep their octets.
func (p *params) join(l *list) []byte {
	var out []byte
	for i, e := range l.all {
		if i > 0 {
			out = append(out, '&')
		}
		if e.at >= 0 && !e.changed {
			out = append(out, p.pieces[e.at]...)
			continue
		}
		out = append(out, e.name...)
		if e.at < 0 || len(e.value) > 0 || bytes.IndexByte(p.pieces[e.at], '=') >= 0 {
			out = append(append(out, '='), e.value...)
		}
	}
	return out
}
