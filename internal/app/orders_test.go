package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/proxy"
)

// sender is an engine that takes a while, and notes what it did and when.
type sender struct {
	takes time.Duration
	fails map[string]error // by target

	mu    sync.Mutex
	next  flow.ID
	begun []time.Time
	now   int
	most  int
	given []proxy.Order
}

func (s *sender) send(ctx context.Context, o proxy.Order, begun func(flow.ID)) (proxy.Outcome, error) {
	if err := s.fails[o.Target]; err != nil {
		return proxy.Outcome{}, err
	}
	s.mu.Lock()
	s.next++
	id := s.next
	s.begun = append(s.begun, time.Now())
	s.given = append(s.given, o)
	s.now++
	s.most = max(s.most, s.now)
	s.mu.Unlock()
	defer func() { s.mu.Lock(); s.now--; s.mu.Unlock() }()
	if o.Target == "hidden" {
		id = 0
	}
	begun(id)
	select {
	case <-ctx.Done():
		return proxy.Outcome{Fault: &flow.Fault{Code: flow.ClientReset, Side: flow.SideClient, Message: "given up"}}, nil
	case <-time.After(s.takes):
		return proxy.Outcome{Status: 200}, nil
	}
}

// sending runs what is given in a bubble of its own time.
func sending(t *testing.T, s *sender, f func(t *testing.T, o *orders)) {
	synctest.Test(t, func(t *testing.T) {
		o := newOrders(s.send)
		f(t, o)
		o.close()
		if _, err := o.run(t.Context(), make([]order, 1), api.Repeat{}, func() {}); !errors.Is(err, proxy.ErrClosed) {
			t.Error(err)
		}
	})
}

func to(targets ...string) (all []order) {
	for n, target := range targets {
		all = append(all, order{Order: proxy.Order{Target: target}, of: flow.ID(n + 100)})
	}
	return all
}

func TestOrdersOneAfterTheOther(t *testing.T) {
	s := &sender{takes: time.Second}
	sending(t, s, func(t *testing.T, o *orders) {
		over := false
		start := time.Now()
		sent, err := o.run(t.Context(), to("a", "b"), api.Repeat{Times: 3, PauseMS: 500, Wait: true}, func() { over = true })
		if err != nil || len(sent) != 6 || s.most != 1 || time.Since(start) != 6*time.Second+5*500*time.Millisecond {
			t.Fatalf("%+v, %v, %d, %s", sent, err, s.most, time.Since(start))
		}
		for i, one := range sent {
			if one.ID != flow.ID(i+1) || one.Of != flow.ID(100+i%2) || one.Status != 200 || one.Error != "" {
				t.Errorf("%d: %+v", i, one)
			}
			if want := []string{"a", "b"}[i%2]; s.given[i].Target != want || s.given[i].Process.Name != "Rockxy" || s.given[i].NoRules {
				t.Errorf("%d: %+v", i, s.given[i])
			}
		}
		if synctest.Wait(); !over {
			t.Error("what it was taken from is still held")
		}
	})
}

func TestOrdersAtOnce(t *testing.T) {
	s := &sender{takes: time.Second}
	sending(t, s, func(t *testing.T, o *orders) {
		start := time.Now()
		no := false
		sent, err := o.run(t.Context(), to("a"), api.Repeat{Times: 100, Parallel: 40, Wait: true, Rules: &no}, func() {})
		if err != nil || len(sent) != 100 || s.most != 40 || time.Since(start) != 3*time.Second || !s.given[0].NoRules {
			t.Errorf("%d, %v, %d, %s", len(sent), err, s.most, time.Since(start))
		}
		s.begun = nil
		if _, err := o.run(t.Context(), to("a"), api.Repeat{Times: 3, Parallel: 3, PauseMS: 100}, func() {}); err != nil || s.begun[2].Sub(s.begun[0]) != 200*time.Millisecond {
			t.Errorf("%v, %v", err, s.begun)
		}
	})
}

// Without Wait the answer comes when all have begun, and they go on.
func TestOrdersBegun(t *testing.T) {
	s := &sender{takes: time.Hour}
	sending(t, s, func(t *testing.T, o *orders) {
		ctx, cancel := context.WithCancel(t.Context())
		over := false
		sent, err := o.run(ctx, to("a", "b"), api.Repeat{Parallel: 2}, func() { over = true })
		if err != nil || sent[0].ID == 0 || sent[1].ID == 0 || sent[0].Status != 0 {
			t.Errorf("%+v, %v", sent, err)
		}
		cancel()
		time.Sleep(time.Minute)
		if over || s.now != 2 {
			t.Error("they ended with who ordered them")
		}
		if n := o.stop([]flow.ID{sent[0].ID, 999}); n != 1 {
			t.Errorf("stopped %d", n)
		}
		if synctest.Wait(); s.now != 1 {
			t.Errorf("%d are going on", s.now)
		}
		if n := o.stop(nil); n != 1 {
			t.Errorf("stopped %d", n)
		}
		if synctest.Wait(); s.now != 0 || !over {
			t.Errorf("%d are going on", s.now)
		}
	})
}

// Who gives up while he waits ends everything, what has not begun too.
func TestOrdersGivenUp(t *testing.T) {
	for _, wait := range []bool{true, false} {
		s := &sender{takes: time.Minute}
		sending(t, s, func(t *testing.T, o *orders) {
			ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
			defer cancel()
			sent, err := o.run(ctx, to("a"), api.Repeat{Times: 1000, PauseMS: 1000, Wait: wait}, func() {})
			if !errors.Is(err, context.DeadlineExceeded) || sent != nil || len(s.begun) != 2 {
				t.Errorf("%+v, %v, %d", sent, err, len(s.begun))
			}
			if synctest.Wait(); s.now != 0 {
				t.Error("one goes on")
			}
		})
	}
}

// Stopping counts what is still to be sent.
func TestStopOrders(t *testing.T) {
	s := &sender{takes: time.Minute}
	sending(t, s, func(t *testing.T, o *orders) {
		got := make(chan []api.SentRequest)
		go func() {
			sent, err := o.run(t.Context(), to("a"), api.Repeat{Times: 5, Wait: true}, func() {})
			if err != nil {
				t.Error(err)
			}
			got <- sent
		}()
		time.Sleep(90 * time.Second)
		if n := o.stop(nil); n != 4 {
			t.Errorf("stopped %d", n)
		}
		sent := <-got
		if sent[0].Status != 200 || sent[1].Fault == nil || sent[2].Error != errStopped.Error() || sent[4].Error == "" {
			t.Errorf("%+v", sent)
		}
	})
}

// Each that cannot be sent says why, and the others are sent.
func TestOrdersThatFail(t *testing.T) {
	s := &sender{takes: time.Second, fails: map[string]error{
		"fault":  &flow.Fault{Code: flow.ClientBadTarget, Side: flow.SideClient, Message: "a fault", Hint: "mend it"},
		"closed": proxy.ErrClosed, "odd": errors.New("something"),
	}}
	sending(t, s, func(t *testing.T, o *orders) {
		all := append(to("fault", "closed", "odd", "good", "hidden"), order{of: 5, err: badRequest("not this one", "another")})
		sent, err := o.run(t.Context(), all, api.Repeat{Wait: true}, func() {})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"0 a fault/mend it 0", "0 the instance is ending/ 0", "0 something/ 0", "1 / 200",
			"0 it was sent, and there is no entry of it: a rule keeps it out of the list, or nothing is recorded/ 200", "0 not this one/another 0"}
		var got []string
		for _, one := range sent {
			got = append(got, fmt.Sprintf("%d %s/%s %d", one.ID, one.Error, one.Hint, one.Status))
		}
		if !slices.Equal(got, want) {
			t.Errorf("got\n%q\nwant\n%q", got, want)
		}
	})
}

func TestCheckRepeat(t *testing.T) {
	for r, ok := range map[api.Repeat]bool{
		{}: true, {Times: 1000}: true, {Times: 1001}: false, {Times: -1}: false, {PauseMS: 3_600_000}: true, {PauseMS: 3_600_001}: false,
		{PauseMS: -1}: false, {Parallel: 100}: true, {Parallel: 101}: false, {Parallel: -1}: false,
	} {
		if err := checkRepeat(&r, 1); (err == nil) != ok {
			t.Errorf("%+v: %v", r, err)
		}
	}
	if checkRepeat(&api.Repeat{}, 0) == nil || checkRepeat(&api.Repeat{Times: 1000}, 11) == nil || checkRepeat(&api.Repeat{Times: 1000}, 10) != nil {
		t.Error("numbers of requests")
	}
}
