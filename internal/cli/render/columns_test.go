package render

import (
	"strings"
	"testing"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

func TestColumns(t *testing.T) {
	ms := 1234.5
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	f := &api.Flow{ID: 7, Kind: "exchange", Started: now, DurationMS: &ms, Process: "cu\trl", ProcessID: 42, Protocol: "h2", Method: "GET",
		URL: "https://a.example/x?y=1", Host: "a.example", Status: 404, RequestBytes: 10, ResponseBytes: 2000, ContentType: "text/html",
		State: flow.Complete, Fault: &api.Fault{Code: "upstream.reset"}, Rules: []string{"one", "two"}}
	chosen, err := ParseColumns("id, app,STATUS,size,took,path,fault,rules,date")
	if err != nil {
		t.Fatal(err)
	}
	plain := List{Zone: time.UTC}
	want := "7\tcu\\x09rl\t404\t2010\t1234.5\t/x?y=1\tupstream.reset\tone, two\t2026-01-02"
	if got := plain.Columns(chosen, f, now); got != want {
		t.Errorf("%q", got)
	}
	wide := List{Zone: time.UTC, Width: 120}
	line, title := wide.Columns(chosen, f, now), wide.Titles(chosen)
	if Width(line) > 120 || Width(title) > 120 || strings.Contains(line, "\t") {
		t.Errorf("%q\n%q", line, title)
	}
	for name, text := range map[string]string{"path": "/x?y=1", "took": "1.2 s", "status": "404"} {
		if _, err := ParseColumns(name); err != nil || !strings.Contains(line, text) {
			t.Errorf("%s: %q has no %q", name, line, text)
		}
	}
}

func TestEachColumnOfAnything(t *testing.T) {
	all, err := ParseColumns(strings.Join(ColumnNames(), ","))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []*api.Flow{{}, {State: flow.Active, Kind: "exchange"}, {Kind: "tunnel", URL: "a.example:443"}} {
		for _, width := range []int{0, 20, 400} {
			l := List{Width: width}
			line := l.Columns(all, f, time.Now())
			if width == 0 && strings.Count(line, "\t") != len(all)-1 || strings.Contains(line, "\n") {
				t.Errorf("%q", line)
			}
		}
	}
	if none, err := ParseColumns(""); none != nil || err != nil {
		t.Error(none, err)
	}
	if _, err := ParseColumns("id,"); err == nil {
		t.Error("an empty name is a column")
	}
}
