package rule

import (
	"slices"
	"strings"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// BodyEditor is an action that may change the response's body. An exchange that it may
// apply to asks the origin for the whole response, in codings that can be undone.
type BodyEditor interface{ EditsResponse() bool }

// askForAll makes a request one that is not answered with "what you have is still good": what
// the client has is a body that no rule has edited, or that one has edited which is off by now. Ranges
// stay, since media cannot do without; a part of a resource is not edited.
func (r *Run) askForAll(m *Message) error {
	e, a := r.editor()
	if a == nil {
		return nil
	}
	before := m.head
	if err := m.EditHead(func(h *flow.Head) {
		if method := string(h.Method); method == "GET" || method == "HEAD" {
			remove(h, "if-none-match")
			remove(h, "if-modified-since")
		}
		acceptKnown(h)
	}); err != nil || m.head == before {
		return err
	}
	step := flow.RuleStep{Rule: e.Name, Group: e.group, Action: a.Kind(), Phase: RequestHead.String(),
		Did: "asked for the whole response, in codings that can be undone"}
	r.changed(&step, m.Dir.String()+" head", before.Raw, m.head.Raw)
	r.tell(step)
	return nil
}

// editor is the first rule that may change the response's body.
func (r *Run) editor() (*entrant, Action) {
	for i := range r.rules {
		e := &r.rules[i]
		if e.truth == filter.No && !e.After {
			continue
		}
		for _, a := range e.Actions {
			if b, ok := a.(BodyEditor); ok && b.EditsResponse() {
				return e, a
			}
		}
		if e.final && e.truth == filter.Yes {
			break
		}
	}
	return nil, nil
}

// acceptKnown leaves in Accept-Encoding what can be undone here.
func acceptKnown(h *flow.Head) {
	kept, first := h.Fields[:0], true
	for _, f := range h.Fields {
		if flow.EqualFold(f.Name, "accept-encoding") {
			if value := knownCodings(string(f.Value)); value != string(f.Value) {
				if value == "" && first {
					value = "identity"
				} else if value == "" {
					continue
				}
				f.Value = []byte(value)
			}
			first = false
		}
		kept = append(kept, f)
	}
	h.Fields = kept
}

func knownCodings(list string) string {
	items := strings.Split(list, ",")
	known := slices.DeleteFunc(items, func(item string) bool {
		name, weight, _ := strings.Cut(item, ";")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "gzip", "x-gzip", "deflate", "br", "zstd", "identity", "":
			return false
		case "*":
			return !strings.HasSuffix(strings.ReplaceAll(weight, " ", ""), "q=0")
		}
		return true
	})
	if len(known) == len(strings.Split(list, ",")) {
		return list
	}
	return strings.TrimSpace(strings.Join(known, ","))
}
