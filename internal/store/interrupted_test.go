package store

import (
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/flow"
)

// snapshot copies a session as a crash would leave it.
func snapshot(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

func TestEntriesLeftActiveAreInterrupted(t *testing.T) {
	dir, crashed := t.TempDir(), filepath.Join(t.TempDir(), "crashed")
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		smp := newSample()
		x := smp.exchange()
		tape := s.Open(x)
		tape.Head(flow.Request, smp.request)
		tape.Body(flow.Request, []byte("some"))
		tunnel := &flow.Tunnel{Client: smp.client, Host: "pinned.test", Port: 443, Started: 5, State: flow.Active, Verdict: flow.VerdictBypass}
		s.Tunnel(tunnel)
		time.Sleep(time.Second)
		snapshot(t, dir, crashed)
		tunnel.State, tunnel.Ended = flow.Complete, 9
		s.Tunnel(tunnel)
		tape.Done()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for range 2 { // the second time there is nothing left to do
		s, err := Open(crashed, Options{})
		if err != nil {
			t.Fatal(err)
		}
		all, err := s.List(t.Context(), Query{Oldest: true})
		if err != nil || len(all) != 2 {
			t.Fatalf("%+v, %v", all, err)
		}
		for _, e := range all {
			if e.State != flow.Failed || e.Fault == nil || e.Fault.Code != flow.RockxyInterrupted || e.Client == "" {
				t.Errorf("%+v", e)
			}
		}
		rec, err := s.Get(t.Context(), 1)
		if err != nil || rec.Head(flow.Request) == nil || string(bodyOf(t, rec, flow.Request)) != "some" || rec.Client == nil {
			t.Errorf("what was recorded of it is gone: %+v, %v", rec, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCloseInterruptsWhatRuns(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.Open(newSample().exchange())
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := OpenReader(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	all, err := r.List(t.Context(), Query{})
	if err != nil || len(all) != 1 || all[0].State != flow.Failed || all[0].Fault == nil || all[0].Ended == 0 {
		t.Errorf("%+v, %v", all, err)
	}
}
