package render

import (
	"strings"
	"testing"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

// screenplay drives a Live and looks at it.
type screenplay struct {
	*testing.T
	live *Live
	now  time.Time
}

func newPlay(t *testing.T) *screenplay {
	return &screenplay{t, NewLive(List{Zone: time.UTC}, 2), noon()}
}

func (p *screenplay) pass(d time.Duration) { p.now = p.now.Add(d) }

func (p *screenplay) add(id flow.ID, state flow.State, change func(*api.Flow)) {
	f := get(change)
	f.ID, f.State, f.URL = id, state, "https://x/"+string(rune('a'+id-1))
	p.live.Add(api.Event{Flow: f}, p.now)
}

func (p *screenplay) want(what string, lines []string, urls ...string) {
	p.Helper()
	if len(lines) != len(urls) {
		p.Fatalf("%s: %d lines, want %d:\n%s", what, len(lines), len(urls), strings.Join(lines, "\n"))
	}
	for i := range lines {
		if !strings.Contains(lines[i], urls[i]) {
			p.Errorf("%s: line %d is %q, want %q", what, i, lines[i], urls[i])
		}
	}
}

func (p *screenplay) wantFinal(urls ...string) {
	p.Helper()
	p.want("final", p.live.Final(p.now, false), urls...)
}

func (p *screenplay) wantRunning(urls ...string) {
	p.Helper()
	p.want("running", p.live.Running(p.now), urls...)
}

func unanswered(f *api.Flow) { f.Status = 0 }
func unknown(f *api.Flow)    { f.Process = "" }

func TestLiveShowsWhatTakesAMoment(t *testing.T) {
	p := newPlay(t)
	p.add(1, flow.Active, unanswered)
	p.wantRunning()
	p.pass(pendingAfter)
	p.wantRunning("/a")
	p.add(1, flow.Complete, nil)
	p.wantRunning()
	p.wantFinal("/a")
	p.wantFinal()
}

func TestLiveShowsAnsweredOnesAtOnce(t *testing.T) {
	p := newPlay(t)
	p.add(1, flow.Active, nil)
	p.wantRunning("/a")
}

func TestLiveBoundsTheRunningPart(t *testing.T) {
	p := newPlay(t)
	for id := range flow.ID(5) {
		p.add(id+1, flow.Active, nil)
	}
	p.wantRunning("/a", "/b", "and 3 more going on")
}

func TestLiveWaitsForTheProgramsName(t *testing.T) {
	p := newPlay(t)
	p.add(1, flow.Complete, unknown)
	p.add(2, flow.Complete, nil)
	p.wantFinal() // in the order in which they ended
	p.add(1, flow.Complete, nil)
	p.wantFinal("curl       GET     h1   https://x/a", "/b")
	p.add(2, flow.Complete, nil) // printed already
	p.wantFinal()

	p.add(3, flow.Complete, unknown)
	p.pass(processAfter)
	p.wantFinal("/c")
	p.add(3, flow.Complete, nil) // too late
	p.wantFinal()
}

func TestLiveLeavesNothingAtTheEnd(t *testing.T) {
	p := newPlay(t)
	p.add(1, flow.Complete, unknown)
	p.live.Add(api.Event{Skipped: 3}, p.now)
	p.want("all", p.live.Final(p.now, true), "/a", "3 changes not shown")
}

func TestLiveForgets(t *testing.T) {
	p := newPlay(t)
	for id := range flow.ID(3 * remembered) {
		p.live.Add(api.Event{Flow: get(func(f *api.Flow) { f.ID = id + 1 })}, p.now)
		p.live.Final(p.now, false)
	}
	if n := len(p.live.printed); n > remembered || n != len(p.live.order) {
		t.Errorf("%d remembered, %d in order", n, len(p.live.order))
	}
}
