package node

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Read reads the text of a file; path is named in errors. An empty text is a
// Null. The error is an *Errors.
func Read(path string, text []byte) (*Node, error) {
	d := &document{path: path}
	if len(text) > MaxFile {
		return nil, d.refuse(0, 0, fmt.Sprintf("%d octets; expected at most %d", len(text), MaxFile))
	}
	d.lines = strings.Split(string(bytes.TrimPrefix(text, []byte("\uFEFF"))), "\n")
	if err := d.checkBreaks(); err != nil {
		return nil, err
	}
	loader, err := yaml.NewLoader(bytes.NewReader(text))
	if err != nil {
		return nil, d.refuse(0, 0, err.Error())
	}
	var y yaml.Node
	switch err := loader.Load(&y); {
	case errors.Is(err, io.EOF):
		return &Node{Line: 1, Column: 1, Kind: Null, doc: d}, nil
	case err != nil:
		return nil, d.syntax(err)
	}
	top := &y
	if y.Kind == yaml.DocumentNode {
		top = y.Content[0]
	}
	n, err := d.take(top, nil, 1, nil)
	if err != nil {
		return nil, err
	}
	var second yaml.Node
	switch err := loader.Load(&second); {
	case errors.Is(err, io.EOF):
	case err != nil:
		return nil, d.syntax(err)
	default:
		return nil, d.refuse(second.Line, second.Column, "a second document; expected one in a file")
	}
	return n, nil
}

// checkBreaks refuses what ends a line for some readers of YAML and not for others,
// nor for editors.
func (d *document) checkBreaks() error {
	for i, line := range d.lines {
		if at := strings.IndexAny(strings.TrimSuffix(line, "\r"), "\r\u0085\u2028\u2029"); at >= 0 {
			r, _ := utf8.DecodeRuneInString(line[at:])
			return d.refuse(i+1, columnOf(line, at), fmt.Sprintf("the line break U+%04X; expected a line feed, or an escape in double quotation marks", r))
		}
	}
	return nil
}

// refuse is the one error of a file that has no nodes.
func (d *document) refuse(line, column int, message string) error {
	return &Errors{All: []*Error{{Path: d.path, Line: line, Column: column, Message: message}}}
}

func (d *document) syntax(err error) error {
	var bad *yaml.LoadError
	if !errors.As(err, &bad) {
		return d.refuse(0, 0, err.Error())
	}
	message := "not YAML: " + bad.Message
	if bad.ContextMsg != "" {
		message += ", " + bad.ContextMsg
	}
	line, column := bad.Mark.Line, max(bad.Mark.Column, 1)
	if line > len(d.lines) { // it says so at the end
		line = len(d.lines)
		column = columnOf(d.lines[line-1], len(d.lines[line-1]))
	}
	return d.refuse(line, column, message)
}

// take makes a Node of a YAML value. seen are the aliases that it is in.
func (d *document) take(y *yaml.Node, up *Node, depth int, seen []*yaml.Node) (*Node, error) {
	d.nodes++
	switch {
	case depth > MaxDepth:
		return nil, d.refuse(y.Line, y.Column, fmt.Sprintf("more than %d values in each other; expected fewer", MaxDepth))
	case d.nodes > MaxNodes:
		return nil, d.refuse(y.Line, y.Column, fmt.Sprintf("more than %d values, with aliases written out; expected fewer", MaxNodes))
	}
	if y.Kind == yaml.AliasNode {
		for _, one := range seen {
			if one == y.Alias {
				return nil, d.refuse(y.Line, y.Column, "an alias that contains itself; expected a value")
			}
		}
		return d.take(y.Alias, up, depth, append(seen[:len(seen):len(seen)], y.Alias))
	}
	if y.Style&yaml.TaggedStyle != 0 {
		return nil, d.refuse(y.Line, y.Column, "the tag "+quoted(y.Tag)+"; expected a value without a tag")
	}
	n := &Node{Line: min(y.Line, len(d.lines)), Column: y.Column, Flow: y.Style&yaml.FlowStyle != 0, up: up, doc: d}
	switch y.Kind {
	case yaml.ScalarNode:
		n.scalar(y)
		return n, nil
	case yaml.SequenceNode:
		n.Kind = List
	default:
		n.Kind = Mapping
	}
	for _, kid := range y.Content {
		k, err := d.take(kid, n, depth+1, seen)
		if err != nil {
			return nil, err
		}
		n.kids = append(n.kids, k)
	}
	if n.Kind == Mapping {
		return n, n.checkKeys()
	}
	return n, nil
}

func (n *Node) scalar(y *yaml.Node) {
	n.Kind, n.text = Scalar, y.Value
	switch {
	case y.Style&yaml.DoubleQuotedStyle != 0:
		n.Style = Double
	case y.Style&yaml.SingleQuotedStyle != 0:
		n.Style = Single
	case y.Style&yaml.LiteralStyle != 0:
		n.Style = Literal
	case y.Style&yaml.FoldedStyle != 0:
		n.Style = Folded
	case y.Value == "" || y.Value == "~" || y.Value == "null" || y.Value == "Null" || y.Value == "NULL":
		n.Kind, n.text = Null, y.Value
	}
}

// checkKeys refuses keys that are no text or there twice, and gives each value
// its key.
func (n *Node) checkKeys() error {
	first := map[string]*Node{}
	for i := 0; i < len(n.kids); i += 2 {
		k := n.kids[i]
		switch {
		case k.Kind != Scalar:
			return n.doc.refuse(k.Line, k.Column, k.Kind.String()+" as a key; expected a name")
		case k.text == "<<" && k.Style == Plain:
			return n.doc.refuse(k.Line, k.Column, "a merge key; expected the keys written out")
		case first[k.text] != nil:
			return n.doc.refuse(k.Line, k.Column, fmt.Sprintf("the key %s again, which is in line %d; expected each once", quoted(k.text), first[k.text].Line))
		}
		first[k.text] = k
		n.kids[i+1].key = k
	}
	return nil
}
