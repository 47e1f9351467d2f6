package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

// record puts exchanges into the store, for /0, /1 ….
func record(a *App, n int) {
	for i := range n {
		url := fmt.Sprintf("https://a.example/%d", i)
		x := &flow.Exchange{Client: &flow.ClientConn{Addr: "127.0.0.1:5"}, Proto: flow.HTTP11, Method: "GET", Scheme: "https", Host: "a.example", Port: 443, URL: url, Status: 200, State: flow.Complete}
		t := a.store.Open(x)
		t.Head(flow.Request, flow.ParseHead(flow.HTTP11, fmt.Appendf(nil, "GET /%d HTTP/1.1\r\nHost: a.example\r\n\r\n", i), flow.Request, false))
		t.Head(flow.Response, flow.ParseHead(flow.HTTP11, []byte("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), flow.Response, false))
		t.Done()
	}
}

func TestTryRules(t *testing.T) {
	cfg := testConfig(t)
	writeRules(t, RulesFile(cfg.Data, "g"), "rules:\n- name: off\n  enabled: false\n  match: path:/3\n  actions: [block: 503]\n- name: on\n  match: path:/4\n  actions: [block: 404]\n")
	a, _ := run(t, cfg, Options{})
	record(a, 10)
	i := instance{a}
	ids := func(r api.RuleTrialReport) (all []flow.ID) {
		for _, one := range r.Results {
			all = append(all, one.ID)
		}
		return all
	}
	for _, tt := range []struct {
		name          string
		q             api.RuleTrialRequest
		tried, match  int
		want          []flow.ID
		complete      bool
		status, after int
	}{
		{"written, whether on or off", api.RuleTrialRequest{Text: "name: x\nenabled: false\nmatch: path:/2\nactions: [block: 418]\n"}, 10, 1, []flow.ID{3}, true, 0, 418},
		{"by name, off", api.RuleTrialRequest{Group: "g", Rule: "off"}, 10, 1, []flow.ID{4}, true, 0, 503},
		{"of a group those that are on", api.RuleTrialRequest{Group: "g"}, 10, 1, []flow.ID{5}, true, 0, 404},
		{"some exchanges", api.RuleTrialRequest{Text: "name: x\nactions: [block: 418]\n", Filter: "path:/7"}, 1, 1, []flow.ID{8}, true, 0, 418},
		{"the newest first, and no more than wanted", api.RuleTrialRequest{Text: "name: x\nactions: [block: 418]\n", Limit: 3}, 3, 3, []flow.ID{10, 9, 8}, false, 0, 418},
		{"several rules", api.RuleTrialRequest{Text: "- name: x\n  match: path:/1\n  actions: [block: 418]\n- name: y\n  match: path:/2\n  actions: [block: 418]\n"}, 10, 2, []flow.ID{3, 2}, true, 0, 418},
	} {
		got, err := i.TryRules(t.Context(), tt.q)
		if err != nil || got.Tried != tt.tried || got.Matched != tt.match || !slices.Equal(ids(got), tt.want) || got.Complete != tt.complete || (got.Why == "") != tt.complete {
			t.Errorf("%s: %+v, %v", tt.name, got, err)
			continue
		}
		if r := got.Results[0]; r.StatusAfter != tt.after || len(r.Trace) == 0 || !r.Answered {
			t.Errorf("%s: %+v", tt.name, r)
		}
	}
	if hits := i.RuleHits().Rules; len(hits) != 1 || hits[0].Hits != 0 {
		t.Errorf("trying counts: %+v", hits)
	}
}

func TestRefusedTrials(t *testing.T) {
	cfg := testConfig(t)
	writeRules(t, RulesFile(cfg.Data, "g"), named("one"))
	a, _ := run(t, cfg, Options{})
	record(a, 1)
	for _, tt := range []struct {
		q      api.RuleTrialRequest
		status int
		want   string
	}{
		{api.RuleTrialRequest{}, 400, "no rule is named"},
		{api.RuleTrialRequest{Group: "none", Rule: "x"}, 409, "no group"},
		{api.RuleTrialRequest{Group: "g", Rule: "none"}, 404, "no rule"},
		{api.RuleTrialRequest{Text: "name: x\nactions: [blok: 1]\n"}, 422, "blok"},
		{api.RuleTrialRequest{Text: "name: x\nactions: [block: 1\n"}, 422, ""},
		{api.RuleTrialRequest{Text: "name: x\nactions: [block: 503]\n", Filter: "status:>="}, 400, ""},
		{api.RuleTrialRequest{Text: "name: x\nactions: [block: 503]\n", Limit: api.MaxTrialResults + 1}, 400, "limit"},
		{api.RuleTrialRequest{Text: "name: x\nactions: [block: 503]\n", Session: "none"}, 404, "session"},
	} {
		_, err := instance{a}.TryRules(t.Context(), tt.q)
		var e *api.Error
		if !errors.As(err, &e) || e.Status != tt.status || !strings.Contains(e.Message, tt.want) {
			t.Errorf("%+v: %+v", tt.q, err)
		} else if tt.status == http.StatusUnprocessableEntity && (len(e.Problems) == 0 || e.Problems[0].Line < 2) {
			t.Errorf("%+v: %+v", tt.q, e.Problems)
		}
	}
}

// A trial ends when its client goes, and says when its time is over.
func TestTrialsEnd(t *testing.T) {
	cfg := testConfig(t)
	a, _ := run(t, cfg, Options{})
	record(a, 3)
	q := api.RuleTrialRequest{Text: "name: x\nactions: [block: 503]\n"}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := (instance{a}).TryRules(gone, q); !errors.Is(err, context.Canceled) {
		t.Errorf("%+v, %v", got, err)
	}
	trial, err := a.trialOf(q)
	if err != nil {
		t.Fatal(err)
	}
	s, done, err := a.sessionToRead(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	if got, err := tryFor(t.Context(), s, trial, "", 100, -time.Second); err != nil || got.Complete || !strings.Contains(got.Why, "over") {
		t.Errorf("%+v, %v", got, err)
	}
}

// Another session is tried on without being touched.
func TestTrialOnAnotherSession(t *testing.T) {
	cfg := testConfig(t)
	a, _ := run(t, cfg, Options{})
	record(a, 5)
	if err := (instance{a}).CopySession(t.Context(), api.SessionChange{Name: "default", To: "old"}, nil); err != nil {
		t.Fatal(err)
	}
	record(a, 5)
	got, err := instance{a}.TryRules(t.Context(), api.RuleTrialRequest{Text: "name: x\nactions: [block: 503]\n", Session: "old"})
	if err != nil || got.Tried != 5 {
		t.Errorf("%+v, %v", got, err)
	}
}
