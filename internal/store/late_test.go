package store

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/flow"
)

func TestLateProcessIsAddedToWhatIsOver(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		smp := newSample()
		id := smp.record(s)
		f := &flow.HandshakeFailure{Client: smp.client, Verdict: flow.VerdictPinned}
		s.HandshakeFailure(f)
		if err := s.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		smp.client.Process.Store(&flow.Process{PID: 5, Name: "curl", Path: "/bin/curl"})
		time.Sleep(4 * activeTick)
		all, err := s.List(t.Context(), Query{})
		if err != nil || len(all) != 2 || all[0].Process.Name != "curl" || all[1].Process.PID != 5 || all[1].State != flow.Complete {
			t.Errorf("%+v, %v", all, err)
		}
		rec, err := s.Get(t.Context(), id)
		if err != nil || rec.Client.Process.Load() == nil || rec.Head(flow.Response) == nil {
			t.Errorf("%+v, %v", rec, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// A verdict may change when more is known of the client; neither a process that
// becomes known late nor a restart brings the old one back.
func TestFailureIsRecordedAnew(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		c := &flow.ClientConn{ID: s.NextConn(), Addr: "127.0.0.1:5"}
		f := &flow.HandshakeFailure{Client: c, Verdict: flow.VerdictUnsure, Ending: flow.EndingClosed, Started: 1, Ended: 2}
		s.HandshakeFailure(f)
		again := *f
		again.Verdict, again.Reasons, again.ClientCertAsked = flow.VerdictPinned, []string{"accepted elsewhere"}, true
		s.HandshakeFailure(&again)
		c.Process.Store(&flow.Process{PID: 5, Name: "curl"})
		time.Sleep(4 * activeTick)
		check := func(s interface {
			List(context.Context, Query) ([]Summary, error)
		}) {
			t.Helper()
			all, err := s.List(t.Context(), Query{})
			if err != nil || len(all) != 1 || all[0].ID != f.ID || all[0].Verdict != flow.VerdictPinned || all[0].Process.Name != "curl" ||
				all[0].Ending != flow.EndingClosed || !all[0].ClientCertAsked || len(all[0].Reasons) != 1 {
				t.Errorf("%+v, %v", all, err)
			}
		}
		check(s)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if s, err = Open(dir, Options{}); err != nil {
			t.Fatal(err)
		}
		check(s)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}
