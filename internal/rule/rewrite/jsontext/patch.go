package jsontext

import (
	"fmt"
	"slices"
)

// Op is an operation of a JSON Patch (RFC 6902 §4).
type Op struct {
	Op    string // "add", "remove", "replace", "move", "copy" or "test"
	Path  Pointer
	From  Pointer // of move and copy
	Value []byte  // of add, replace and test: JSON
}

// Patch makes all operations, or none: the error says which one cannot be.
func Patch(doc []byte, ops []Op) ([]byte, error) {
	for i, op := range ops {
		work := maxWork(doc)
		out, err := op.apply(text{doc, &work})
		if err == nil && work < 0 {
			err = errWork
		}
		if err != nil {
			return nil, fmt.Errorf("operation %d (%s %s): %w", i+1, op.Op, op.Path, err)
		}
		doc = out
	}
	return doc, nil
}

func (op *Op) apply(t text) ([]byte, error) {
	switch op.Op {
	case "add":
		return t.add(op.Path, op.Value)
	case "remove":
		return t.remove(op.Path)
	case "replace":
		return t.replace(op.Path, op.Value)
	case "test":
		from, to, err := t.resolve(op.Path)
		if err == nil && !equal(t.doc[from:to], op.Value) {
			err = fmt.Errorf("it is %s, not %s", clip(t.doc[from:to]), clip(op.Value))
		}
		return t.doc, err
	}
	from, to, err := t.resolve(op.From)
	if err != nil {
		return nil, err
	}
	value := slices.Clone(t.doc[from:to])
	if op.Op == "move" {
		if len(op.Path) > len(op.From) && slices.Equal(op.Path[:len(op.From)], op.From) {
			return nil, fmt.Errorf("%s cannot be moved into itself", op.From)
		}
		if slices.Equal(op.Path, op.From) {
			return t.doc, nil
		}
		if t.doc, err = t.remove(op.From); err != nil {
			return nil, err
		}
	}
	return t.add(op.Path, value)
}

func (t text) add(p Pointer, value []byte) ([]byte, error) {
	if len(p) == 0 {
		return t.replace(p, value)
	}
	at, _, err := t.resolve(p[:len(p)-1])
	if err != nil {
		return nil, err
	}
	name := p[len(p)-1]
	switch t.doc[at] {
	case '{':
		if _, ok := t.kid(at, name); ok {
			return t.replace(p, value)
		}
		out, _ := apply(t.doc, []splice{t.insert(at, name, value)})
		return out, nil
	case '[':
		_, n := t.last(at)
		i, ok := index(name)
		if name == "-" {
			i, ok = n, true
		}
		if !ok || i > n {
			return nil, fmt.Errorf("%q is no place in an array of %d items", name, n)
		}
		out, _ := apply(t.doc, []splice{t.insertItem(at, i, value)})
		return out, nil
	}
	return nil, fmt.Errorf("%q is neither an object nor an array", p[:len(p)-1].String())
}

// here are the members or the item that a pointer's last step names.
func (t text) here(p Pointer) (parent int, is func(kid) bool, err error) {
	if _, _, err = t.resolve(p); err != nil {
		return 0, nil, err
	}
	name := p[len(p)-1]
	n, isIndex := index(name)
	parent, _, err = t.resolve(p[:len(p)-1])
	return parent, func(k kid) bool { return k.key >= 0 && t.named(k, name) || k.key < 0 && isIndex && k.i == n }, err
}

func (t text) remove(p Pointer) ([]byte, error) {
	if len(p) == 0 {
		return nil, fmt.Errorf("the whole text cannot be removed")
	}
	parent, is, err := t.here(p)
	if err != nil {
		return nil, err
	}
	splices, _ := t.cut(parent, is)
	out, _ := apply(t.doc, splices)
	return out, nil
}

func (t text) replace(p Pointer, value []byte) ([]byte, error) {
	if len(p) == 0 {
		from := t.blank(0)
		out, _ := apply(t.doc, []splice{{from, t.end(from), value}})
		return out, nil
	}
	parent, is, err := t.here(p)
	if err != nil {
		return nil, err
	}
	var all []splice
	for k := range t.kids(parent) {
		if is(k) {
			all = append(all, splice{k.from, k.to, value})
		}
	}
	out, _ := apply(t.doc, all)
	return out, nil
}

func clip(b []byte) string {
	const most = 60
	if len(b) > most {
		return string(b[:most]) + "…"
	}
	return string(b)
}
