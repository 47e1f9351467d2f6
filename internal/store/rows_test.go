package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"rockxy/internal/flow"
)

func TestRows(t *testing.T) {
	t.Parallel()
	s := mixed(t)
	list, err := s.List(t.Context(), Query{})
	if err != nil {
		t.Fatal(err)
	}
	want := ids(list)
	want = append(want, 999_999, 5) // never there, deleted
	rows, err := s.Rows(t.Context(), want)
	if err != nil || len(rows) != len(want) {
		t.Fatal(len(rows), err)
	}
	for i, id := range want[:len(list)] {
		if rows[i].ID != id || rows[i].URL != list[i].URL || rows[i].State != list[i].State || rows[i].Mark != list[i].Mark {
			t.Fatalf("got  %+v\nwant %+v", rows[i].Summary, list[i])
		}
	}
	if rows[len(list)].ID != 0 || rows[len(list)+1].ID != 0 {
		t.Errorf("%+v", rows[len(list):])
	}
}

// What is newer than the index counts.
func TestRowsOfTheTail(t *testing.T) {
	s := openStore(t, t.TempDir(), Options{})
	smp := newSample()
	id := smp.record(s)
	for rows := []Row(nil); len(rows) == 0 || rows[0].ID != id; {
		var err error
		if rows, err = s.Rows(t.Context(), []flow.ID{id}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestHeadValues(t *testing.T) {
	s := openStore(t, t.TempDir(), Options{})
	record := func(request, response string, requestBody, responseBody int, update bool) flow.ID {
		x := &flow.Exchange{Method: "GET", Host: "h", URL: "http://h/"}
		tape := s.Open(x)
		tape.Head(flow.Request, head(request, flow.Request))
		tape.Body(flow.Request, []byte(strings.Repeat("q", requestBody)))
		if update {
			tape.Update()
			if err := s.Sync(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		tape.Head(flow.Response, head("HTTP/1.1 103 Early Hints\r\nServer: early\r\n\r\n", flow.Response))
		tape.Head(flow.Response, head(response, flow.Response))
		tape.Body(flow.Response, []byte(strings.Repeat("r", responseBody)))
		x.Status, x.State = 200, flow.Complete
		tape.Done()
		return x.ID
	}
	all := []flow.ID{
		record("GET / HTTP/1.1\r\nUser-Agent: one\r\n\r\n", "HTTP/1.1 200 OK\r\nserver: s1\r\nX: a\r\nx: b\r\n\r\n", 0, 0, false),
		record("GET / HTTP/1.1\r\nUSER-AGENT: two\r\n\r\n", "HTTP/1.1 200 OK\r\nServer: s2\r\n\r\n", 100_000, 200_000, false),
		record("GET / HTTP/1.1\r\nuser-agent: "+strings.Repeat("long ", 5000)+"\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", 9000, 300_000, true),
		record("GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\nServer: s4\r\n\r\n", 5, 5, true),
	}
	if err := s.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows, err := s.Rows(t.Context(), append(all, 77))
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.HeadValues(t.Context(), rows, []HeadField{{flow.Response, "server"}, {flow.Request, "user-agent"}, {flow.Response, "X"}})
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"s1", "one", "a, b"}, {"s2", "two", ""}, {"", strings.TrimSpace(strings.Repeat("long ", 5000)), ""}, {"s4", "", ""}, {"", "", ""}}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got  %.300s\nwant %.300s", fmt.Sprint(got), fmt.Sprint(want))
	}
}

// A record that is not what was written is no row's end.
func TestHeadsOfDamagedRecords(t *testing.T) {
	s := openStore(t, t.TempDir(), Options{})
	smp := newSample()
	id := smp.record(s)
	if err := s.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows, err := s.Rows(t.Context(), []flow.ID{id})
	if err != nil {
		t.Fatal(err)
	}
	f := segmentFiles{dir: s.dir}
	defer f.close()
	for off := range int64(200) {
		at := rows[0].at
		at.Off += off + 1
		if _, err := f.heads(at); err != nil && !errors.Is(err, errTorn) && !errors.Is(err, errFields) {
			t.Errorf("%d: %v", off, err)
		}
	}
}
