package app

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/testkit"
)

// sse reads a stream of changes.
type sse struct {
	t      *testing.T
	resp   *http.Response
	lines  *bufio.Scanner
	cancel context.CancelFunc
}

type sseEvent struct{ id, name, data string }

func openChanges(t *testing.T, server *httptest.Server, query, last string) *sse {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*testkit.Patience)
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/v1/changes"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = api.Host
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	resp, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatal(resp.Status, resp.Header)
	}
	return &sse{t, resp, bufio.NewScanner(resp.Body), cancel}
}

// next returns the next event; ok is false at the end.
func (s *sse) next() (e sseEvent, ok bool) {
	for s.lines.Scan() {
		name, value, _ := strings.Cut(s.lines.Text(), ": ")
		switch name {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			e.data = value
		case "":
			if e.name != "" {
				return e, true
			}
		}
	}
	return e, false
}

// find passes over events until one is as wanted.
func (s *sse) find(what string, wanted func(sseEvent) bool) sseEvent {
	s.t.Helper()
	for {
		e, ok := s.next()
		if !ok {
			s.t.Fatalf("the stream ended without %s", what)
		}
		if wanted(e) {
			return e
		}
	}
}

func called(name string) func(sseEvent) bool {
	return func(e sseEvent) bool { return e.name == name }
}

func listChange(t *testing.T, e sseEvent) (c api.ListChange) {
	t.Helper()
	if err := json.Unmarshal([]byte(e.data), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func capture(a *App, k int) flow.ID {
	tr := &traffic{s: a.store, l: a.lists, going: map[flow.ID]*flowing{}}
	return tr.record(k)
}

func TestChangesAreTold(t *testing.T) {
	a, stop := run(t, testConfig(t), Options{})
	server := httptest.NewServer(api.NewSocketHandler(instance{a}))
	t.Cleanup(server.Close)
	s := openChanges(t, server, "?filter=host:a.example&desc=true", "")
	first := map[string]bool{}
	for complete := false; len(first) < 6 || !complete; {
		e, ok := s.next()
		if !ok {
			t.Fatal("the stream ended", first)
		}
		first[e.name] = true
		complete = complete || e.name == "list" && listChange(t, e).Complete
	}
	for _, name := range []string{"list", "status", "breakpoints", "rules", "policy", "sidebar"} {
		if !first[name] {
			t.Errorf("%s is not told at first: %v", name, first)
		}
	}
	capture(a, 1) // of another host
	id := capture(a, 0)
	var last sseEvent
	s.find("the entry", func(e sseEvent) bool {
		last = e
		return e.name == "list" && len(listChange(t, e).Changed) == 1 && listChange(t, e).Changed[0] == id
	})
	if c := listChange(t, last); c.Total != 1 || c.Seq == 0 || !c.Complete || c.Many {
		t.Errorf("%+v", c)
	}
	w, err := instance{a}.Window(t.Context(), api.WindowQuery{ListQuery: api.ListQuery{Filter: "host:a.example"}, Limit: 10})
	if err != nil || len(w.Rows) != 1 || w.Rows[0].ID != id || w.Seq < listChange(t, last).Seq || w.Rows[0].TLS != "TLS 1.3" {
		t.Errorf("%+v, %v", w, err)
	}
	if _, err := (instance{a}).Delete(t.Context(), []flow.ID{id}); err != nil {
		t.Fatal(err)
	}
	s.find("that it is gone", func(e sseEvent) bool {
		return e.name == "list" && listChange(t, e).Removed == 1 && listChange(t, e).Total == 0
	})
	s.cancel()

	// What happened meanwhile is told, and no more.
	one, two := capture(a, 3), capture(a, 6)
	s = openChanges(t, server, "?filter=host:a.example", last.id)
	told, removed := map[flow.ID]bool{}, 0
	s.find("both", func(e sseEvent) bool {
		if e.name == "reset" {
			t.Error("it was not resumed")
		}
		if e.name != "list" {
			return false
		}
		c := listChange(t, e)
		for _, id := range c.Changed {
			told[id] = true
		}
		removed += c.Removed
		return c.Total == 2
	})
	if len(told) != 2 || !told[one] || !told[two] || removed != 1 {
		t.Errorf("%v, %d removed", told, removed)
	}
	s.cancel()
	for _, id := range []string{"other-1", a.lists.epoch + "-99999", a.lists.epoch + "-0", "nonsense"} {
		s = openChanges(t, server, "?filter=host:a.example", id)
		if e, _ := s.next(); e.name != "reset" {
			t.Errorf("after %q: %+v", id, e)
		}
		s.cancel()
	}

	// A stream ends with the instance, and does not hold it up.
	s = openChanges(t, server, "", "")
	s.find("something", called("status"))
	begin := time.Now()
	if err := stop(); err != nil {
		t.Error(err)
	}
	for ok := true; ok; _, ok = s.next() {
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("it took %v to stop", took)
	}
}

// Rules, the policy and what is paused are numbered; who looks again is told once.
func TestChangesBesides(t *testing.T) {
	a, _ := run(t, testConfig(t), Options{})
	server := httptest.NewServer(api.NewSocketHandler(instance{a}))
	t.Cleanup(server.Close)
	s := openChanges(t, server, "", "")
	before := s.find("the rules", called("rules")).data
	writeRules(t, filepath.Join(RulesDir(a.cfg.Data), "x.yaml"), named("one"))
	_ = instance{a}.ReloadRules()
	s.find("a revision", func(e sseEvent) bool { return e.name == "rules" && e.data != before })
	pause(t, a, request())
	s.find("what is paused", func(e sseEvent) bool { return e.name == "breakpoints" && strings.Contains(e.data, `"count":1`) })
}

// Who does not read holds nobody up, and hears of everything at last.
func TestSlowReaderOfChanges(t *testing.T) {
	a, _ := run(t, testConfig(t), Options{})
	ctx, cancel := context.WithTimeout(t.Context(), testkit.Patience)
	defer cancel()
	hold, begun := make(chan struct{}), make(chan struct{})
	many := false
	seen := map[flow.ID]bool{}
	last := api.ListChange{}
	const n = 300
	ended := make(chan error, 1)
	go func() {
		ended <- instance{a}.Changes(ctx, api.ChangesQuery{}, func() error { close(begun); return nil }, func(all []api.Change) error {
			<-hold
			for _, c := range all {
				if c.List == nil {
					continue
				}
				last = *c.List
				many = many || last.Many
				for _, id := range last.Changed {
					seen[id] = true
				}
			}
			if last.Total == n && (many || len(seen) == n) {
				cancel()
			}
			return nil
		})
	}()
	<-begun
	for k := range n {
		capture(a, k)
	}
	close(hold)
	if err := <-ended; err != nil || last.Total != n || !many && len(seen) != n {
		t.Errorf("%+v, %d seen, %v", last, len(seen), err)
	}
}
