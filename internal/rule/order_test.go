package rule

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"rockxy/internal/flow"
)

// act is an action of a test.
type act struct {
	name   string
	phases Phases
	do     func(ctx context.Context, t *Turn) error
}

func (a *act) Kind() string   { return a.name }
func (a *act) Phases() Phases { return a.phases }
func (a *act) Do(ctx context.Context, t *Turn) error {
	if a.do == nil {
		t.Did(a.name)
		return nil
	}
	return a.do(ctx, t)
}

// at is an action that says its name in some phases.
func at(name string, phases ...Phase) *act { return &act{name: name, phases: In(phases...)} }

// add appends a word to a field of the head that its turn is about.
func add(word string, phase Phase) *act {
	return &act{"add " + word, In(phase), func(_ context.Context, t *Turn) error {
		return t.Message().EditHead(func(h *flow.Head) {
			v, _ := h.Get("x-seen")
			remove(h, "x-seen")
			h.Fields = append(h.Fields, flow.Field{Name: []byte("X-Seen"), Value: []byte(strings.TrimSpace(string(v) + " " + word))})
		})
	}}
}

// toHost sends the request somewhere else.
func toHost(host string) *act {
	return &act{"to " + host, In(RequestHead), func(_ context.Context, t *Turn) error {
		t.Route.Host = host
		t.Did("to " + host)
		return nil
	}}
}

func answer(final bool) *act {
	return &act{"answer", In(RequestHead), func(_ context.Context, t *Turn) error {
		t.Answer(&Answer{Status: 200, Final: final})
		t.Did("answer")
		return nil
	}}
}

// is makes a rule: its match and then words, "after" and "final" before its actions.
func is(name, match string, actions ...Action) *Rule {
	r := &Rule{Name: name, Enabled: true, Actions: actions}
	for _, word := range []string{"after ", "final "} {
		if rest, ok := strings.CutPrefix(match, word); ok {
			match = rest
			r.After, r.Final = r.After || word == "after ", r.Final || word == "final "
		}
	}
	r.Match = expr(panics{}, match)
	return r
}

type panics struct{}

func (panics) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

// ran is what became of one exchange.
type ran struct {
	run  *Run
	out  Outcome
	head *flow.Head // of the response
	body string
	err  error
}

const (
	askText    = "POST /v1/me HTTP/1.1\r\nHost: api.example.com\r\nContent-Type: text/plain\r\n"
	answerText = "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n"
)

// exchange runs rules over a POST with a body and its 404.
func exchange(ctx context.Context, request, response Body, rules ...*Rule) (got ran) {
	return past(ctx, NewSet([]*Group{{Name: "g", Enabled: true, Rules: rules}}, Limits{Body: 64}, noon), request, response)
}

// past is exchange with a set.
func past(ctx context.Context, set *Set, request, response Body) (got ran) {
	head := flow.ParseHead(flow.HTTP11, []byte(askText+"\r\n"), flow.Request, false)
	x := &flow.Exchange{ID: 1, Client: &flow.ClientConn{}, Proto: flow.HTTP11, Method: "POST", Scheme: "https", Host: "api.example.com", Port: 443, URL: "https://api.example.com/v1/me"}
	if got.run = set.Begin(x, head); got.run == nil {
		return got
	}
	if got.out, got.err = got.run.Request(ctx, head, request, Route{Scheme: "https", Host: "api.example.com", Port: 443}); got.err != nil {
		return got
	}
	text := answerText
	if a := got.out.Answer; a != nil {
		text = fmt.Sprintf("HTTP/1.1 %d Answered\r\n", a.Status)
	}
	var body Body
	if got.head, body, got.err = got.run.Response(ctx, flow.ParseHead(flow.HTTP11, []byte(text+"\r\n"), flow.Response, false), response); got.err == nil && body != nil {
		got.body, got.err = drain(ctx, body)
	}
	return got
}

func drain(ctx context.Context, b Body) (string, error) {
	var all []byte
	for {
		p, err := b.Next(ctx)
		if all = append(all, p.Data...); err != nil || p.End {
			return string(all), err
		}
	}
}

// told is a trace in short: what was done, and in brackets what was not.
func (g ran) told() string {
	if g.run == nil {
		return "no run"
	}
	var all []string
	for _, s := range g.run.Trace() {
		switch {
		case s.Did != "" && s.Why != "":
			all = append(all, s.Did+" ["+s.Why+"]")
		case s.Did != "":
			all = append(all, s.Did)
		default:
			all = append(all, strings.TrimSpace("["+s.Rule+" "+s.Action)+": "+s.Why+"]")
		}
	}
	return strings.Join(all, "; ")
}

// TestOrder is package documentation as a table.
func TestOrder(t *testing.T) {
	every := []Phase{Connect, RequestHead, RequestBody, ResponseHead, ResponseBody}
	for _, c := range []struct {
		name  string
		rules []*Rule
		want  string // the trace
		seen  string // X-Seen of the request, a slash, that of the response
	}{
		{name: "phases before rules", rules: []*Rule{
			is("a", "", at("a5", ResponseBody), at("a4", ResponseHead), at("a2", RequestHead)),
			is("b", "", at("b1", Connect), at("b3", RequestBody), at("b2", RequestHead)),
		}, want: "b1; a2; b2; b3; a4; a5"},
		{name: "rules in order, actions in order", rules: []*Rule{
			is("b", "", at("b1", RequestHead), at("b2", RequestHead)), is("a", "", at("a1", RequestHead)),
		}, want: "b1; b2; a1"},
		{name: "an action of many phases", rules: []*Rule{is("a", "", at("x", every...))}, want: "x; x; x; x; x"},
		{name: "a later one sees what earlier ones made of a field", rules: []*Rule{
			is("a", "", add("one", RequestHead), add("three", ResponseHead)), is("b", "", add("two", RequestHead), add("four", ResponseHead)),
		}, want: "changed the request head; changed the request head; changed the response head; changed the response head", seen: "one two/three four"},
		{name: "only what matches", rules: []*Rule{is("a", "host:other.com", at("a", RequestHead)), is("b", "method:POST", at("b", RequestHead))}, want: "b"},
		{name: "nothing matches", rules: []*Rule{is("a", "host:other.com", at("a", RequestHead))}, want: "no run"},
		{name: "the match is of what came", rules: []*Rule{
			is("a", "", toHost("b.test"), add("one", RequestHead)), is("b", "host:api.example.com", at("b", RequestHead)),
			is("c", "host:b.test", at("c", RequestHead)), is("d", "req.header:x-seen", at("d", RequestHead)),
		}, want: "to b.test; changed the request head; b"},
		{name: "after is of what it has become", rules: []*Rule{
			is("a", "", toHost("b.test"), add("one", RequestHead)), is("b", "after host:api.example.com", at("b", RequestHead)),
			is("c", "after host:b.test req.header:x-seen=one", at("c", RequestHead)), is("d", "after url:https://b.test/v1", at("d", RequestHead)),
		}, want: "to b.test; changed the request head; c; d"},
		{name: "after is asked in each phase", rules: []*Rule{
			is("a", "after req.header:x-seen", at("early", RequestHead), at("late", ResponseHead)), is("b", "", add("one", RequestHead)),
		}, want: "changed the request head; late"},
		{name: "after of a response does not hold before it", rules: []*Rule{is("a", "after -status:200", at("a", RequestHead, ResponseHead))}, want: "a"},
		{name: "final ends", rules: []*Rule{
			is("a", "final ", at("a", RequestHead)), is("b", "", at("b", RequestHead, ResponseHead)), is("c", "status:404", at("c", ResponseHead)),
		}, want: `[b: the rule "a" before it is final]; a`},
		{name: "final without actions keeps the others off", rules: []*Rule{is("a", "final host:api.example.com"), is("b", "", at("b", RequestHead))},
			want: `[b: the rule "a" before it is final]`},
		{name: "final that does not match", rules: []*Rule{is("a", "final host:other.com", at("a", RequestHead)), is("b", "", at("b", RequestHead))}, want: "b"},
		{name: "final that matches by the response", rules: []*Rule{
			is("a", "final status:404", at("a", ResponseHead)), is("b", "", at("b1", RequestHead), at("b2", ResponseHead)), is("c", "status:404", at("c", ResponseHead)),
		}, want: `b1; a; [b: the rule "a" before it is final]; [c: the rule "a" before it is final]`},
		{name: "final goes on itself", rules: []*Rule{is("a", "final ", at("a", every...)), is("b", "host:x.test", at("b", RequestHead))}, want: "a; a; a; a; a"},
		{name: "an answer ends the request's phases", rules: []*Rule{
			is("a", "", at("a1", Connect), answer(false), at("a2", RequestHead), at("a3", ResponseHead)), is("b", "", at("b1", RequestHead), at("b2", RequestBody), at("b3", ResponseBody)),
		}, want: `a1; answer; [a a2: the rule "a" has answered]; [b b1: the rule "a" has answered]; [b b2: the rule "a" has answered]; a3; b3`},
		{name: "a final answer ends all of them", rules: []*Rule{is("a", "", answer(true), at("a3", ResponseHead)), is("b", "", at("b1", RequestHead), at("b3", ResponseBody, Messages))},
			want: `answer; [a a3: the rule "a" has answered]; [b b1: the rule "a" has answered]; [b b3: the rule "a" has answered]`},
		{name: "an answer that fails is none", rules: []*Rule{is("a", "", &act{"x", In(RequestHead), func(_ context.Context, t *Turn) error {
			t.Answer(&Answer{Status: 200})
			return errors.New("no")
		}}), is("b", "", at("b", RequestBody))}, want: "[a x: it failed: no]; b"},
		{name: "a match by the response", rules: []*Rule{is("a", "status:404 method:POST", at("late", RequestHead), at("a", ResponseHead), at("both", RequestHead, ResponseHead))},
			want: "[a late: that the rule matches was decided by the response, and this acts on the request]; a; both"},
		{name: "a match by the response that does not hold says nothing", rules: []*Rule{is("a", "status:200", at("late", RequestHead), at("a", ResponseHead))}, want: ""},
		{name: "a match by the request's body comes before its head", rules: []*Rule{is("a", "req.body:question", at("a1", Connect), at("a2", RequestHead))}, want: "a1; a2"},
		{name: "a match by either body", rules: []*Rule{is("a", "body:reply", at("a", ResponseHead))}, want: "a"},
		{name: "a match by both", rules: []*Rule{is("a", "req.body:question status:404 -res.body:other", at("a", ResponseHead))}, want: "a"},
		{name: "a word is not looked for in bodies", rules: []*Rule{is("a", "question", at("a", RequestHead, ResponseHead)), is("b", "example", at("b", RequestHead)), is("c", "Found", at("c", ResponseHead))}, want: "b; c"},
		{name: "what is known at the end alone never matches", rules: []*Rule{is("a", "took:>1ns", at("a", RequestHead, ResponseHead)), is("b", "-is:failed", at("b", ResponseBody))}, want: ""},
		{name: "skipped, failed, broken, and on", rules: []*Rule{is("a", "",
			&act{"skips", In(RequestHead), func(context.Context, *Turn) error { return &Skip{"no reason"} }},
			&act{"fails", In(RequestHead), func(_ context.Context, t *Turn) error {
				_ = t.Request.EditHead(func(h *flow.Head) { h.Target = []byte("/x") })
				t.Route.Host = "x.test"
				t.Request.SetBody([]byte("x"))
				t.Mark().Comment = "x"
				t.Hide()
				t.Did("half of it")
				return errors.New("no luck")
			}},
			&act{"panics", In(RequestHead), func(_ context.Context, t *Turn) error {
				t.Request.Wrap(func(Body) Body { panic("wrapped") })
				panic("oh")
			}},
			add("one", RequestHead))},
			want: "[a skips: no reason]; [a fails: it failed: no luck]; [a panics: it failed: a defect in Rockxy: oh]; changed the request head", seen: "one/"},
	} {
		got := exchange(t.Context(), Bytes([]byte("the question"), nil), Bytes([]byte("the reply"), nil), c.rules...)
		if got.err != nil {
			t.Errorf("%s: %v", c.name, got.err)
			continue
		}
		if s := got.told(); s != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, s, c.want)
		}
		if c.seen != "" {
			req, _ := got.out.Head.Get("x-seen")
			res, _ := got.head.Get("x-seen")
			if s := fmt.Sprintf("%s/%s", req, res); s != c.seen {
				t.Errorf("%s: X-Seen is %q, want %q", c.name, s, c.seen)
			}
		}
		if got.run == nil || got.out.Answer != nil {
			continue
		}
		if m, hidden := got.run.Mark(); hidden || m != (flow.Mark{}) {
			t.Errorf("%s: marked %+v, hidden %v", c.name, m, hidden)
		}
		if sent, err := drain(t.Context(), got.out.Body); sent != "the question" || err != nil || got.body != "the reply" {
			t.Errorf("%s: the bodies are %q, %q, %v", c.name, sent, got.body, err)
		}
	}
}

// TestUndecided: a body that cannot be held leaves its rules out, and goes on.
func TestUndecided(t *testing.T) {
	long := strings.Repeat("x", 100)
	got := exchange(t.Context(), FromReader(strings.NewReader(long)), Bytes([]byte("reply"), nil),
		is("a", "req.body:x", at("a", RequestHead, ResponseHead)), is("b", "after req.body:x", at("b", RequestHead)), is("c", "-req.body:y res.body:reply", at("c", ResponseHead)), is("d", "", at("d", RequestHead)))
	const why = "whether it matches cannot be decided: the body is longer than the 0 MiB that may be held"
	if want := fmt.Sprintf("[a: %[1]s]; [b: %[1]s]; [c: %[1]s]; d", why); got.told() != want {
		t.Errorf("the trace is\n%s\nwant\n%s", got.told(), want)
	}
	if sent, err := drain(t.Context(), got.out.Body); sent != long || err != nil {
		t.Errorf("sent %d octets, %v", len(sent), err)
	}
}

// TestNoBodyIsKnownNotToHaveOne: nothing is waited for where nothing comes.
func TestNoBodyIsKnownNotToHaveOne(t *testing.T) {
	got := exchange(t.Context(), nil, nil, is("a", "-req.body:x", at("a", RequestHead)), is("b", "req.body:x or res.body:x", at("b", ResponseHead)), is("c", "-body:x", at("c", ResponseHead)))
	if got.told() != "a; c" || got.err != nil {
		t.Errorf("the trace is %s, %v", got.told(), got.err)
	}
}

// TestErrorsThatEnd: a cut, and a client that has gone.
func TestErrorsThatEnd(t *testing.T) {
	cut := &act{"cut", In(ResponseHead), func(context.Context, *Turn) error { return fmt.Errorf("so: %w", &Cut{How: CutReset, Why: "resets"}) }}
	got := exchange(t.Context(), nil, nil, is("a", "", at("a", RequestHead), cut, at("never", ResponseHead)))
	var c *Cut
	if !errors.As(got.err, &c) || c.How != CutReset || got.told() != "a; resets" {
		t.Errorf("%v, %s", got.err, got.told())
	}
	ctx, cancel := context.WithCancel(t.Context())
	gone := &act{"waits", In(RequestHead), func(ctx context.Context, t *Turn) error { cancel(); return t.Sleep(ctx, 1<<40) }}
	got = exchange(ctx, nil, nil, is("a", "", gone, at("never", RequestHead)))
	if !errors.Is(got.err, context.Canceled) || got.told() != "[a waits: the client has gone]" {
		t.Errorf("%v, %s", got.err, got.told())
	}
	broken := errors.New("reset by the client")
	got = exchange(t.Context(), &failing{data: []byte("half"), err: broken}, nil, is("a", "req.body:x", at("a", RequestHead)))
	if !errors.Is(got.err, broken) {
		t.Errorf("%v", got.err)
	}
}
