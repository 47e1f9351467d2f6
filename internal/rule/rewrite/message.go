package rewrite

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// message edits one message. One that is not what an edit is for, it leaves alone
// without a word: the next one may be.
func (a *Action) message(t *rule.Turn) error {
	ev := t.Event
	if !slices.Contains(a.on, ev.Dir) || !a.readable(ev.Kind) {
		return nil
	}
	data := ev.Data
	var did []string
	if a.edits.Whole != nil {
		whole, err := a.edits.Whole(maxWhole)
		if err != nil {
			return err
		}
		data = whole
		did = append(did, "put "+a.edits.From+" in its place")
	}
	if len(a.edits.JSON) > 0 {
		out, what, err := a.editJSON(data)
		var skip *rule.Skip
		switch {
		case errors.As(err, &skip):
		case err != nil:
			return err
		case !bytes.Equal(out, data):
			data, did = out, append(did, what)
		}
	}
	if len(a.edits.Replace) > 0 {
		stage := a.stage()
		out, err := stage.Write(nil, data, true)
		if err != nil {
			return err
		}
		if r := stage.Report(); r.Did != "" {
			data, did = out, append(did, r.Did)
		}
	}
	if !bytes.Equal(data, ev.Data) {
		ev.SetData(data)
		t.Did(strings.Join(did, ", "))
	}
	return nil
}

// readable reports whether messages of a kind are edited.
func (a *Action) readable(k flow.MessageKind) bool {
	switch k {
	case flow.MessageText, flow.MessageEvent, flow.MessageGRPC:
		return true
	case flow.MessageBinary:
		return a.edits.Binary
	}
	return false
}
