package node

import (
	"fmt"
	"slices"
	"strings"

	"rockxy/internal/filter"
)

// Map is a mapping of which the keys are known.
type Map struct {
	at    *Node
	vals  map[string]*Node
	meant []string // keys that are probably there, with another spelling
}

// Map reads a mapping that has none but these keys. Nothing is one that is
// empty.
func (n *Node) Map(keys ...string) Map {
	m := Map{at: n, vals: map[string]*Node{}}
	switch {
	case n == nil || n.Kind == Null:
		return m
	case n.Kind != Mapping:
		_ = n.Expected("keys and values: " + oneOf(keys))
		return m
	}
	for i := 0; i < len(n.kids); i += 2 {
		k, v := n.kids[i], n.kids[i+1]
		if !slices.Contains(keys, k.text) {
			_ = k.Unknown("key", keys)
			m.meant = append(m.meant, filter.Nearest(k.text, keys))
			continue
		}
		m.vals[k.text] = v
	}
	return m
}

// Get is the value of a key, nil when it is not there.
func (m Map) Get(key string) *Node { return m.vals[key] }

// Has reports whether the key is there.
func (m Map) Has(key string) bool { return m.vals[key] != nil }

// Need is the value of a key; that it is missing is an error.
func (m Map) Need(key string) *Node {
	v := m.vals[key]
	if v == nil && m.at.Is(Mapping) && !slices.Contains(m.meant, key) {
		_ = m.at.Errorf("no key %q; expected it here", key)
	} else if v == nil && m.at.Is(Null) {
		_ = m.at.Errorf("nothing; expected the key %q", key)
	}
	return v
}

// Only is the one of some keys that is there, with its value: none, or more than
// one, is an error, and an empty key is returned.
func (m Map) Only(keys ...string) (key string, value *Node) {
	for _, k := range keys {
		v := m.vals[k]
		switch {
		case v == nil:
		case key == "":
			key, value = k, v
		default:
			_ = v.key.Errorf("%q besides %q; expected one of them", k, key)
			return "", nil
		}
	}
	if key == "" && (m.at.Is(Mapping) || m.at.Is(Null)) && m.at.Err() == nil {
		_ = m.at.Errorf("none of %s; expected one of them", strings.Join(keys, ", "))
	}
	return key, value
}

// Pair is a key of a mapping with its value.
type Pair struct{ Key, Value *Node }

// Pairs reads a mapping whose keys are free, in order.
func (n *Node) Pairs() (all []Pair) {
	switch {
	case n == nil || n.Kind == Null:
		return nil
	case n.Kind != Mapping:
		_ = n.Expected("names and values")
		return nil
	}
	for i := 0; i < len(n.kids); i += 2 {
		all = append(all, Pair{n.kids[i], n.kids[i+1]})
	}
	return all
}

// Field is a name and a value of a mapping such as {X-A: "1", X-B: [a, b]}, which
// has three.
type Field struct {
	Name, Value string
	Key, At     *Node // where the name and the value are
}

// Fields reads a mapping of names to texts or lists of texts, in order.
func (n *Node) Fields() (all []Field) {
	for _, p := range n.Pairs() {
		for _, v := range p.Value.List() {
			all = append(all, Field{Name: p.Key.text, Value: v.String(""), Key: p.Key, At: v})
		}
	}
	return all
}

// List is the items of a list; a single value that is no list is one.
func (n *Node) List() []*Node {
	switch {
	case n == nil:
		return nil
	case n.Kind == List:
		return n.kids
	}
	return []*Node{n}
}

// Strings is a list of texts, or a single one.
func (n *Node) Strings() (all []string) {
	for _, item := range n.List() {
		all = append(all, item.String(""))
	}
	return all
}

// Single is the key and the value of a mapping that has one key, such as an item
// of a rule's actions. A word alone is a key with Null. Both are nil when it is
// neither.
func (n *Node) Single(what string) (key, value *Node) {
	switch {
	case n.Is(Scalar) && n.Style == Plain:
		return n, &Node{Line: n.Line, Column: n.Column, Kind: Null, up: n, key: n, doc: n.doc}
	case n.Is(Mapping) && len(n.kids) == 2:
		return n.kids[0], n.kids[1]
	case n.Is(Mapping) && len(n.kids) > 2:
		_ = n.kids[2].Errorf("a second key %s beside %s; expected %s with one key", quoted(n.kids[2].text), quoted(n.kids[0].text), what)
	case n != nil:
		_ = n.Expected(what + " with its one key")
	}
	return nil, nil
}

func oneOf(words []string) string {
	switch len(words) {
	case 0:
		return "none"
	case 1:
		return words[0]
	}
	return fmt.Sprintf("%s or %s", strings.Join(words[:len(words)-1], ", "), words[len(words)-1])
}

// nearest is what may have been meant.
func nearest(typed string, words []string) string {
	if near := filter.Nearest(typed, words); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}
