package app

import (
	"runtime"
	"strconv"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/store"
)

// chat is a store with one exchange that has n messages.
func chat(t *testing.T, n int) (*Session, flow.ID) {
	t.Helper()
	dir := t.TempDir()
	s, err := store.Open(dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	x := &flow.Exchange{Method: "GET", URL: "https://chat.test/", Host: "chat.test", Proto: flow.HTTP11, Client: &flow.ClientConn{}}
	x.Timing.Started = flow.Nanos(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).UnixNano())
	x.ID = s.NextID()
	tape := s.Open(x)
	for i := range n {
		data := strconv.AppendInt([]byte("message "), int64(i), 10)
		tape.Message(&flow.Message{Kind: flow.MessageText, Dir: flow.Response, Time: x.Timing.Started, Size: int64(len(data)), Data: data})
	}
	tape.Done()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := store.OpenReader(dir)
	if err != nil {
		t.Fatal(err)
	}
	session := &Session{r}
	t.Cleanup(func() {
		if err := session.Close(); err != nil {
			t.Error(err)
		}
	})
	return session, x.ID
}

func TestLastMessages(t *testing.T) {
	s, id := chat(t, 5)
	e, err := s.Entry(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if e.MessageCount() != 5 || len(e.Detail.Log) != 0 || e.Detail.Messages != 5 {
		t.Errorf("%d messages, %d in the detail, which has %d", e.MessageCount(), len(e.Detail.Log), e.Detail.Messages)
	}
	for last, want := range map[int][]string{0: nil, 2: {"message 3", "message 4"}, 9: {"message 0", "message 1", "message 2", "message 3", "message 4"}} {
		var got []string
		for m, err := range e.LastMessages(last) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, *m.Text)
		}
		if len(got) != len(want) || len(got) > 0 && got[0] != want[0] {
			t.Errorf("the last %d are %q", last, got)
		}
		e.Detail.Log = nil
		if e.FillLog(last); len(e.Detail.Log) != len(want) {
			t.Errorf("%d of %d are in the detail", len(e.Detail.Log), last)
		}
	}
}

// A long log is read one message at a time.
func TestLongLog(t *testing.T) {
	const n = 100_000
	s, id := chat(t, n)
	e, err := s.Entry(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var before, during runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	read := 0
	for m, err := range e.LastMessages(n) {
		if err != nil || *m.Text != "message "+strconv.Itoa(read) {
			t.Fatal(m, err)
		}
		if read++; read == n {
			runtime.GC()
			runtime.ReadMemStats(&during)
		}
	}
	if grown := int64(during.HeapAlloc) - int64(before.HeapAlloc); read != n || grown > 4<<20 {
		t.Errorf("%d messages, the heap grew by %d octets", read, grown)
	}
}
