package foreign

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
)

type valueKind uint8

const (
	null valueKind = iota
	str
	number
	boolean
	array
	object
)

// value is one of JSON or of a property list. Its methods may be called on nil.
type value struct {
	kind  valueKind
	text  string   // of a single one
	keys  []string // of an object, beside items
	items []*value
}

// readJSON reads a whole file. The error is an *UnknownError.
func readJSON(data []byte) (*value, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	p := &jsonReader{d: d}
	v, err := p.value(0)
	var limit *UnknownError
	switch {
	case errors.As(err, &limit):
		return nil, limit
	case err != nil:
		return nil, unknownf("it is no JSON that can be read: %s", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, unknownf("it has something after its JSON")
	}
	return v, nil
}

type jsonReader struct {
	d *json.Decoder
	n int
}

func (p *jsonReader) value(depth int) (*value, error) {
	t, err := p.d.Token()
	if err != nil {
		return nil, err
	}
	if p.n++; p.n > maxValues || depth > maxDepth {
		return nil, unknownf("it has more than %d values, or more than %d in each other", maxValues, maxDepth)
	}
	switch t := t.(type) {
	case string:
		return &value{kind: str, text: t}, nil
	case json.Number:
		return &value{kind: number, text: t.String()}, nil
	case bool:
		return &value{kind: boolean, text: strconv.FormatBool(t)}, nil
	case json.Delim:
		return p.compound(t, depth)
	}
	return &value{}, nil
}

func (p *jsonReader) compound(open json.Delim, depth int) (*value, error) {
	v := &value{kind: array}
	if open == '{' {
		v.kind = object
	}
	for p.d.More() {
		if v.kind == object {
			key, err := p.d.Token()
			if err != nil {
				return nil, err
			}
			name, _ := key.(string)
			v.keys = append(v.keys, name)
		}
		item, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		v.items = append(v.items, item)
	}
	_, err := p.d.Token()
	return v, err
}

// get is the value on a path of keys such as "a/b", nil when there is none.
func (v *value) get(path string) *value {
	for key := range strings.SplitSeq(path, "/") {
		if v == nil || v.kind != object {
			return nil
		}
		var next *value
		for i, k := range v.keys {
			if k == key {
				next = v.items[i]
			}
		}
		v = next
	}
	return v
}

// has reports whether one of the keys is there, with a value.
func (v *value) has(keys ...string) bool {
	for _, k := range keys {
		if at := v.get(k); at != nil && at.kind != null {
			return true
		}
	}
	return false
}

func (v *value) str(path string) string {
	if at := v.get(path); at != nil && at.kind != array && at.kind != object {
		return at.text
	}
	return ""
}

func (v *value) is(path string, unless bool) bool {
	if at := v.get(path); at != nil && at.kind == boolean {
		return at.text == "true"
	}
	return unless
}

func (v *value) num(path string, unless int) int {
	if n, err := strconv.ParseFloat(v.str(path), 64); err == nil && n > -1e9 && n < 1e9 {
		return int(n)
	}
	return unless
}

func (v *value) list(path string) []*value {
	if at := v.get(path); at != nil && at.kind == array {
		return at.items
	}
	return nil
}
