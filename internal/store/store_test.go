package store

import (
	"io"
	"reflect"
	"testing"

	"rockxy/internal/flow"
)

func TestExchangeIsReadAsRecorded(t *testing.T) {
	s := openStore(t, t.TempDir(), Options{})
	smp := newSample()
	id := smp.record(s)
	list, err := s.List(t.Context(), Query{Limit: 10})
	if err != nil || len(list) != 1 {
		t.Fatalf("list: %v, %v", list, err)
	}
	if got := list[0]; got.ID != id || got.State != flow.Complete || got.Status != 200 || got.URL != "https://h0001.bench.test/b/1024" ||
		got.ContentType != "application/json" || got.Response.Stored != 1024 || got.Duration() != 100_000 {
		t.Errorf("summary: %+v", got)
	}
	rec, err := s.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if got := rec.Head(flow.Request); string(got.Raw) != string(smp.request.Raw) || string(got.Method) != "GET" {
		t.Errorf("request head %q", got.Raw)
	}
	if got := rec.Head(flow.Response); string(got.Raw) != string(smp.response.Raw) || got.Status != 200 {
		t.Errorf("response head %q", got.Raw)
	}
	if b, err := io.ReadAll(rec.Body(flow.Response)); err != nil || string(b) != string(smp.body) {
		t.Errorf("body %q, %v", b, err)
	}
	if rec.Client == nil || rec.Client.Target != smp.client.Target || rec.Server == nil || string(rec.Server.TLS.Chain[0].DER) != "der" {
		t.Errorf("connections: %+v, %+v", rec.Client, rec.Server)
	}
}

func TestNumbersGoOnAfterReopening(t *testing.T) {
	dir := t.TempDir()
	smp := newSample()
	for want := flow.ID(1); want <= 3; want++ {
		s, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if rec := s.Status().Recovery; !reflect.DeepEqual(rec, Recovery{}) {
			t.Errorf("it was closed, yet %+v", rec)
		}
		if got := smp.record(s); got != want {
			t.Errorf("number %d, want %d", got, want)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	r, err := OpenReader(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if list, err := r.List(t.Context(), Query{}); err != nil || len(list) != 3 || list[0].ID != 3 {
		t.Errorf("list %v, %v", list, err)
	}
}
