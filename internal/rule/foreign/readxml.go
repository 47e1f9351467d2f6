package foreign

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// element is an element of an XML file. Attributes do not matter in any of them.
type element struct {
	name string
	text string // without the blanks around it; of one with kids, nothing that matters
	kids []*element
}

// readXML reads a whole file. The error is an *UnknownError.
func readXML(data []byte) (*element, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	var top *element
	var open []*element
	for n := 0; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, unknownf("it is no XML that can be read: %s", err)
		}
		switch t := token.(type) {
		case xml.Directive:
			if bytes.ContainsAny(t, "[<") {
				return nil, unknownf("it declares entities or other things of its own, which no export does")
			}
		case xml.StartElement:
			if n++; n > maxValues || len(open) >= maxDepth {
				return nil, unknownf("it has more than %d elements, or more than %d in each other", maxValues, maxDepth)
			}
			e := &element{name: t.Name.Local}
			if len(open) > 0 {
				up := open[len(open)-1]
				up.kids = append(up.kids, e)
			} else if top == nil {
				top = e
			}
			open = append(open, e)
		case xml.CharData:
			if len(open) > 0 && len(open[len(open)-1].kids) == 0 {
				open[len(open)-1].text += string(t)
			}
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
	if top == nil {
		return nil, unknownf("it has no element")
	}
	return top, nil
}

// get is the first element on a path of names such as "a/b", nil if there is none.
func (e *element) get(path string) *element {
	for name := range strings.SplitSeq(path, "/") {
		if e == nil {
			return nil
		}
		var next *element
		for _, k := range e.kids {
			if k.name == name {
				next = k
				break
			}
		}
		e = next
	}
	return e
}

// all are the elements below the one at path, of a name.
func (e *element) all(path, name string) (found []*element) {
	at := e
	if path != "" {
		at = e.get(path)
	}
	if at == nil {
		return nil
	}
	for _, k := range at.kids {
		if k.name == name {
			found = append(found, k)
		}
	}
	return found
}

// str is the text of the element at path.
func (e *element) str(path string) string {
	if k := e.get(path); k != nil {
		return k.text
	}
	return ""
}

// is reports whether the element at path says true.
func (e *element) is(path string) bool { return strings.TrimSpace(e.str(path)) == "true" }

// plist makes values of a property list. The error is an *UnknownError.
func plist(top *element) (*value, error) {
	if len(top.kids) != 1 {
		return nil, unknownf("it is a property list with %d values", len(top.kids))
	}
	return plistValue(top.kids[0])
}

func plistValue(e *element) (*value, error) {
	switch e.name {
	case "dict":
		v := &value{kind: object}
		for i := 0; i+1 < len(e.kids); i += 2 {
			if e.kids[i].name != "key" {
				return nil, unknownf("its property list has a value without a key")
			}
			item, err := plistValue(e.kids[i+1])
			if err != nil {
				return nil, err
			}
			v.keys, v.items = append(v.keys, e.kids[i].text), append(v.items, item)
		}
		return v, nil
	case "array":
		v := &value{kind: array}
		for _, k := range e.kids {
			item, err := plistValue(k)
			if err != nil {
				return nil, err
			}
			v.items = append(v.items, item)
		}
		return v, nil
	case "true", "false":
		return &value{kind: boolean, text: e.name}, nil
	case "integer", "real":
		return &value{kind: number, text: strings.TrimSpace(e.text)}, nil
	case "data":
		return &value{kind: str, text: strings.Join(strings.Fields(e.text), "")}, nil
	}
	return &value{kind: str, text: e.text}, nil
}
