package rule

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"rockxy/internal/flow"
)

// recorded is the exchange of order_test.go when it is over.
func recorded() Recorded {
	x := &flow.Exchange{ID: 9, Client: &flow.ClientConn{}, Proto: flow.HTTP11, Method: "POST", Scheme: "https", Host: "api.example.com", Port: 443,
		URL: "https://api.example.com/v1/me", Status: 404, State: flow.Complete, Rules: []string{"then"}}
	return Recorded{Exchange: x,
		Request:     flow.ParseHead(flow.HTTP11, []byte(askText+"\r\n"), flow.Request, false),
		Response:    flow.ParseHead(flow.HTTP11, []byte(answerText+"\r\n"), flow.Response, false),
		RequestBody: Bytes([]byte("the question"), nil), ResponseBody: Bytes([]byte("the reply"), nil)}
}

func TestTry(t *testing.T) {
	waits := &act{"waits", In(RequestHead), func(ctx context.Context, t *Turn) error {
		if err := t.Sleep(ctx, time.Hour); err != nil || !t.Dry() {
			return errors.New("it is not dry")
		}
		t.Did("waited")
		return t.Clock().Sleep(ctx, time.Hour)
	}}
	replies := &act{"replies", In(RequestHead), func(_ context.Context, t *Turn) error {
		t.Answer(&Answer{Status: 201, Body: io.NopCloser(strings.NewReader("made up")), Size: 7})
		t.Did("answered")
		return nil
	}}
	cut := &act{"cut", In(RequestHead), func(context.Context, *Turn) error { return &Cut{How: CutHang, Why: "hangs"} }}
	for _, c := range []struct {
		name      string
		rule      *Rule
		matched   bool
		told      string
		sent, got string // start lines
		cut       bool
	}{
		{name: "another host", rule: is("a", "host:other.com", at("x", RequestHead))},
		{name: "both sides", rule: is("a", "status:404", add("one", ResponseHead), at("x", RequestHead)), matched: true,
			told: "[a x: that the rule matches was decided by the response, and this acts on the request]; changed the response head", sent: "POST", got: "HTTP/1.1 404 Not Found"},
		{name: "by a body", rule: is("a", "res.body:reply req.body:question", at("x", ResponseBody)), matched: true, told: "x", sent: "POST", got: "HTTP/1.1 404 Not Found"},
		{name: "not by a body", rule: is("a", "res.body:other", at("x", ResponseBody)), sent: "POST", got: "HTTP/1.1 404 Not Found"},
		{name: "nothing waits", rule: is("a", "", waits), matched: true, told: "waited", sent: "POST", got: "HTTP/1.1 404 Not Found"},
		{name: "an answer", rule: is("a", "", replies, at("x", ResponseHead)), matched: true, told: "answered; x", got: "HTTP/1.1 201 "},
		{name: "a cut", rule: is("a", "", cut), matched: true, told: "hangs", cut: true},
		{name: "after", rule: is("a", "after status:404", at("x", ResponseHead)), matched: true, told: "x", sent: "POST", got: "HTTP/1.1 404 Not Found"},
		{name: "what is known now and was not then", rule: is("a", "rule:then", at("x", RequestHead, ResponseHead)), sent: "POST", got: "HTTP/1.1 404 Not Found"},
	} {
		set := NewSet([]*Group{{Name: "g", Enabled: true, Rules: []*Rule{c.rule}}}, Limits{}, noon)
		got, err := set.Try(t.Context(), recorded())
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		sent, reply := "", ""
		if got.Sent != nil {
			sent = string(got.Sent.Method)
		}
		if got.Head != nil {
			reply, _, _ = strings.Cut(string(got.Head.Raw), "\r\n")
		}
		told := ran{run: &Run{steps: got.Trace}}.told()
		if (len(got.Matched) == 1) != c.matched || told != c.told || sent != c.sent || reply != c.got || got.Cut != c.cut {
			t.Errorf("%s: matched %q, told %s, sent %q, got %q, cut %v", c.name, got.Matched, told, sent, reply, got.Cut)
		}
	}
}

// TestTryMessages: those of a WebSocket are gone through.
func TestTryMessages(t *testing.T) {
	rec := recorded()
	rec.Exchange.Kind = "websocket"
	rec.RequestBody, rec.ResponseBody = nil, nil
	rec.Messages = func(yield func(*flow.Message, error) bool) {
		for i, text := range []string{"one", "two", "", "four"} {
			m := &flow.Message{Kind: flow.MessageText, Dir: flow.Direction(i & 1), Data: []byte(text), Size: int64(len(text)), Encoded: text == "four"}
			if !yield(m, nil) {
				return
			}
		}
	}
	set := NewSet([]*Group{{Name: "g", Enabled: true, Rules: []*Rule{is("a", "message:two", upper())}}}, Limits{}, noon)
	got, err := set.Try(t.Context(), rec)
	if err != nil || fmt.Sprint(got.Matched) != "[a]" || len(got.Trace) != 1 || string(got.Trace[0].Changes[0].After) != "TWO" {
		t.Errorf("%+v, %v", got, err)
	}
	broken := errors.New("damaged")
	rec.Messages = func(yield func(*flow.Message, error) bool) { yield(nil, broken) }
	if _, err := set.Try(t.Context(), rec); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}
