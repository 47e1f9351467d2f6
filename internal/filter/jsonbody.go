package filter

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// maxJSON bounds the body that is taken apart; a larger one holds nothing.
const maxJSON = 8 << 20

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
	for {
		var doc any
		if err := d.Decode(&doc); err != nil {
			return false
		}
		if t.at(doc, t.steps) {
			return true
		}
	}
}

func (t *jsonTest) at(v any, steps []step) bool {
	if len(steps) == 0 {
		return t.holds(v)
	}
	st, rest := steps[0], steps[1:]
	switch st.kind {
	case member:
		m, ok := v.(map[string]any)
		if !ok {
			return false
		}
		kid, ok := m[st.name]
		return ok && t.at(kid, rest)
	case item:
		l, ok := v.([]any)
		i := st.index
		if i < 0 {
			i += len(l)
		}
		return ok && i >= 0 && i < len(l) && t.at(l[i], rest)
	case all:
		return anyKid(v, func(kid any) bool { return t.at(kid, rest) })
	}
	return t.below(v, st.name, rest)
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
func (t *jsonTest) below(v any, name string, rest []step) bool {
	if name == "*" {
		return anyKid(v, func(kid any) bool { return t.at(kid, rest) || t.below(kid, name, rest) })
	}
	if m, ok := v.(map[string]any); ok {
		if kid, ok := m[name]; ok && t.at(kid, rest) {
			return true
		}
	}
	return anyKid(v, func(kid any) bool { return t.below(kid, name, rest) })
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
