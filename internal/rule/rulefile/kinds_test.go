package rulefile

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

// say is an action that does nothing.
type say struct{ words []string }

func (*say) Kind() string                         { return "say" }
func (*say) Phases() rule.Phases                  { return rule.In(rule.RequestHead) }
func (*say) Do(context.Context, *rule.Turn) error { return nil }

// testKinds are actions of no use: say takes words, block a status.
func testKinds() []Kind {
	return []Kind{
		{Name: "say", Parse: func(n *node.Node) (rule.Action, error) {
			m := n.Map("words", "loud")
			m.Get("loud").Bool(false)
			return &say{m.Get("words").Strings()}, n.Err()
		}},
		{Name: "block", Parse: func(n *node.Node) (rule.Action, error) {
			if n.Text() == "0" {
				return nil, errors.New("0 is no status; expected another one")
			}
			return &say{}, n.Err()
		}},
	}
}

// wantComplaints compares an error with what each of its lines is to say.
func wantComplaints(t *testing.T, err error, want ...string) {
	t.Helper()
	var all *node.Errors
	var got []string
	if errors.As(err, &all) {
		for _, e := range all.All {
			got = append(got, strings.TrimPrefix(e.Error(), e.Path+":"))
		}
	} else if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
