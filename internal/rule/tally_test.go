package rule

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"rockxy/internal/flow"
)

// counts are the hits of a tally in short.
func counts(t *Tally) string {
	var all []string
	for _, h := range t.Hits() {
		if (h.N > 0) == h.Last.IsZero() {
			return fmt.Sprintf("%s was hit %d times, last %v", h.Name, h.N, h.Last)
		}
		all = append(all, fmt.Sprintf("%s %d", h.Name, h.N))
	}
	return strings.Join(all, ", ")
}

func groupOf(rules ...*Rule) []*Group { return []*Group{{Name: "g", Enabled: true, Rules: rules}} }

// What counts is that a rule matches, once for an exchange, whatever it does or does
// not; not that it would, were another not the last one.
func TestHits(t *testing.T) {
	off := is("off", "", at("x", RequestHead))
	off.Enabled = false
	for _, tt := range []struct {
		name  string
		rules []*Rule
		want  string
	}{
		{"in every phase, once", []*Rule{is("a", "", at("x", Connect, RequestHead, RequestBody, ResponseHead, ResponseBody))}, "a 1"},
		{"those that match", []*Rule{is("a", "host:api.example.com", at("x", RequestHead)), is("b", "host:other.com", at("x", RequestHead)), off}, "a 1, b 0"},
		{"by the response", []*Rule{is("a", "status:404", at("x", ResponseHead)), is("b", "status:200", at("x", ResponseHead))}, "a 1, b 0"},
		{"by a body", []*Rule{is("a", "req.body:hello", at("x", RequestHead)), is("b", "req.body:bye", at("x", RequestHead))}, "a 1, b 0"},
		{"too late to do anything", []*Rule{is("a", "status:404", at("x", RequestHead))}, "a 1"},
		{"behind a final one that does not match", []*Rule{is("a", "final host:other.com", at("x", RequestHead)), is("b", "", at("x", RequestHead))}, "a 0, b 1"},
		{"behind a final one", []*Rule{is("a", "final ", at("x", RequestHead)), is("b", "", at("x", RequestHead))}, "a 1, b 0"},
		{"after another", []*Rule{is("a", "", toHost("other.com")), is("b", "after host:other.com", at("x", RequestHead)), is("c", "after host:api.example.com", at("x", RequestHead))}, "a 1, b 1, c 0"},
		{"of messages that never came", []*Rule{is("a", "message:x", at("x", Messages))}, "a 0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tally := NewTally()
			past(t.Context(), tally.NewSet(groupOf(tt.rules...), Limits{Body: 64}, noon), FromReader(strings.NewReader("hello")), nil)
			if got := counts(tally); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// A rule that goes on after the rules were read again keeps its count; another match is
// another rule.
func TestHitsOutliveReloads(t *testing.T) {
	tally := NewTally()
	ask := func(rules ...*Rule) string {
		past(t.Context(), tally.NewSet(groupOf(rules...), Limits{}, noon), nil, nil)
		return counts(tally)
	}
	a := func(match string, actions ...Action) *Rule { return is("a", match, actions...) }
	b := is("b", "host:api.example.com", at("x", RequestHead))
	for i, step := range []struct{ got, want string }{
		{ask(a("", at("x", RequestHead)), b), "a 1, b 1"},
		{ask(b, a("", at("another action", RequestHead))), "b 2, a 2"},
		{ask(b, a("method:POST", at("x", RequestHead))), "b 3, a 1"},
		{ask(a("method:POST", at("x", RequestHead))), "a 2"},
		{ask(a("method:POST", at("x", RequestHead)), b), "a 3, b 1"}, // b was gone
	} {
		if step.got != step.want {
			t.Errorf("step %d: %s, want %s", i, step.got, step.want)
		}
	}
}

// Messages of both directions at once count once, and a message is no second reason for
// what the head was the first for.
func TestHitsOfMessages(t *testing.T) {
	tally := NewTally()
	set := tally.NewSet(groupOf(is("a", "message:x", at("x", Messages)), is("b", "", at("x", Messages)), is("c", "message:y", at("x", Messages))), Limits{}, noon)
	got := past(t.Context(), set, nil, nil)
	var both sync.WaitGroup
	for _, dir := range []flow.Direction{flow.Request, flow.Response} {
		both.Go(func() {
			for range 10 {
				if err := got.run.Event(t.Context(), &Event{Kind: flow.MessageText, Dir: dir, Data: []byte("x")}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	both.Wait()
	if got := counts(tally); got != "a 1, b 1, c 0" {
		t.Error(got)
	}
}

// A tunnel counts; a connection for an exchange does not, for the exchange will.
func TestHitsOfConnections(t *testing.T) {
	tally := NewTally()
	set := tally.NewSet(groupOf(is("a", "", address("10.0.0.5")), is("b", "host:other.com", address("10.0.0.6"))), Limits{}, noon)
	for _, tt := range []struct{ scheme, want string }{{"https", "a 0, b 0"}, {"", "a 1, b 0"}} {
		set.Connect(Target{Host: "api.example.com", Port: 443, Scheme: tt.scheme}, Route{})
		if got := counts(tally); got != tt.want {
			t.Errorf("scheme %q: %s, want %s", tt.scheme, got, tt.want)
		}
	}
}

// What is only tried is not counted.
func TestTriedIsNoHit(t *testing.T) {
	tally := NewTally()
	set := tally.NewSet(groupOf(is("a", "", at("x", RequestHead))), Limits{}, noon)
	x, head := browse()
	if _, err := set.Try(t.Context(), Recorded{Exchange: x, Request: head}); err != nil {
		t.Fatal(err)
	}
	if got := counts(tally); got != "a 0" {
		t.Error(got)
	}
}
