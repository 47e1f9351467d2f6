package steer

import (
	"context"
	"fmt"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// Mark is a mark: how the exchange is shown, and whether.
type Mark struct {
	Note   flow.Mark
	Ignore bool // not in the list
}

// NewMark checks what m says.
func NewMark(m Mark) (*Mark, error) {
	m.Note.Colour = flow.Colour(strings.ToLower(string(m.Note.Colour)))
	switch {
	case m.Note.Colour == "gray":
		m.Note.Colour = "grey"
	case !m.Note.Colour.Valid():
		return nil, fmt.Errorf("%q is not a colour that there is: %s", m.Note.Colour, colours())
	case len(m.Note.Comment) > flow.MaxComment:
		return nil, fmt.Errorf("a comment has at most %d octets", flow.MaxComment)
	case m == (Mark{}):
		return nil, fmt.Errorf("mark does nothing: it wants a color, a comment, pin or ignore")
	}
	return &m, nil
}

func colours() string {
	var all []string
	for _, c := range flow.Colours() {
		all = append(all, string(c))
	}
	return strings.Join(all, ", ")
}

// Kind and Phases are those of the table of actions. The second phase is for
// rules that match a response.
func (m *Mark) Kind() string        { return "mark" }
func (m *Mark) Phases() rule.Phases { return rule.In(rule.RequestHead, rule.ResponseHead) }

// Hides reports whether what is marked is kept out of the list.
func (m *Mark) Hides() bool { return m.Ignore }

// Do takes the turn; the one at the response does nothing that is done.
func (m *Mark) Do(_ context.Context, t *rule.Turn) error {
	mark, did := t.Mark(), []string(nil)
	if c := m.Note.Colour; c != "" && mark.Colour != c {
		mark.Colour = c
		did = append(did, "gave it the colour "+string(c))
	}
	if c := m.Note.Comment; c != "" && !hasComment(mark.Comment, c) {
		mark.Comment = shortened(joined(mark.Comment, c))
		did = append(did, "noted: "+c)
	}
	if m.Note.Pinned && !mark.Pinned {
		mark.Pinned = true
		did = append(did, "pinned it")
	}
	if m.Ignore && !t.Hidden() {
		t.Hide()
		did = append(did, "kept it out of the list")
	}
	if len(did) > 0 {
		t.Did(strings.Join(did, ", "))
	}
	return nil
}

// hasComment reports whether one of the lines of a comment is c.
func hasComment(all, c string) bool { return strings.Contains("\n"+all+"\n", "\n"+c+"\n") }

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\n" + b
}

func shortened(s string) string {
	if len(s) > flow.MaxComment {
		s = strings.ToValidUTF8(s[:flow.MaxComment], "")
	}
	return s
}
