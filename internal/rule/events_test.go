package rule

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"rockxy/internal/flow"
)

// upper is an action on messages.
func upper() *act {
	return &act{"upper", In(Messages), func(_ context.Context, t *Turn) error {
		t.Event.SetData([]byte(strings.ToUpper(string(t.Event.Data))))
		return nil
	}}
}

// TestMessages: each message is a turn of its own, and a match may look at it.
func TestMessages(t *testing.T) {
	failing := &act{"fails", In(Messages), func(_ context.Context, t *Turn) error {
		t.Event.SetData([]byte("half"))
		return errors.New("no")
	}}
	drop := &act{"drop", In(Messages), func(_ context.Context, t *Turn) error { t.Event.Drop(); return nil }}
	cut := &act{"cut", In(Messages), func(context.Context, *Turn) error { return &Cut{How: CutReset, Why: "resets"} }}
	for _, c := range []struct {
		name  string
		rules []*Rule
		want  string // what passes
		told  string
	}{
		{"all", []*Rule{is("a", "", upper())}, "ONE TWO", "changed the message; changed the message"},
		{"by the message", []*Rule{is("a", "message:two", upper())}, "one TWO", "changed the message"},
		{"by the message and its direction", []*Rule{is("a", "message:one status:404", upper()), is("b", "message:one status:200", drop)}, "ONE two", "changed the message"},
		{"in order, and final", []*Rule{is("a", "final message:one", upper()), is("b", "message:one or message:two", drop)}, "ONE", "changed the message; dropped a message"},
		{"dropped", []*Rule{is("a", "", drop, upper())}, "", "dropped a message; dropped a message"},
		{"failed", []*Rule{is("a", "", failing, upper())}, "ONE TWO", "[a fails: it failed: no]; changed the message; [a fails: it failed: no]; changed the message"},
		{"cut", []*Rule{is("a", "message:two", cut)}, "one", "resets"},
		{"after", []*Rule{is("x", "", add("one", ResponseHead)), is("a", "after res.header:x-seen", upper())}, "ONE TWO", "changed the response head; changed the message; changed the message"},
	} {
		got := exchange(t.Context(), nil, nil, c.rules...)
		if got.err != nil {
			t.Fatal(got.err)
		}
		var passed []string
		for i, text := range []string{"one", "two"} {
			ev := &Event{Kind: flow.MessageText, Dir: flow.Direction(i), Data: []byte(text)}
			if err := got.run.Event(t.Context(), ev); err != nil {
				if cut := (*Cut)(nil); !errors.As(err, &cut) {
					t.Errorf("%s: %v", c.name, err)
				}
				continue
			}
			if !ev.Dropped {
				passed = append(passed, string(ev.Data))
			}
			if ev.Changed != (!ev.Dropped && string(ev.Data) != text) {
				t.Errorf("%s: %q is changed: %v", c.name, ev.Data, ev.Changed)
			}
		}
		if s := strings.Join(passed, " "); s != c.want || got.told() != c.told {
			t.Errorf("%s: %q passes, and the trace is %s; want %q, %s", c.name, s, got.told(), c.want, c.told)
		}
	}
}

// TestMessagesOfBothDirections run at the same time, the request's before there is
// a response; marks and the trace lose nothing, and the trace stays small.
func TestMessagesOfBothDirections(t *testing.T) {
	marks := &act{"marks", In(Messages, ResponseHead), func(_ context.Context, t *Turn) error {
		if t.Phase == ResponseHead {
			t.Mark().Colour = "red"
		} else if t.Mark().Pinned = true; t.Event.Dir == flow.Response {
			t.Hide()
		}
		t.Log(strings.Repeat("x", 2*maxLogLine))
		t.Did("marked")
		t.Changed("note", nil, make([]byte, 4<<10))
		return nil
	}}
	set := NewSet([]*Group{{Name: "g", Enabled: true, Rules: []*Rule{is("a", "", marks, upper()), is("b", "message:7", add("never", RequestHead))}}}, Limits{}, noon)
	head := flow.ParseHead(flow.HTTP11, []byte(askText+"\r\n"), flow.Request, false)
	x := &flow.Exchange{ID: 1, Client: &flow.ClientConn{}, Host: "api.example.com"}
	run := set.Begin(x, head)
	if _, err := run.Request(t.Context(), head, nil, Route{Scheme: "https", Host: "api.example.com", Port: 443}); err != nil {
		t.Fatal(err)
	}
	const each = 600
	var wg sync.WaitGroup
	talk := func(dir flow.Direction) {
		defer wg.Done()
		for i := range each {
			ev := &Event{Kind: flow.MessageText, Dir: dir, Data: fmt.Appendf(nil, "m%d", i)}
			if err := run.Event(t.Context(), ev); err != nil || !strings.HasPrefix(string(ev.Data), "M") {
				t.Errorf("%q, %v", ev.Data, err)
			}
		}
	}
	wg.Add(2)
	go talk(flow.Request)
	if _, _, err := run.Response(t.Context(), flow.ParseHead(flow.HTTP11, []byte(answerText+"\r\n"), flow.Response, false), nil); err != nil {
		t.Fatal(err)
	}
	go talk(flow.Response)
	wg.Wait()
	if m, hidden := run.Mark(); !hidden || m != (flow.Mark{Pinned: true, Colour: "red"}) {
		t.Errorf("marked %+v, hidden %v", m, hidden)
	}
	trace := run.Trace()
	if last := trace[len(trace)-1]; len(trace) != maxSteps+1 || last.Why != fmt.Sprintf("%d more steps were not kept", 4*each+1-maxSteps) {
		t.Errorf("%d steps, at the end %+v", len(trace), last)
	}
	size := 0
	for _, s := range trace {
		for _, c := range s.Changes {
			size += len(c.Before) + len(c.After)
		}
		for _, l := range s.Log {
			size += len(l)
		}
	}
	if size > maxChanges+maxSteps*8 {
		t.Errorf("the trace has %d octets", size)
	}
}

// The owner of the exchange goes on with it while messages have their turn.
func TestEventsDoNotLookAtWhatChanges(t *testing.T) {
	looks := &act{"looks", In(Messages), func(_ context.Context, t *Turn) error {
		t.Did(fmt.Sprint(t.Exchange.Status, t.Exchange.Response.Size))
		return nil
	}}
	set := NewSet([]*Group{{Name: "g", Enabled: true, Rules: []*Rule{is("a", "message:m", looks), is("b", "message:m size:>1", looks), is("c", "message:m -status:500", looks)}}}, Limits{}, noon)
	head := flow.ParseHead(flow.HTTP11, []byte(askText+"\r\n"), flow.Request, false)
	x := &flow.Exchange{ID: 1, Client: &flow.ClientConn{}, Host: "api.example.com"}
	run := set.Begin(x, head)
	if _, err := run.Request(t.Context(), head, nil, Route{Scheme: "https", Host: "api.example.com", Port: 443}); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() { done <- run.Event(t.Context(), &Event{Kind: flow.MessageText, Data: []byte("m")}) }()
	x.Status, x.Response.Size, x.State = 200, 7, flow.Complete
	if err := <-done; err != nil || len(run.Trace()) == 0 {
		t.Errorf("%v, %+v", err, run.Trace())
	}
}
