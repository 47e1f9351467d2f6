package jsondiff

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"sort"
	"strings"
)

// value is a JSON value.
type value struct {
	open  byte   // '{', '[', or 0 of what is in text
	text  string // as JSON
	names []string
	kids  []*value
}

// Limits of a text that is compared.
const (
	maxDepth  = 500
	maxValues = 300_000
)

var (
	errDeep = errors.New("they are nested too deeply to be compared as values")
	errMany = errors.New("they have too many values to be compared one by one")
)

// read reads one JSON text. Members are sorted by their names, those of the same name stay
// in their order.
func read(text []byte) (*value, error) {
	d := &decoder{json.NewDecoder(bytes.NewReader(text)), maxValues}
	d.UseNumber()
	v, err := one(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is more after the end of the value")
	}
	return v, nil
}

// decoder reads so many values.
type decoder struct {
	*json.Decoder
	left int
}

func one(d *decoder, depth int) (*value, error) {
	if d.left--; d.left < 0 {
		return nil, errMany
	}
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	return rest(d, t, depth)
}

// rest reads the value that begins with a token.
func rest(d *decoder, t json.Token, depth int) (*value, error) {
	open, ok := t.(json.Delim)
	if !ok {
		return &value{text: scalar(t)}, nil
	}
	if depth == maxDepth {
		return nil, errDeep
	}
	v := &value{open: byte(open)}
	for d.More() {
		if open == '{' {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			v.names = append(v.names, scalar(name))
		}
		kid, err := one(d, depth+1)
		if err != nil {
			return nil, err
		}
		v.kids = append(v.kids, kid)
	}
	if _, err := d.Token(); err != nil { // its end
		return nil, err
	}
	if open == '{' {
		sort.Stable(byName{v})
	}
	return v, nil
}

func scalar(t json.Token) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(t); err != nil { // of a number that is none, which there is not
		return ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}

type byName struct{ *value }

func (b byName) Len() int           { return len(b.names) }
func (b byName) Less(i, j int) bool { return b.names[i] < b.names[j] }
func (b byName) Swap(i, j int) {
	b.names[i], b.names[j] = b.names[j], b.names[i]
	b.kids[i], b.kids[j] = b.kids[j], b.kids[i]
}

// String is the value in one line.
func (v *value) String() string {
	var b strings.Builder
	v.write(&b)
	return b.String()
}

func (v *value) write(b *strings.Builder) {
	if v.open == 0 {
		b.WriteString(v.text)
		return
	}
	b.WriteByte(v.open)
	for i, k := range v.kids {
		if i > 0 {
			b.WriteByte(',')
		}
		if v.open == '{' {
			b.WriteString(v.names[i] + ":")
		}
		k.write(b)
	}
	b.WriteByte(v.open + 2)
}
