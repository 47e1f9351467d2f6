package e2e

import (
	"io"
	"net/http"
	"syscall"
	"testing"
)

// TestSlowReadersHoldNothing has clients that ask for much and read little. The
// sender must be slowed down; the proxy must not grow.
func TestSlowReadersHoldNothing(t *testing.T) {
	if blind() {
		return
	}
	t.Parallel()
	s := ownStand(t)
	for _, proto := range []string{"http/1.1", "h2"} {
		client := s.goClient(t, proto, "http")
		get := func() *http.Response {
			res, err := client.Get(s.origin.URL("/bytes/1000000000"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(res.Body, make([]byte, 1000)); err != nil {
				t.Fatal(err)
			}
			return res
		}
		get().Body.Close()
		before := readRSS(t, s.proxy.PID)
		var held []io.Closer
		for range 20 {
			held = append(held, get().Body)
		}
		if grown := readRSS(t, s.proxy.PID) - before; grown > 100<<20 {
			t.Errorf("%s: resident memory grew by %d MiB for 20 readers that do not read", proto, grown>>20)
		}
		for _, b := range held {
			b.Close()
		}
	}
}

// TestKillKeepsWhatPassed kills the process and reads what it had captured.
func TestKillKeepsWhatPassed(t *testing.T) {
	if blind() {
		return
	}
	t.Parallel()
	dir := t.TempDir()
	s, err := newStand(dir, startInstance)
	if err != nil {
		t.Fatal(err)
	}
	defer s.origin.Close()
	client := s.goClient(t, "h2", "http")
	key := s.key(t)
	for range 50 {
		res, err := client.Get(s.origin.URL("/bytes/3000?k=" + key))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		res.Body.Close()
	}
	if got := s.settled(t, key, 50); len(got) != 50 { // now they are in the store
		t.Fatalf("%d exchanges before", len(got))
	}
	if err := s.proxy.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-s.proxy.ended
	after := s.proxy.flows(t)
	whole := 0
	for _, f := range after {
		if f.State == "complete" && f.ResponseBytes == 3000 {
			whole++
		}
	}
	if whole != 50 {
		t.Errorf("%d of 50 exchanges after SIGKILL: %+v", whole, after)
	}
	again, err := startInstance(dir, s.originCA)
	if err != nil {
		t.Fatalf("it does not start again: %v", err)
	}
	if n := len(again.flows(t)); n != 50 {
		t.Errorf("%d exchanges after the next start", n)
	}
	if err := again.close(); err != nil {
		t.Error(err)
	}
}

// TestTwoInstancesDoNotMeet starts a second one on the same directory, which
// has to be refused with the first one going on.
func TestTwoInstancesDoNotMeet(t *testing.T) {
	if blind() {
		return
	}
	t.Parallel()
	s := ownStand(t)
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	out, err := tryRun(t.Context(), nil, bin, "serve", "--proxy", "127.0.0.1:0", "--ui", "127.0.0.1:0", "--data", s.proxy.data, "--custody", "memory", "--quiet")
	if err == nil {
		t.Fatalf("a second instance ran to its end: %s", out)
	}
	res, err := s.goClient(t, "h2", "http").Get(s.origin.URL("/bytes/1"))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
}
