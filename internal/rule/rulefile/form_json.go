package rulefile

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// plainJSON is a value without what says nothing: blanks, escapes, zeros behind the point.
func plainJSON(v json.RawMessage) []byte {
	if len(v) == 0 {
		return []byte("null")
	}
	text, _ := json.Marshal(ordered(v)) // what was read can be written
	return text
}

// object is a JSON object with its keys in order.
type object []member

type member struct {
	key   string
	value any
}

// MarshalJSON writes it in that order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, part := range []any{m.key, m.value} {
			text, err := json.Marshal(part)
			if err != nil {
				return nil, err
			}
			if b.Write(text); j == 0 {
				b.WriteByte(':')
			}
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// ordered reads JSON: nil, bool, string, a number as [json.Number], []any or an object. Of
// what is not JSON it is the text.
func ordered(text []byte) any {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	v, err := orderedValue(dec)
	if err != nil {
		return string(text)
	}
	return v
}

func orderedValue(dec *json.Decoder) (any, error) {
	t, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case json.Number:
		return number(t), nil
	case json.Delim:
		if t == '[' {
			return orderedList(dec)
		}
		return orderedObject(dec)
	}
	return t, nil
}

func orderedList(dec *json.Decoder) (any, error) {
	all := []any{}
	for dec.More() {
		v, err := orderedValue(dec)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	_, err := dec.Token()
	return all, err
}

func orderedObject(dec *json.Decoder) (any, error) {
	all := object{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		v, err := orderedValue(dec)
		if err != nil {
			return nil, err
		}
		all = append(all, member{key.(string), v}) // the decoder has looked
	}
	_, err := dec.Token()
	return all, err
}

// number is one without an exponent and without zeros that say nothing, where that is the
// same number.
func number(n json.Number) json.Number {
	f, err := n.Float64()
	if err != nil {
		return n
	}
	if text := strconv.FormatFloat(f, 'f', -1, 64); len(text) < 16 {
		return json.Number(text)
	}
	return n
}
