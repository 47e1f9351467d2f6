package store

import (
	"errors"
	"testing"

	"rockxy/internal/flow"
)

func pin(on bool) MarkChange { return MarkChange{Pinned: &on} }

func comment(text string) MarkChange { return MarkChange{Comment: &text} }

func colour(c flow.Colour) MarkChange { return MarkChange{Colour: &c} }

func mustMark(t testing.TB, s *Store, id flow.ID, changes ...MarkChange) {
	t.Helper()
	for _, c := range changes {
		if _, err := s.Mark(t.Context(), []flow.ID{id}, c); err != nil {
			t.Fatal(err)
		}
	}
}

func mustGet(t testing.TB, s *Store, id flow.ID) *Record {
	t.Helper()
	rec, err := s.Get(t.Context(), id)
	if err != nil || rec.Incomplete != "" {
		t.Fatalf("entry %d: %+v, %v", id, rec, err)
	}
	return rec
}

func TestMarksAreKeptWhateverTheEntryDoes(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	smp := newSample()
	ended := smp.record(s)
	x := smp.exchange()
	tape := s.Open(x)
	tape.Head(flow.Request, smp.request)
	tunnel := &flow.Tunnel{Client: smp.client, Host: "h", Port: 1, State: flow.Active}
	s.Tunnel(tunnel)
	failure := &flow.HandshakeFailure{Client: smp.client, Host: "h"}
	s.HandshakeFailure(failure)
	ids := []flow.ID{ended, x.ID, tunnel.ID, failure.ID}
	for _, id := range ids {
		mustMark(t, s, id, pin(true), comment("look here"), colour("red"))
	}
	tape.Body(flow.Response, smp.body)
	x.State = flow.Complete
	tape.Done()
	tunnel.State = flow.Complete
	s.Tunnel(tunnel)
	failure.Verdict = flow.VerdictPinned // judged anew
	s.HandshakeFailure(failure)
	want := flow.Mark{Pinned: true, Colour: "red", Comment: "look here"}
	check := func(s *Store) {
		t.Helper()
		for _, id := range ids {
			if rec := mustGet(t, s, id); rec.Summary.Mark != want || rec.Summary.State == flow.Active {
				t.Errorf("%s: %+v", rec.Summary.Kind, rec.Summary)
			}
		}
		if got := bodyOf(t, mustGet(t, s, x.ID), flow.Response); string(got) != string(smp.body) {
			t.Error("the body is another")
		}
		if v := mustGet(t, s, failure.ID).Summary.Verdict; v != flow.VerdictPinned {
			t.Errorf("verdict %s", v)
		}
	}
	check(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openStore(t, dir, Options{})
	check(s)
	mustMark(t, s, ended, comment(""), colour(""), pin(false))
	if m := mustGet(t, s, ended).Summary.Mark; m != (flow.Mark{}) {
		t.Errorf("after it was taken back: %+v", m)
	}
	if _, err := s.Mark(t.Context(), []flow.ID{x.ID, 99}, comment("both")); !errors.Is(err, ErrNotFound) {
		t.Errorf("of no entry: %v", err)
	}
	if m := mustGet(t, s, x.ID).Summary.Mark; m.Comment != "both" {
		t.Errorf("before the one that there is not: %+v", m)
	}
}

func TestMarksAreTold(t *testing.T) {
	s := openStore(t, t.TempDir(), Options{})
	id := newSample().record(s)
	sub := s.Subscribe()
	defer sub.Close()
	mustMark(t, s, id, comment("new"))
	if b := <-sub.C(); len(b.Changed) != 1 || b.Changed[0].Mark.Comment != "new" {
		t.Errorf("%+v", b)
	}
}
