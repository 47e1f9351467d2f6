package app

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/store"
)

// Lists are kept while somebody looks at them, and changes are listened to no longer.
func TestListsAreForgotten(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		tr, err := newTraffic(dir, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		tr.record(1)
		look := func(filter string, want int) {
			t.Helper()
			w, err := tr.l.window(t.Context(), api.WindowQuery{ListQuery: api.ListQuery{Filter: filter}, Limit: 10})
			if err != nil || w.Total != want {
				t.Fatalf("%+v, %v, want %d", w, err, want)
			}
		}
		there := func(want int, running bool) {
			t.Helper()
			tr.l.mu.Lock()
			defer tr.l.mu.Unlock()
			if len(tr.l.all) != want || tr.l.running != running {
				t.Errorf("%d lists, running %v, want %d, %v", len(tr.l.all), tr.l.running, want, running)
			}
		}
		look("", 1)
		_, done, err := tr.l.get(api.ListQuery{Sort: api.SortHost}, true)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Second)
		there(2, true)
		time.Sleep(20 * time.Second)
		there(1, true) // the stream
		done()
		time.Sleep(2 * time.Minute)
		there(0, false)
		tr.record(2) // nobody hears of it
		look("", 2)
		if _, err := tr.l.count(t.Context(), api.CountQuery{Filter: "status:404"}); err != nil {
			t.Error(err)
		}
		there(1, true)
		if err := tr.close(); err != nil {
			t.Error(err)
		}
		if _, err := tr.l.window(t.Context(), api.WindowQuery{}); err == nil {
			t.Error("a list of a closed session")
		}
	})
}

// There are only so many: who looks at none gives way, who looks at one does not.
func TestTooManyLists(t *testing.T) {
	tr, err := newTraffic(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer tr.close()
	var release []func()
	for i, s := range api.Sorts()[:listsMax] {
		if i > 0 {
			if _, err := tr.l.window(t.Context(), api.WindowQuery{ListQuery: api.ListQuery{Filter: "status:200", Sort: s}}); err != nil {
				t.Error(err)
			}
		}
		_, done, err := tr.l.get(api.ListQuery{Sort: s}, true)
		if err != nil {
			t.Fatal(err)
		}
		release = append(release, done)
	}
	_, err = tr.l.window(t.Context(), api.WindowQuery{ListQuery: api.ListQuery{Filter: "status:200"}})
	var e *api.Error
	if !errors.As(err, &e) || e.Status != http.StatusServiceUnavailable || e.Hint == "" {
		t.Error(err)
	}
	if _, err := tr.l.window(t.Context(), api.WindowQuery{}); err != nil {
		t.Error("one that is there:", err)
	}
	for _, done := range release {
		done()
	}
	if _, err := tr.l.window(t.Context(), api.WindowQuery{ListQuery: api.ListQuery{Filter: "status:200"}}); err != nil {
		t.Error(err)
	}
}

// slowSession is one that takes its time.
type slowSession struct {
	*store.Store
	survey, check chan struct{}
}

func (s slowSession) Survey(ctx context.Context, q store.Query, c []filter.Column, yield func(*store.Surveyed) error) error {
	select {
	case <-s.survey:
		return s.Store.Survey(ctx, q, c, yield)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s slowSession) Check(ctx context.Context, f *filter.Filter, ids []flow.ID, yield func(flow.ID, *store.Summary) error) error {
	select {
	case <-s.check:
		return s.Store.Check(ctx, f, ids[:1], yield)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// The first rows do not wait for the list, nor for what is to be looked into.
func TestFirstWindowDoesNotWait(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		tr, err := newTraffic(dir, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for k := range 20 {
			tr.record(k)
		}
		slow := slowSession{tr.s, make(chan struct{}), make(chan struct{})}
		tr.l.sources[""] = &listedSession{readable: slow, live: true, uses: 1}
		q := api.WindowQuery{ListQuery: api.ListQuery{Filter: "body:needle or status:502", Desc: true}, Limit: 3}
		w, err := tr.l.window(t.Context(), q)
		if err != nil || w.Complete || len(w.Rows) != 3 || w.Rows[0].ID <= w.Rows[1].ID {
			t.Fatalf("%+v, %v", w, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		sorted := q
		sorted.Sort = api.SortTook
		if _, err := tr.l.window(ctx, sorted); !errors.Is(err, context.DeadlineExceeded) {
			t.Error("a window in another order:", err)
		}
		close(slow.survey)
		time.Sleep(time.Second)
		all, err := tr.l.window(t.Context(), q)
		if err != nil || all.Complete || all.Unsearched == 0 || all.Seq <= w.Seq {
			t.Fatalf("%+v, %v", all, err)
		}
		slow.check <- struct{}{} // looks into one
		time.Sleep(time.Second)
		more, err := tr.l.window(t.Context(), q)
		if err != nil || more.Unsearched != all.Unsearched-1 || more.Seq <= all.Seq {
			t.Fatalf("%+v, then %+v, %v", all, more, err)
		}
		close(slow.check)
		time.Sleep(time.Minute)
		if all, err = tr.l.window(t.Context(), q); err != nil || !all.Complete || all.Unsearched != 0 || all.Total < 10 || len(all.Rows) != 3 {
			t.Fatalf("%+v, %v", all, err)
		}
		if err := tr.close(); err != nil {
			t.Error(err)
		}
	})
}

// Who types a filter asks for many lists: those that nobody waits for do not hold up the last.
func TestUnwantedListsGiveWay(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		tr, err := newTraffic(dir, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for k := range 20 {
			tr.record(k)
		}
		slow := slowSession{tr.s, make(chan struct{}), make(chan struct{})}
		tr.l.sources[""] = &listedSession{readable: slow, live: true, uses: 1}
		for _, typed := range []string{"s", "st", "sta", "stat", "status"} {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			if _, err := tr.l.window(ctx, api.WindowQuery{ListQuery: api.ListQuery{Filter: typed, Sort: api.SortTook}}); !errors.Is(err, context.DeadlineExceeded) {
				t.Error(typed, err)
			}
			cancel()
		}
		last := make(chan error, 1)
		go func() {
			_, err := tr.l.window(t.Context(), api.WindowQuery{ListQuery: api.ListQuery{Filter: "status:200", Sort: api.SortTook}, Limit: 5})
			last <- err
		}()
		synctest.Wait()
		slow.survey <- struct{}{} // the one that was being built
		synctest.Wait()
		slow.survey <- struct{}{}
		if err := <-last; err != nil {
			t.Error(err)
		}
		close(slow.survey)
		if w, err := tr.l.window(t.Context(), api.WindowQuery{ListQuery: api.ListQuery{Filter: "stat", Sort: api.SortTook}, Limit: 5}); err != nil || w == nil {
			t.Error("one that gave way:", w, err)
		}
		if err := tr.close(); err != nil {
			t.Error(err)
		}
	})
}
