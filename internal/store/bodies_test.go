package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rockxy/internal/flow"
)

// folded waits until all complete bodies were looked at.
func folded(t testing.TB, s *Store) {
	t.Helper()
	if err := s.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for len(s.bodies.complete()) > 0 {
		<-tick.C
	}
}

func recordBody(s *Store, dir flow.Direction, pieces ...[]byte) flow.ID {
	x := newSample().exchange()
	tape := s.Open(x)
	tape.Head(flow.Request, newSample().request)
	for _, p := range pieces {
		tape.Body(dir, p)
	}
	x.State = flow.Complete
	tape.Done()
	return x.ID
}

func TestIdenticalLargeBodiesAreStoredOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	body, other := noise(1<<20), bytes.Repeat([]byte("other"), 1<<18)
	var ids []flow.ID
	for i := range 40 {
		cut := i*17003 + 1 // pieces as a network brings them
		ids = append(ids, recordBody(s, flow.Direction(i%2), body[:cut], body[cut:]))
	}
	slow := s.Open(newSample().exchange()) // begins in the segments
	slowID := slow.id
	slow.Body(flow.Response, body[:1000])
	mustGet(t, s, slowID) // which writes it
	slow.Body(flow.Response, body[1000:])
	mustGet(t, s, slowID)
	slow.Done()
	otherID := recordBody(s, flow.Request, other)
	folded(t, s)
	check := func(s *Store) {
		t.Helper()
		if size := diskUse(t, dir); size > int64(len(body)+len(other)+256<<10) {
			t.Errorf("%d octets for two bodies", size)
		}
		if size, _ := bodiesSize(dir, nil); size != s.bodies.size() {
			t.Errorf("%d octets, counted %d", size, s.bodies.size())
		}
		for i, id := range ids {
			if !bytes.Equal(bodyOf(t, mustGet(t, s, id), flow.Direction(i%2)), body) {
				t.Fatalf("the body of %d is another", id)
			}
		}
		if !bytes.Equal(bodyOf(t, mustGet(t, s, slowID), flow.Response), body) || !bytes.Equal(bodyOf(t, mustGet(t, s, otherID), flow.Request), other) {
			t.Error("a body is another")
		}
	}
	check(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openStore(t, dir, Options{})
	check(s)
	if _, err := s.Delete(t.Context(), append(ids[1:], slowID, otherID)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bodyOf(t, mustGet(t, s, ids[0]), flow.Request), body) {
		t.Error("the last one that has the body lost it")
	}
	if _, err := s.Delete(t.Context(), ids[:1]); err != nil {
		t.Fatal(err)
	}
	if size, err := bodiesSize(dir, nil); size != 0 || s.bodies.size() != 0 || err != nil {
		t.Errorf("%d octets of bodies of nobody, counted %d, %v", size, s.bodies.size(), err)
	}
}

func TestBodiesOfNobodyAreRemovedAtTheNextStart(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	id := recordBody(s, flow.Response, noise(100<<10))
	folded(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	strays := []string{"77.response", "77.request.rest", "1.response.tmp", "same/" + string(bytes.Repeat([]byte("ab"), 32))}
	if err := os.MkdirAll(filepath.Join(dir, bodiesName, sameName), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range strays {
		if err := os.WriteFile(filepath.Join(dir, bodiesName, name), noise(60<<10), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s = openStore(t, dir, Options{})
	for _, name := range strays {
		if _, err := os.Stat(filepath.Join(dir, bodiesName, name)); !os.IsNotExist(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	mustGet(t, s, id)
	if s.bodies.size() != 100<<10 {
		t.Errorf("%d octets", s.bodies.size())
	}
}

func TestDamagedBodyIsSeen(t *testing.T) {
	damage := map[string]func(path string) error{
		"cut":  func(path string) error { return os.Truncate(path, 60<<10) },
		"gone": os.Remove,
		"changed": func(path string) error {
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err == nil {
				_, err = f.WriteAt([]byte("?"), 70<<10)
				f.Close()
			}
			return err
		},
	}
	for name, f := range damage {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := openStore(t, dir, Options{})
			id := recordBody(s, flow.Response, noise(100<<10))
			folded(t, s)
			if err := f(bodyKey{id: id, dir: flow.Response}.path(dir)); err != nil {
				t.Fatal(err)
			}
			rec, err := s.Get(t.Context(), id)
			if err != nil || rec.Incomplete == "" {
				t.Errorf("%+v, %v", rec, err)
			}
		})
	}
}

func TestBodyNames(t *testing.T) {
	for _, k := range []bodyKey{{1, flow.Request, false}, {1 << 60, flow.Response, true}} {
		if got, ok := parseBodyName(filepath.Base(k.path("x"))); !ok || got != k {
			t.Errorf("%v: %v, %v", k, got, ok)
		}
	}
	for _, name := range []string{"", "same", "1", "0.request", "1.request.tmp", "1.body", "-1.request"} {
		if k, ok := parseBodyName(name); ok {
			t.Errorf("%q is %v", name, k)
		}
	}
}
