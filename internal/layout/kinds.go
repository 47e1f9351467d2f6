package layout

import (
	"slices"

	"rockxy/internal/content"
	"rockxy/internal/view"
)

// kinds are those that make sense for a body that begins so. The first is what it is shown as
// unasked.
func kinds(m *view.Message, auto view.Kind, encoded bool) []view.Kind {
	all := []view.Kind{auto}
	add := func(k view.Kind) {
		if !slices.Contains(all, k) {
			all = append(all, k)
		}
	}
	_, text := content.Text(m.Body[:min(len(m.Body), textLook)], m.Type)
	if !encoded {
		for _, k := range alternatives(auto, text) {
			if fits(m, k) {
				add(k)
			}
		}
		if len(view.Tokens(*m)) > 0 {
			add(view.JWT)
		}
	}
	switch {
	case len(m.Body) == 0:
	case text:
		add(view.Text)
		add(view.Hex)
	default:
		add(view.Hex)
		add(view.Raw)
	}
	return all
}

// What is looked at to find out what else a body could be.
const (
	textLook = 64 << 10
	kindLook = 64 << 10
)

// alternatives are kinds that are worth a try.
func alternatives(auto view.Kind, text bool) []view.Kind {
	switch auto {
	case view.GraphQL, view.Events:
		return []view.Kind{view.JSON}
	case view.Image:
		return []view.Kind{view.XML} // of SVG
	case view.Text:
		return []view.Kind{view.JSON, view.NDJSON, view.XML}
	case view.Hex:
		return []view.Kind{view.Protobuf, view.MsgPack, view.CBOR}
	}
	return nil
}

// fits says that the beginning of a body can be shown as a kind, and nothing is odd about it.
func fits(m *view.Message, k view.Kind) bool {
	if len(m.Body) == 0 {
		return false
	}
	begin := *m
	if len(begin.Body) > kindLook {
		begin.Body, begin.Partial = begin.Body[:kindLook], true
	}
	v := view.Open(begin, view.Options{As: k})
	return v.Kind == k && len(v.Notes) == 0
}

// tokens is a view of the JSON Web Tokens of a message, nil without any.
func tokens(m *view.Message, o view.Options) *view.View {
	found := view.Tokens(*m)
	if len(found) == 0 {
		return nil
	}
	v := &view.View{Kind: view.JWT}
	for _, t := range found {
		v.Parts = append(v.Parts, view.OpenToken(t, o))
	}
	return v
}
