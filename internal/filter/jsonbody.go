package filter

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// Limits of what is taken apart; beyond them nothing is found.
const (
	maxJSON   = 8 << 20 // octets of a body
	maxVisits = 1 << 20 // values looked at: $..a..a..a in values in each other grows quickly
)

// jsonTest is a path and what has to be there.
type jsonTest struct {
	steps []step
	value valueTest
	num   *float64 // what Is compares numbers with
}

func newJSONTest(c *Cond) *jsonTest {
	steps, _, _ := parsePath(c.Key) // Parse has checked it
	v := c.Values[0]
	t := &jsonTest{steps: steps, value: newValueTest(v)}
	if v.Op == Is && !v.Quoted {
		if x, err := strconv.ParseFloat(v.Text, 64); err == nil {
			t.num = &x
		}
	}
	return t
}

// in looks through each JSON text in b, one after the other.
func (t *jsonTest) in(b []byte) bool {
	b = bytes.TrimSpace(b)
	if len(b) == 0 || len(b) > maxJSON || strings.IndexByte(`{["-0123456789tfn`, b[0]) < 0 {
		return false
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	w := walk{t, maxVisits}
	for {
		var doc any
		if err := d.Decode(&doc); err != nil {
			return false
		}
		if w.at(doc, t.steps) {
			return true
		}
	}
}

// walk follows a path through a document.
type walk struct {
	*jsonTest
	left int // visits
}

func (w *walk) at(v any, steps []step) bool {
	if w.left--; w.left < 0 {
		return false
	}
	if len(steps) == 0 {
		return w.holds(v)
	}
	st, rest := steps[0], steps[1:]
	switch st.kind {
	case member:
		m, ok := v.(map[string]any)
		if !ok {
			return false
		}
		kid, ok := m[st.name]
		return ok && w.at(kid, rest)
	case item:
		l, ok := v.([]any)
		i := st.index
		if i < 0 {
			i += len(l)
		}
		return ok && i >= 0 && i < len(l) && w.at(l[i], rest)
	case all:
		return anyKid(v, func(kid any) bool { return w.at(kid, rest) })
	}
	return w.below(v, st.name, rest)
}

func anyKid(v any, yes func(any) bool) bool {
	switch v := v.(type) {
	case map[string]any:
		for _, kid := range v {
			if yes(kid) {
				return true
			}
		}
	case []any:
		for _, kid := range v {
			if yes(kid) {
				return true
			}
		}
	}
	return false
}

// below looks for a name at any depth.
func (w *walk) below(v any, name string, rest []step) bool {
	if w.left--; w.left < 0 {
		return false
	}
	if name == "*" {
		return anyKid(v, func(kid any) bool { return w.at(kid, rest) || w.below(kid, name, rest) })
	}
	if m, ok := v.(map[string]any); ok {
		if kid, ok := m[name]; ok && w.at(kid, rest) {
			return true
		}
	}
	return anyKid(v, func(kid any) bool { return w.below(kid, name, rest) })
}

// holds compares a value: a text as it is, a number as a number, anything else
// as compact JSON.
func (t *jsonTest) holds(v any) bool {
	if t.value == nil {
		return true
	}
	switch v := v.(type) {
	case string:
		return t.value(v)
	case json.Number:
		if t.num != nil {
			x, err := v.Float64()
			return err == nil && x == *t.num
		}
		return t.value(v.String())
	}
	text, err := json.Marshal(v)
	return err == nil && t.value(string(text))
}
