package store

import (
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
