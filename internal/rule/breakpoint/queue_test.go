package breakpoint

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/rule"
)

func paused(name string) Item {
	return Item{Rule: name, Original: &Message{Method: "GET", URL: "https://example.com/" + name, Body: []byte(name)}}
}

// held is a goroutine in Hold.
type held struct {
	got  Decision
	err  error
	done chan struct{}
}

func hold(ctx context.Context, q *Queue, item Item, apply func(Decision) error) *held {
	h := &held{done: make(chan struct{})}
	go func() {
		defer close(h.done)
		h.got, h.err = q.Hold(ctx, item, apply)
	}()
	synctest.Wait()
	return h
}

func (h *held) over() bool {
	synctest.Wait()
	select {
	case <-h.done:
		return true
	default:
		return false
	}
}

func yes(Decision) error { return nil }

func TestManyAreHeldInTheOrderOfArrival(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(Limits{})
		var all []*held
		for i := range 100 {
			all = append(all, hold(t.Context(), q, paused(fmt.Sprint(i)), yes))
		}
		items, sequence, changed := q.List()
		if len(items) != 100 || sequence != 100 {
			t.Fatalf("%d items after %d changes", len(items), sequence)
		}
		for i, item := range items {
			if item.ID != ID(i+1) || item.Rule != fmt.Sprint(i) {
				t.Fatalf("place %d has %d, %q", i, item.ID, item.Rule)
			}
		}
		if err := q.Decide(t.Context(), 50, Decision{Verb: Original}); err != nil {
			t.Fatal(err)
		}
		if !all[49].over() || all[49].got.Verb != Original {
			t.Errorf("the one decided about goes on with %+v, %v", all[49].got, all[49].err)
		}
		select {
		case <-changed:
		default:
			t.Error("nobody was told")
		}
		if _, err := q.Get(50); !errors.Is(err, ErrGone) {
			t.Errorf("it is still there: %v", err)
		}
		if err := q.Decide(t.Context(), 50, Decision{Verb: Send}); !errors.Is(err, ErrGone) {
			t.Errorf("it can be decided about twice: %v", err)
		}
		if all[48].over() || all[50].over() {
			t.Error("its neighbours went on too")
		}
		q.Stop()
		for i, h := range all {
			if !h.over() || i != 49 && !errors.Is(h.err, ErrStopped) {
				t.Fatalf("%d: %v", i, h.err)
			}
		}
	})
}

func TestClientGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(Limits{})
		ctx, gone := context.WithCancel(t.Context())
		h := hold(ctx, q, paused("a"), yes)
		gone()
		if !h.over() || !errors.Is(h.err, context.Canceled) {
			t.Fatalf("it waits on: %v", h.err)
		}
		if items, _, _ := q.List(); len(items) != 0 {
			t.Errorf("%d items are left", len(items))
		}
	})
}

func TestTimeoutChooses(t *testing.T) {
	for then, want := range map[Then]Decision{
		ThenSend: {Verb: Send}, ThenOriginal: {Verb: Original}, ThenAbort: {Verb: Abort},
		ThenClose: {Verb: Abort, How: Close}, ThenReset: {Verb: Abort, How: Reset},
	} {
		synctest.Test(t, func(t *testing.T) {
			q := NewQueue(Limits{})
			item := paused("a")
			item.Then, item.Deadline = then, time.Now().Add(30*time.Second)
			start := time.Now()
			h := hold(t.Context(), q, item, yes)
			if h.over() {
				t.Fatal("it did not wait")
			}
			<-h.done
			if d := time.Since(start); d != 30*time.Second {
				t.Errorf("it took %v", d)
			}
			if h.err != nil || h.got.Verb != want.Verb || h.got.How != want.How {
				t.Errorf("%s: %+v, %v", then, h.got, h.err)
			}
			if then == ThenSend && h.got.Message != item.Original {
				t.Error("it sends something else")
			}
		})
	}
}

func TestWhoTakesItHasTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(Limits{})
		item := paused("a")
		item.Then, item.Deadline = ThenAbort, time.Now().Add(time.Second)
		h := hold(t.Context(), q, item, yes)
		for range 2 { // once more is nothing
			if err := q.Take(1); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Hour)
		if h.over() {
			t.Fatalf("its time was over: %+v", h.got)
		}
		if got, err := q.Get(1); err != nil || !got.Deadline.IsZero() {
			t.Errorf("%v, %v", got.Deadline, err)
		}
		q.Stop()
		<-h.done
	})
}

func TestRefusedStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(Limits{})
		h := hold(t.Context(), q, paused("a"), func(d Decision) error {
			if d.Message.Method == "BAD" {
				return &rule.HeadError{What: "no"}
			}
			return nil
		})
		var bad *rule.HeadError
		if err := q.Decide(t.Context(), 1, Decision{Verb: Send, Message: &Message{Method: "BAD"}}); !errors.As(err, &bad) {
			t.Errorf("who decides is told %v", err)
		}
		if h.over() {
			t.Fatal("it went on")
		}
		if err := q.Decide(t.Context(), 1, Decision{Verb: Send, Message: &Message{Method: "GOOD"}}); err != nil {
			t.Error(err)
		}
		if !h.over() || h.got.Message.Method != "GOOD" {
			t.Errorf("%+v", h.got)
		}
	})
}

func TestTimeoutOfWhatCannotBeSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(Limits{})
		item := paused("a")
		item.Deadline = time.Now().Add(time.Second)
		item.Draft = &Message{Method: "BAD"}
		h := hold(t.Context(), q, item, func(d Decision) error {
			if d.Verb == Send {
				return errors.New("no")
			}
			return nil
		})
		<-h.done
		if h.err != nil || h.got.Verb != Original {
			t.Errorf("%+v, %v", h.got, h.err)
		}
	})
}

func TestDraftIsKeptAndSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(Limits{})
		h := hold(t.Context(), q, paused("a"), yes)
		draft := &Message{Method: "PUT"}
		if err := q.SetDraft(1, draft); err != nil {
			t.Fatal(err)
		}
		if got, _ := q.Get(1); got.Present() != draft {
			t.Errorf("%+v", got.Draft)
		}
		if err := q.Decide(t.Context(), 1, Decision{Verb: Send}); err != nil {
			t.Fatal(err)
		}
		if !h.over() || h.got.Message != draft {
			t.Errorf("%+v", h.got)
		}
		if err := q.SetDraft(1, draft); !errors.Is(err, ErrGone) {
			t.Errorf("a draft of what is gone: %v", err)
		}
	})
}

func TestLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(Limits{Count: 2, Bytes: 10})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		a := hold(ctx, q, paused("12345"), yes)
		if h := hold(ctx, q, paused("123456"), yes); !h.over() || !errors.Is(h.err, ErrFull) {
			t.Errorf("11 octets are held, %v", h.err)
		}
		if err := q.SetDraft(1, &Message{Body: []byte("123456")}); !errors.Is(err, ErrFull) {
			t.Errorf("a draft past the limit: %v", err)
		}
		b := hold(ctx, q, paused("12345"), yes)
		if h := hold(ctx, q, paused(""), yes); !h.over() || !errors.Is(h.err, ErrFull) {
			t.Errorf("three are held, %v", h.err)
		}
		if err := q.Decide(ctx, 1, Decision{Verb: Original}); err != nil || !a.over() {
			t.Fatal(err)
		}
		if h := hold(ctx, q, paused("12345"), yes); h.over() {
			t.Errorf("there is room again: %v", h.err)
		}
		if cancel(); !b.over() {
			t.Error("it stays")
		}
		if q.mu.Lock(); q.bytes != 0 {
			t.Errorf("%d octets are counted of nothing", q.bytes)
		}
		q.mu.Unlock()
	})
}

func TestDefectOfWhoApplies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(Limits{})
		done := make(chan any)
		go func() {
			defer func() { done <- recover() }()
			_, _ = q.Hold(t.Context(), paused("a"), func(Decision) error { panic("defect") })
		}()
		synctest.Wait()
		if err := q.Decide(t.Context(), 1, Decision{}); !errors.Is(err, ErrGone) {
			t.Errorf("who decides is told %v", err)
		}
		if p := <-done; p != "defect" {
			t.Errorf("the panic was %v", p)
		}
		if items, _, _ := q.List(); len(items) != 0 {
			t.Error("the item stays")
		}
	})
}
