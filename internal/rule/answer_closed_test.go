package rule

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"rockxy/internal/flow"
)

// closing counts how often it was closed.
type closing struct {
	io.Reader
	n int
}

func (c *closing) Close() error { c.n++; return nil }

// replying answers, and then ends its turn with an error.
func replying(a *Answer, end error, p Phase) *act {
	return &act{"replies", In(p), func(_ context.Context, t *Turn) error {
		t.Answer(a)
		return end
	}}
}

// The body of an answer that nobody gets is closed by the package, and by nobody else.
func TestAnswersThatDoNotCountAreClosed(t *testing.T) {
	for name, c := range map[string]struct {
		phase Phase
		end   error
	}{
		"skipped":       {RequestHead, &Skip{"no"}},
		"cut":           {RequestHead, &Cut{How: CutReset, Why: "cut"}},
		"failed":        {RequestHead, errors.New("no")},
		"at a response": {ResponseHead, nil},
		"at a message":  {Messages, nil},
	} {
		t.Run(name, func(t *testing.T) {
			body := &closing{Reader: strings.NewReader("x")}
			set := NewSet([]*Group{{Name: "g", Enabled: true, Rules: []*Rule{is("a", "", replying(&Answer{Status: 200, Body: body, Size: 1}, c.end, c.phase))}}}, Limits{}, noon)
			head := flow.ParseHead(flow.HTTP11, []byte(askText+"\r\n"), flow.Request, false)
			run := set.Begin(&flow.Exchange{Client: &flow.ClientConn{}}, head)
			out, err := run.Request(t.Context(), head, nil, Route{Scheme: "https", Host: "api.example.com", Port: 443})
			if out.Answer != nil {
				t.Error("it counts")
			}
			if err == nil {
				if _, _, err := run.Response(t.Context(), flow.ParseHead(flow.HTTP11, []byte(answerText+"\r\n"), flow.Response, false), nil); err != nil {
					t.Fatal(err)
				}
				if err := run.Event(t.Context(), &Event{Kind: flow.MessageText}); err != nil {
					t.Fatal(err)
				}
			}
			if body.n != 1 {
				t.Errorf("closed %d times", body.n)
			}
		})
	}
}

// A client that goes while the request is still held takes the answer with it.
func TestAnswerOfRequestThatBreaks(t *testing.T) {
	body := &closing{Reader: strings.NewReader("x")}
	wraps := &act{"wraps", In(RequestHead), func(_ context.Context, t *Turn) error {
		t.Request.Wrap(func(Body) Body { panic("a defect") })
		return nil
	}}
	set := NewSet([]*Group{{Name: "g", Enabled: true, Rules: []*Rule{is("a", "", wraps, replying(&Answer{Status: 200, Body: body, Size: 1}, nil, RequestHead))}}}, Limits{}, noon)
	head := flow.ParseHead(flow.HTTP11, []byte(askText+"\r\n"), flow.Request, false)
	run := set.Begin(&flow.Exchange{Client: &flow.ClientConn{}}, head)
	func() {
		defer func() { _ = recover() }()
		_, _ = run.Request(t.Context(), head, Bytes([]byte("the question"), nil), Route{Scheme: "https", Host: "api.example.com", Port: 443})
	}()
	if body.n != 1 {
		t.Errorf("closed %d times", body.n)
	}
}

// One whose head cannot be sent is closed by a trial, too.
func TestTriedAnswerIsClosed(t *testing.T) {
	body := &closing{Reader: strings.NewReader("x")}
	set := NewSet([]*Group{{Name: "g", Enabled: true, Rules: []*Rule{is("a", "", replying(&Answer{Status: 42, Body: body, Size: 1}, nil, RequestHead))}}}, Limits{}, noon)
	if _, err := set.Try(t.Context(), recorded()); err == nil {
		t.Error("no error")
	}
	if body.n != 1 {
		t.Errorf("closed %d times", body.n)
	}
}
