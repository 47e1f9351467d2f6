package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

// tty interprets what the list writes as a terminal would: text, line feeds,
// cursor up and clear to the end.
type tty struct {
	t     *testing.T
	mu    sync.Mutex
	lines []string
}

func (v *tty) seen() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.lines)
}

func (v *tty) Write(p []byte) (int, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	s := string(p)
	for s != "" {
		var up int
		switch {
		case strings.HasPrefix(s, "\x1b[J"):
			s = s[3:]
		case strings.HasPrefix(s, "\x1b["):
			n, err := fmt.Sscanf(s, "\x1b[%dA", &up)
			if n != 1 || err != nil || up > len(v.lines) {
				v.t.Fatalf("unexpected %q", s)
			}
			v.lines = v.lines[:len(v.lines)-up]
			s = s[strings.IndexByte(s, 'A')+1:]
		default:
			line, rest, ok := strings.Cut(s, "\n")
			if !ok {
				v.t.Fatalf("an unfinished line: %q", s)
			}
			v.lines = append(v.lines, line)
			s = rest
		}
	}
	return len(p), nil
}

func entry(id flow.ID, state flow.State, status int) *api.Flow {
	return &api.Flow{
		ID: id, Kind: "exchange", State: state, Status: status, Process: "p", Method: "GET", Protocol: "h2",
		URL: fmt.Sprintf("https://x/%d", id), Started: time.Now(),
	}
}

// script plays batches of events, a second apart, and ends.
func script(batches ...[]api.Event) watcher {
	return func(_ context.Context, started func() error, changed func([]api.Event) error) error {
		if err := started(); err != nil {
			return err
		}
		for _, b := range batches {
			if err := changed(b); err != nil {
				return err
			}
			time.Sleep(time.Second) // of a synctest bubble
		}
		return nil
	}
}

func TestLiveListOnATerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &tty{t: t}
		l := newLiveList(screen{Writer: v, terminal: true, fd: -1}, screen{Writer: v})
		done := l.watch(script(
			[]api.Event{{Flow: entry(1, flow.Active, 200)}, {Flow: entry(2, flow.Complete, 204)}},
			[]api.Event{{Flow: entry(3, flow.Active, 0)}},
			[]api.Event{{Flow: entry(1, flow.Complete, 200)}},
		))
		time.Sleep(1500 * time.Millisecond)
		synctest.Wait()
		wantURLs(t, v.seen(), "/2", "/1", "/3")
		fmt.Fprintln(l.notes(), "a note\x1b[2J")
		wantURLs(t, v.seen(), "/2", `a note\x1b[2J`)
		<-done
		wantURLs(t, v.seen(), "/2", "a note", "/1") // what goes on for ever is not left on the screen
	})
}

func TestLiveListInAPipe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &tty{t: t}
		l := newLiveList(screen{Writer: v}, screen{Writer: v})
		<-l.watch(script([]api.Event{{Flow: entry(1, flow.Active, 200)}}, []api.Event{{Flow: entry(1, flow.Complete, 200)}}))
		wantURLs(t, v.seen(), "/1")
	})
}

func TestLiveListWithoutABeginning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLiveList(screen{Writer: &tty{t: t}}, screen{})
		<-l.watch(func(context.Context, func() error, func([]api.Event) error) error { return context.Canceled })
	})
}

func wantURLs(t *testing.T, lines []string, want ...string) {
	t.Helper()
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(want), strings.Join(lines, "\n"))
	}
	for i := range want {
		if !strings.Contains(lines[i], want[i]) {
			t.Errorf("line %d is %q, want %q", i, lines[i], want[i])
		}
	}
}
