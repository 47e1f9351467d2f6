package rule

import (
	"context"
	"testing"

	"rockxy/internal/flow"
)

// ignores is an action that keeps exchanges out of the list.
type ignores struct{}

func (ignores) Kind() string                        { return "ignores" }
func (ignores) Phases() Phases                      { return In(RequestHead, ResponseHead) }
func (ignores) Hides() bool                         { return true }
func (ignores) Do(_ context.Context, t *Turn) error { t.Hide(); return nil }

// What is certain to be hidden is what no rule can answer before.
func TestWhatIsHiddenFromTheStart(t *testing.T) {
	hide := is("hide", "", ignores{})
	for _, c := range []struct {
		name  string
		rules []*Rule
		want  bool
	}{
		{"alone", []*Rule{hide}, true},
		{"then an answer", []*Rule{hide, is("b", "", answer(true))}, true},
		{"an answer before", []*Rule{is("b", "", answer(true)), hide}, false},
		{"an answer before in the rule", []*Rule{is("b", "", answer(true), ignores{})}, false},
		{"one at the response before", []*Rule{is("b", "", at("x", ResponseHead)), hide}, true},
		{"one that does not match before", []*Rule{is("b", "host:other", answer(true)), hide}, true},
		{"one that may match before", []*Rule{is("b", "req.body:x", answer(true)), hide}, false},
		{"a final one before that may match", []*Rule{is("b", "final req.body:x", at("x", ResponseHead)), hide}, false},
		{"a final one before", []*Rule{is("b", "final ", at("x", ResponseHead)), hide}, false},
		{"if it matches", []*Rule{is("hide", "req.body:x", ignores{})}, false},
	} {
		set := NewSet([]*Group{{Name: "g", Enabled: true, Rules: c.rules}}, Limits{}, noon)
		run := set.Begin(&flow.Exchange{Client: &flow.ClientConn{}}, flow.ParseHead(flow.HTTP11, []byte(askText+"\r\n"), flow.Request, false))
		if got := run.HidesFromTheStart(); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
