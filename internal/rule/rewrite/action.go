package rewrite

import (
	"slices"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// Action changes bodies or messages: all of its edits, in the order in which Edits
// has them.
type Action struct {
	edits  Edits
	kind   string
	phases rule.Phases
	on     []flow.Direction // of messages
	adds   string           // what replacements put in
}

// Edits are what is done to a body or message.
type Edits struct {
	Whole       func(max int64) ([]byte, error) // all of it; nil: none
	From        string                          // where Whole is from, for the trace
	JSON        []JSONEdit
	Replace     []Replacement
	ContentType string // of the head; empty: as it is
	Binary      bool   // Replace in what is not text too
}

// JSONEdit edits a JSON text. n counts what it changed. An error says why it
// cannot be, and then the body stays as it is.
type JSONEdit struct {
	What string // such as "json-set"
	Do   func(doc []byte) (out []byte, n int, err error)
}

// NewBody returns the action for the bodies of requests or responses, and for their
// messages if they are asked for.
func NewBody(dir flow.Direction, e Edits, messages bool) (*Action, error) {
	phases := rule.In(rule.RequestBody)
	if dir == flow.Response {
		phases = rule.In(rule.ResponseBody)
	}
	if messages {
		phases |= rule.In(rule.Messages)
	}
	return newAction(&Action{edits: e, kind: dir.String() + "-body", phases: phases, on: []flow.Direction{dir}})
}

// NewMessage returns the action for messages, those that are sent or received.
func NewMessage(e Edits, on ...flow.Direction) (*Action, error) {
	return newAction(&Action{edits: e, kind: "message-body", phases: rule.In(rule.Messages), on: on})
}

func newAction(a *Action) (*Action, error) {
	a.edits.Replace = slices.Clone(a.edits.Replace)
	for i := range a.edits.Replace {
		r := &a.edits.Replace[i]
		if err := r.compile(); err != nil {
			return nil, err
		}
		a.adds += r.with.texts()
	}
	return a, nil
}

func (a *Action) Kind() string        { return a.kind }
func (a *Action) Phases() rule.Phases { return a.phases }

// EditsResponse implements rule.BodyEditor.
func (a *Action) EditsResponse() bool { return a.phases.Has(rule.ResponseBody) }

// stage is the replacements as one stage.
func (a *Action) stage() *chain {
	c := &chain{}
	for i := range a.edits.Replace {
		c.stages = append(c.stages, a.edits.Replace[i].stage())
	}
	return c
}
