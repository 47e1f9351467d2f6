//go:build unix

package api

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rockxy/internal/flow"
)

// serveSocket serves inst on the socket of dir and returns a connected client.
func serveSocket(t *testing.T, dir string, inst Instance) *Client {
	t.Helper()
	l, err := Listen(dir)
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: NewSocketHandler(inst)}
	served := make(chan error)
	go func() { served <- s.Serve(l) }()
	t.Cleanup(func() {
		if err := s.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
		<-served
		if _, err := os.Stat(SocketPath(dir)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the socket is still there: %v", err)
		}
	})
	c, err := Dial(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestClient(t *testing.T) {
	f := newFake()
	c := serveSocket(t, t.TempDir(), f)
	ctx := t.Context()
	if s, err := c.Status(ctx); err != nil || s.PID != 12 {
		t.Errorf("status %+v, %v", s, err)
	}
	if b, err := c.RootPEM(ctx); err != nil || string(b) != "ROOT" {
		t.Errorf("root %s, %v", b, err)
	}
	if b, err := c.UpstreamPEM(ctx); err != nil || string(b) != "MORE" {
		t.Errorf("upstream %s, %v", b, err)
	}
	if p, err := c.Policy(ctx); err != nil || p.Default != "intercept" {
		t.Errorf("policy %+v, %v", p, err)
	}
	if err := c.ReloadPolicy(ctx); err != nil || f.reloaded != 1 {
		t.Errorf("reloaded %d, %v", f.reloaded, err)
	}
	f.reloadErr = &Error{Status: http.StatusUnprocessableEntity, Message: "policy.conf:1:1: no", Hint: "correct it"}
	var refused *Error
	if err := c.ReloadPolicy(ctx); !errors.As(err, &refused) || refused.Message != "policy.conf:1:1: no" || refused.Hint == "" {
		t.Errorf("reload: %v", err)
	}
	if err := c.Sync(ctx); err != nil || f.synced != 1 {
		t.Errorf("synced %d, %v", f.synced, err)
	}
	if all, err := c.List(ctx, Query{Limit: 5}); err != nil || len(all) != 2 || all[0].ID != 2 {
		t.Errorf("list %v, %v", all, err)
	}
	var e *Error
	if _, err := c.List(ctx, Query{Filter: "bad"}); !errors.As(err, &e) || e.Hint != "use another" {
		t.Errorf("bad filter: %v", err)
	}
	if d, err := c.Get(ctx, 1); err != nil || d.ID != 1 {
		t.Errorf("get %v, %v", d, err)
	}
	if _, err := c.Get(ctx, 9); !errors.Is(err, ErrNotFound) {
		t.Errorf("get of nothing: %v", err)
	}
}

func TestClientWatch(t *testing.T) {
	f := newFake()
	c := serveSocket(t, t.TempDir(), f)
	var got []Event
	err := c.Watch(t.Context(), "", func() error {
		go func() {
			f.events <- []Event{{Flow: &Flow{ID: 1}}, {Flow: &Flow{ID: 2}}}
			f.events <- []Event{{Skipped: 4}}
			close(f.events)
		}()
		return nil
	}, func(e Event) error {
		got = append(got, e)
		return nil
	})
	if err != nil || len(got) != 3 || got[1].Flow.ID != flow.ID(2) || got[2].Skipped != 4 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestClientWatchEndsWithItsContext(t *testing.T) {
	c := serveSocket(t, t.TempDir(), newFake())
	ctx, cancel := context.WithCancel(t.Context())
	err := c.Watch(ctx, "", func() error { cancel(); return nil }, func(Event) error { return nil })
	if err != nil {
		t.Error(err)
	}
}

func TestClientWatchOfABadFilter(t *testing.T) {
	c := serveSocket(t, t.TempDir(), newFake())
	err := c.Watch(t.Context(), "bad", func() error { t.Error("it began"); return nil }, func(Event) error { return nil })
	var e *Error
	if !errors.As(err, &e) || e.Status != 400 || e.Column != 3 {
		t.Errorf("%v", err)
	}
}

func TestClientImport(t *testing.T) {
	c := serveSocket(t, t.TempDir(), newFake())
	report, err := c.Import(t.Context(), strings.NewReader("archive"))
	if err != nil || report.Imported != len("archive") {
		t.Errorf("%+v, %v", report, err)
	}
	_, err = c.Import(t.Context(), strings.NewReader("bad"))
	var e *Error
	if !errors.As(err, &e) || e.Message != "this is not a HAR file" || e.Hint == "" {
		t.Errorf("%v", err)
	}
}

func TestClientQueries(t *testing.T) {
	c := serveSocket(t, t.TempDir(), newFake())
	for sort, ok := range map[Sort]bool{"": true, SortNumber: true, SortTook: true, "weight": false} {
		_, err := c.List(t.Context(), Query{Sort: sort, Oldest: true})
		var e *Error
		if (err == nil) != ok || !ok && !errors.As(err, &e) {
			t.Errorf("%q: %v", sort, err)
		}
	}
}

func TestClientLease(t *testing.T) {
	f := newFake()
	c := serveSocket(t, t.TempDir(), f)
	release, err := c.Lease(t.Context())
	if err != nil || f.leases != 1 {
		t.Fatalf("%d leases, %v", f.leases, err)
	}
	release()
	<-f.released
}

func TestDialNobody(t *testing.T) {
	dir := t.TempDir()
	if _, err := Dial(t.Context(), dir); !errors.Is(err, ErrNotRunning) {
		t.Errorf("no socket: %v", err)
	}
	// A socket that an instance which was killed has left behind.
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: SocketPath(dir), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	l.Close()
	if _, err := Dial(t.Context(), dir); !errors.Is(err, ErrNotRunning) {
		t.Errorf("a socket without an owner: %v", err)
	}
	serveSocket(t, dir, newFake()) // takes its place
}

func TestSocketFile(t *testing.T) {
	dir := t.TempDir()
	serveSocket(t, dir, newFake())
	info, err := os.Stat(SocketPath(dir))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

func TestSocketInADeepDirectory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("d", 120))
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	short, release, err := shortPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	release()
	if short == dir {
		return // this system has no other name for it
	}
	serveSocket(t, dir, newFake())
}
