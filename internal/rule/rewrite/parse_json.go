package rewrite

import (
	"strings"

	"rockxy/internal/filter"
	"rockxy/internal/rule/node"
	"rockxy/internal/rule/rewrite/jsontext"
)

// parseJSON reads the edits of JSON.
func parseJSON(m node.Map, e *Edits) {
	if ops := parsePatch(m.Get("json-patch")); len(ops) > 0 {
		e.JSON = append(e.JSON, JSONEdit{"json-patch", func(doc []byte) ([]byte, int, error) {
			out, err := jsontext.Patch(doc, ops)
			return out, len(ops), err
		}})
	}
	if m.Has("merge-patch") {
		patch := valueOf(m.Get("merge-patch"))
		e.JSON = append(e.JSON, JSONEdit{"merge-patch", func(doc []byte) ([]byte, int, error) {
			out, err := jsontext.Merge(doc, patch)
			return out, 1, err
		}})
	}
	for _, p := range m.Get("json-set").Pairs() {
		if path, ok := pathOf(p.Key); ok {
			value := valueOf(p.Value)
			e.JSON = append(e.JSON, JSONEdit{"json-set " + p.Key.Text(), func(doc []byte) ([]byte, int, error) { return jsontext.Set(doc, path, value) }})
		}
	}
	for _, n := range m.Get("json-remove").List() {
		path, ok := pathOf(n)
		if ok && len(path) == 0 {
			_ = n.Errorf("%s is the whole text; expected a path to a part of it", n.Text())
		} else if ok {
			e.JSON = append(e.JSON, JSONEdit{"json-remove " + n.Text(), func(doc []byte) ([]byte, int, error) { return jsontext.Remove(doc, path) }})
		}
	}
}

func pathOf(n *node.Node) ([]filter.PathStep, bool) {
	text := n.String("")
	path, at, ok := filter.ParsePath(text)
	if !ok {
		_ = n.ErrorAt(at, "%q; expected a path such as $.user.name, $.items[0] or $.items[*].price", text)
	}
	return path, ok
}

func parsePatch(n *node.Node) (ops []jsontext.Op) {
	for _, item := range n.List() {
		m := item.Map("op", "path", "from", "value")
		op := jsontext.Op{Op: m.Need("op").OneOf("", "add", "remove", "replace", "move", "copy", "test"), Path: pointerOf(m.Need("path"))}
		switch op.Op {
		case "move", "copy":
			op.From = pointerOf(m.Need("from"))
		case "add", "replace", "test":
			if m.Need("value") != nil {
				op.Value = valueOf(m.Get("value"))
			}
		}
		ops = append(ops, op)
	}
	return ops
}

func pointerOf(n *node.Node) jsontext.Pointer {
	p, err := jsontext.ParsePointer(n.String(""))
	if err != nil {
		_ = n.Errorf("%s; expected a JSON pointer such as /items/0/name", err)
	}
	return p
}

// valueOf is a value of the file in JSON. Numbers keep their digits.
func valueOf(n *node.Node) []byte {
	var b strings.Builder
	appendValue(&b, n)
	return []byte(b.String())
}

func appendValue(b *strings.Builder, n *node.Node) {
	switch {
	case n == nil || n.Kind == node.Null:
		b.WriteString("null")
	case n.Kind == node.List:
		b.WriteByte('[')
		for i, item := range n.Items() {
			if i > 0 {
				b.WriteByte(',')
			}
			appendValue(b, item)
		}
		b.WriteByte(']')
	case n.Kind == node.Mapping:
		b.WriteByte('{')
		for i, p := range n.Pairs() {
			if i > 0 {
				b.WriteByte(',')
			}
			b.Write(jsontext.Quote(p.Key.Text()))
			b.WriteByte(':')
			appendValue(b, p.Value)
		}
		b.WriteByte('}')
	case n.Style == node.Plain && plainJSON(n.Text()):
		b.WriteString(n.Text())
	default:
		b.Write(jsontext.Quote(n.Text()))
	}
}

// plainJSON reports whether a text without quotation marks is a value of JSON: a number,
// true or false.
func plainJSON(s string) bool { return jsontext.Check([]byte(s)) == nil }
