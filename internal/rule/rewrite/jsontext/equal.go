package jsontext

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// equal compares values as RFC 6902 §4.6 does: numbers by what they are, objects
// without regard to order.
func equal(a, b []byte) bool {
	x, errX := decode(a)
	y, errY := decode(b)
	return errX == nil && errY == nil && same(x, y)
}

func decode(b []byte) (v any, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	err = d.Decode(&v)
	return v, err
}

func same(a, b any) bool {
	switch a := a.(type) {
	case json.Number:
		n, ok := b.(json.Number)
		return ok && (a == n || readDecimal(string(a)) == readDecimal(string(n)))
	case []any:
		l, ok := b.([]any)
		if !ok || len(a) != len(l) {
			return false
		}
		for i := range a {
			if !same(a[i], l[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		m, ok := b.(map[string]any)
		if !ok || len(a) != len(m) {
			return false
		}
		for k := range a {
			if v, ok := m[k]; !ok || !same(a[k], v) {
				return false
			}
		}
		return true
	}
	return a == b
}

// decimal is a number as digits and an exponent, in the one way that has no zeros around
// the digits. Its cost does not grow with the exponent.
type decimal struct {
	negative bool
	digits   string
	exponent int64 // of the last digit
}

func readDecimal(s string) decimal {
	var d decimal
	s, d.negative = strings.CutPrefix(s, "-")
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		d.exponent, _ = strconv.ParseInt(strings.TrimPrefix(s[i+1:], "+"), 10, 64) // one that is too large is the largest
		s = s[:i]
	}
	whole, fraction, _ := strings.Cut(s, ".")
	d.exponent -= int64(len(fraction))
	d.digits = strings.TrimLeft(whole+fraction, "0")
	if trimmed := strings.TrimRight(d.digits, "0"); trimmed != d.digits {
		d.exponent += int64(len(d.digits) - len(trimmed))
		d.digits = trimmed
	}
	if d.digits == "" {
		return decimal{}
	}
	return d
}
