package node

import (
	"encoding/json"
	"strings"
)

// JSON is the value as JSON, keys in their order; nil for nothing. Text that YAML
// takes for a number or a truth value is one, unless it is in quotation marks.
func (n *Node) JSON() json.RawMessage {
	if n == nil {
		return nil
	}
	var b strings.Builder
	n.json(&b)
	return json.RawMessage(b.String())
}

func (n *Node) json(b *strings.Builder) {
	switch n.Kind {
	case Null:
		b.WriteString("null")
	case Scalar:
		n.jsonScalar(b)
	case List:
		n.jsonKids(b, '[', ']', func(i int) { n.kids[i].json(b) }, 1)
	case Mapping:
		n.jsonKids(b, '{', '}', func(i int) {
			b.WriteString(quotedJSON(n.kids[i].text))
			b.WriteByte(':')
			n.kids[i+1].json(b)
		}, 2)
	}
}

func (n *Node) jsonKids(b *strings.Builder, open, end byte, put func(i int), step int) {
	b.WriteByte(open)
	for i := 0; i < len(n.kids); i += step {
		if i > 0 {
			b.WriteByte(',')
		}
		put(i)
	}
	b.WriteByte(end)
}

func (n *Node) jsonScalar(b *strings.Builder) {
	switch {
	case n.Style != Plain:
		b.WriteString(quotedJSON(n.text))
	case n.text == "true" || n.text == "false" || isJSONNumber(n.text):
		b.WriteString(n.text)
	case strings.EqualFold(n.text, "true"), strings.EqualFold(n.text, "false"):
		b.WriteString(strings.ToLower(n.text))
	default:
		b.WriteString(quotedJSON(n.text))
	}
}

// isJSONNumber reports whether a text is a number that JSON writes in the same way
// and readers do not round.
func isJSONNumber(s string) bool {
	whole, part, point := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	return isDigits(whole) && (whole == "0" || whole[0] != '0') && (!point || isDigits(part))
}

func isDigits(s string) bool {
	return s != "" && len(s) < 16 && strings.Trim(s, "0123456789") == ""
}

// quotedJSON is a text in quotation marks, with < and > as they are.
func quotedJSON(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string can be encoded
	return strings.TrimSuffix(b.String(), "\n")
}
