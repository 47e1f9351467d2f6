package edit

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/wire/h1"
)

// status changes the status of a response.
type status struct {
	code   int // 0: find, or as it is
	reason *string
	find   []*finder // in the digits
}

// Kind and Phases are those of the table of actions.
func (a *status) Kind() string        { return "status" }
func (a *status) Phases() rule.Phases { return rule.In(rule.ResponseHead) }

// Do takes the turn.
func (a *status) Do(_ context.Context, t *rule.Turn) error {
	m := t.Response
	before := m.Head()
	code, err := a.of(before.Status)
	if err != nil {
		return err
	}
	reason := string(before.Reason)
	switch {
	case before.Proto != flow.HTTP10 && before.Proto != flow.HTTP11:
		reason = "" // HTTP/2 has none
	case a.reason != nil:
		reason = *a.reason
	case code != before.Status:
		reason = h1.Reason(code)
	}
	if code == before.Status && reason == string(before.Reason) {
		return &rule.Skip{Why: fmt.Sprintf("the status is %d already", code)}
	}
	bare := !m.HasBody() && string(t.Request.Head().Method) != "HEAD" && t.Exchange.Method != "HEAD"
	if err := m.EditHead(func(h *flow.Head) {
		h.Status, h.Reason = code, []byte(reason)
		if bare {
			nothingFollows(h, before.Status)
		}
	}); err != nil {
		return err
	}
	t.Did(strings.TrimSpace(fmt.Sprintf("made %d %d %s", before.Status, code, reason)))
	return nil
}

// of is what becomes of a status.
func (a *status) of(before int) (int, error) {
	if a.find == nil {
		if a.code == 0 {
			return before, nil
		}
		return a.code, nil
	}
	out := replaceAll(strconv.AppendInt(nil, int64(before), 10), a.find, asIs{})
	code, err := strconv.Atoi(string(out))
	if err != nil || len(out) != 3 {
		return 0, &rule.Skip{Why: fmt.Sprintf("%q would not be a status", bytes.TrimSpace(out))}
	}
	return code, nil
}

// nothingFollows makes the framing say that there is no body, where it spoke of the
// one that a 304 stands for, or of none because of the status.
func nothingFollows(h *flow.Head, before int) {
	none := field("Content-Length", "0")
	h.Fields = slices.DeleteFunc(h.Fields, func(f flow.Field) bool { return flow.EqualFold(f.Name, "transfer-encoding") })
	for i := range h.Fields {
		if flow.EqualFold(h.Fields[i].Name, "content-length") {
			h.Fields[i].Value = none.Value
			return
		}
	}
	if before == 204 || before == 304 {
		h.Fields = append(h.Fields, none)
	}
}
