package app

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"
)

func TestAnswersAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLists(nil, "default", nil, slog.New(slog.DiscardHandler))
		live, other := &listedSession{live: true}, &listedSession{name: "other"}
		asked, takes := 0, time.Millisecond
		ask := func(from *listedSession) int {
			t.Helper()
			n, err := lookedUp(t.Context(), l, from, "q", func() (int, error) { time.Sleep(takes); asked++; return asked, nil })
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		want := func(what string, got, want int) {
			t.Helper()
			if got != want {
				t.Errorf("%s: answer %d, want %d", what, got, want)
			}
		}
		want("first", ask(live), 1)
		time.Sleep(time.Hour)
		want("nothing has changed", ask(live), 1)
		l.changes.Add(1)
		takes = time.Second
		want("it was long ago", ask(live), 2)
		l.changes.Add(1)
		time.Sleep(9 * time.Second)
		want("it is a lot of work", ask(live), 2)
		if l.again.Load() == 0 {
			t.Error("nobody is told to ask again")
		}
		time.Sleep(2 * time.Second)
		want("time has gone", ask(live), 3)
		want("another session", ask(other), 4)
		time.Sleep(11 * time.Second)
		want("which may have changed without a word", ask(other), 5)

		_, err := lookedUp(t.Context(), l, live, "other", func() (int, error) { return 0, errors.New("no") })
		if err == nil {
			t.Error("an error is lost")
		}
		go lookedUp(t.Context(), l, live, "slow", func() (int, error) { time.Sleep(time.Hour); return 7, nil })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := lookedUp(ctx, l, live, "slow", func() (int, error) { return 8, nil }); !errors.Is(err, context.DeadlineExceeded) {
			t.Error("who waits for another's answer cannot leave", err)
		}
		if n, err := lookedUp(t.Context(), l, live, "slow", func() (int, error) { return 9, nil }); n != 7 || err != nil {
			t.Error("an answer was looked for twice", n, err)
		}
	})
}
