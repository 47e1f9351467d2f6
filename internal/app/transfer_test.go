package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

const someArchive = `{"log":{"version":"1.2","creator":{"name":"Chrome","version":"1"},"entries":[
{"startedDateTime":"2026-01-02T03:04:05Z","time":2,"request":{"method":"GET","url":"https://a.example/one?token=abcDEF0123456789xyz","httpVersion":"HTTP/1.1","headers":[]},"response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","headers":[],"content":{"size":3,"mimeType":"text/plain","text":"one"}},"timings":{"send":1,"wait":1,"receive":0},"connection":"5"},
{"startedDateTime":"2026-01-02T03:04:06Z","time":2,"request":{"method":"GET","url":"https://a.example/two","httpVersion":"HTTP/1.1","headers":[]},"response":{"status":500,"statusText":"No","httpVersion":"HTTP/1.1","headers":[],"content":{}},"timings":{"send":1,"wait":1,"receive":0},"connection":"5"}
]}}`

func imported(t *testing.T, archive string) (data string, report api.Imported) {
	t.Helper()
	data = t.TempDir()
	i, err := OpenImporter(data, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	report, err = i.Import(t.Context(), strings.NewReader(archive))
	if err := errors.Join(err, i.Close()); err != nil {
		t.Fatal(err)
	}
	return data, report
}

func openTest(t *testing.T, data string) *Session {
	t.Helper()
	s, err := OpenSession(data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func formatNamed(t *testing.T, name string) ExportFormat {
	t.Helper()
	for _, f := range ExportFormats() {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("there is no format %q", name)
	return ExportFormat{}
}

func TestConnectionsOfAnArchiveStayShared(t *testing.T) {
	data, report := imported(t, someArchive)
	if report.Imported != 2 || report.First != 1 || report.Last != 2 || report.Creator != "Chrome 1" {
		t.Errorf("%+v", report)
	}
	s := openTest(t, data)
	one, err1 := s.Entry(t.Context(), 1)
	two, err2 := s.Entry(t.Context(), 2)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if a, b := one.rec.Summary.ServerConn, two.rec.Summary.ServerConn; a == 0 || a != b {
		t.Errorf("connections %d and %d", a, b)
	}
}

func TestExportReplacesSecretsAndTheyStayReplaced(t *testing.T) {
	data, _ := imported(t, someArchive)
	s := openTest(t, data)
	for _, f := range ExportFormats() {
		for _, with := range []bool{false, true} {
			var b bytes.Buffer
			report, err := s.Export(t.Context(), &b, Export{Format: f, IDs: []flow.ID{1}, WithSecrets: with})
			if err != nil || report.Exchanges != 1 || report.Redacted == with || !with && report.Secrets != 1 {
				t.Errorf("%s: %+v, %v", f.Name, report, err)
			}
			if f.Name == "pcapng" { // encrypted
				continue
			}
			if has := strings.Contains(b.String(), "abcDEF0123456789xyz"); has != with {
				t.Errorf("%s, secrets %v:\n%s", f.Name, with, &b)
			}
		}
	}
}

func TestExportOfOneExchange(t *testing.T) {
	data, _ := imported(t, someArchive)
	s := openTest(t, data)
	for _, test := range []struct {
		filter string
		ids    []flow.ID
		want   string
	}{
		{"", nil, "these are 2"},
		{"", []flow.ID{1, 2}, "these are 2"},
		{"nothing", nil, "nothing captured matches"},
		{"", []flow.ID{9}, "there is no entry 9"},
		{"stat:", nil, "column 1"},
		{"status:500", nil, ""},
		{"", []flow.ID{2}, ""},
	} {
		var b bytes.Buffer
		_, err := s.Export(t.Context(), &b, Export{Format: formatNamed(t, "go"), Filter: test.filter, IDs: test.ids})
		var ae *api.Error
		if test.want == "" {
			if err != nil || !strings.Contains(b.String(), `"/two"`) {
				t.Errorf("%+v: %v\n%s", test, err, &b)
			}
		} else if !errors.As(err, &ae) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: %v", test, err)
		}
	}
}

func TestExportEndsWithItsContext(t *testing.T) {
	data, _ := imported(t, someArchive)
	s := openTest(t, data)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Export(ctx, io.Discard, Export{Format: formatNamed(t, "har")}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	i, err := OpenImporter(t.TempDir(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer i.Close()
	if report, err := i.Import(ctx, strings.NewReader(someArchive)); !errors.Is(err, context.Canceled) || report.Imported != 0 {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestImportsAndTheLiveList(t *testing.T) {
	a, stop := run(t, testConfig(t), Options{})
	events := map[flow.ID]int{}
	started, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- a.Watch(context.Background(), "status:500", func() error { close(started); return nil }, func(all []api.Event) error {
			for _, e := range all {
				if e.Flow != nil {
					events[e.Flow.ID] = e.Flow.Status
				}
			}
			return nil
		})
	}()
	<-started
	report, err := instance{a}.Import(t.Context(), strings.NewReader(someArchive))
	if err != nil || report.Imported != 2 {
		t.Errorf("%+v, %v", report, err)
	}
	if _, err := (instance{a}).Import(t.Context(), strings.NewReader("no")); err == nil {
		t.Error("no archive, and no error")
	}
	if err := errors.Join(stop(), <-ended); err != nil {
		t.Fatal(err)
	}
	if len(events) != 1 || events[2] != 500 {
		t.Errorf("%v", events)
	}
}

func TestWatchSaysWhatIsGone(t *testing.T) {
	a, stop := run(t, testConfig(t), Options{})
	var got []api.Event
	started, ended := make(chan struct{}), make(chan error, 1)
	seen := make(chan struct{}, 100)
	go func() {
		ended <- a.Watch(context.Background(), "not status:200", func() error { close(started); return nil }, func(all []api.Event) error {
			got = append(got, all...)
			seen <- struct{}{}
			return nil
		})
	}()
	<-started
	x := &flow.Exchange{Method: "GET", URL: "http://a.example/", Host: "a.example", Timing: flow.Timing{Started: 1}}
	tape := a.store.Open(x)
	<-seen
	x.Status, x.State, x.Timing.Ended = 200, flow.Complete, 2
	tape.Done()
	<-seen
	if err := errors.Join(stop(), <-ended); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Flow == nil || got[0].Flow.ID != x.ID || got[1].Flow != nil || got[1].Gone != x.ID {
		text, _ := json.Marshal(got)
		t.Errorf("%s", text)
	}
}

func TestNumberingIsTheSameAfterItself(t *testing.T) {
	var a, b numbering
	var first, second []flow.ConnID
	for i := range 3 * maxNumbered {
		first = append(first, a.of(flow.ConnID(1000+i/2+i%2*7)))
	}
	for _, id := range first {
		second = append(second, b.of(id))
	}
	for i := range first {
		if first[i] != second[i] {
			t.Fatalf("place %d: %d, then %d", i, first[i], second[i])
		}
	}
	if a.of(0) != 0 {
		t.Error("no connection has a number")
	}
}

func TestPlaces(t *testing.T) {
	var p places
	p.add(1, 10)
	p.add(2, 11)
	p.add(4, 12)
	p.add(5, 20)
	for place, want := range map[int]flow.ID{0: 0, 1: 10, 2: 11, 3: 0, 4: 12, 5: 20, 6: 0} {
		if got := p.find(place); got != want {
			t.Errorf("place %d: %d, want %d", place, got, want)
		}
	}
}
