package verdict_test

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/flow"
	"rockxy/internal/verdict"
)

// TestRevisions has later outcomes change what earlier rows say.
func TestRevisions(t *testing.T) {
	for _, tt := range []struct {
		name        string
		first, then []step
		was, is     flow.Verdict
	}{
		{"pinned after all", []step{{node(1), "b", early}}, []step{{node(1), "a", ok}}, flow.VerdictUnsure, flow.VerdictPinned},
		{"it refuses others too", []step{{agent(1), "b", badCert}}, []step{{agent(1), "c", badCert}}, flow.VerdictUnsure, flow.VerdictUntrusted},
		{"not untrusting", []step{{agent(1), "c", badCert}, {agent(1), "b", badCert}}, []step{{agent(1), "a", ok}}, flow.VerdictUntrusted, flow.VerdictUnsure},
		{"no pin", []step{{java(1), "a", ok}, {java(1), "b", certUnknown}}, []step{{java(1), "b", ok}}, flow.VerdictPinned, flow.VerdictUnsure},
		{"a spare connection", []step{{player(1), "b", early}}, []step{{player(1), "b", ok}}, flow.VerdictUnsure, flow.VerdictNetwork},
		{"unknown_ca stands", []step{{curl(1), "b", unknownCA}}, []step{{curl(1), "b", ok}}, flow.VerdictUntrusted, flow.VerdictUntrusted},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newStage()
			if j := s.play(tt.first...); j.Verdict != tt.was {
				t.Errorf("first %q, want %q", j.Verdict, tt.was)
			}
			row := s.last
			s.play(tt.then...)
			if j := s.latest[row]; j.Verdict != tt.is {
				t.Errorf("then %q, want %q: %q", j.Verdict, tt.is, j.Reasons)
			}
		})
	}
}

// TestResumedCounts: only a client that had accepted comes back with a session.
func TestResumedCounts(t *testing.T) {
	s := newStage()
	o := s.outcome(step{java(1), "a", ok})
	o.Accepted, o.Resumed = false, true
	s.Observe(o)
	if j := s.play(step{java(1), "b", certUnknown}); j.Verdict != flow.VerdictPinned {
		t.Errorf("%q", j.Verdict)
	}
}

// TestProcessNumbersComeBack: the number of a short-lived program may be that of
// another one some time later.
func TestProcessNumbersComeBack(t *testing.T) {
	s := newStage()
	s.play(step{wget(1), "a", ok})
	s.now += flow.Nanos(1e9 * 3600)
	if j := s.play(step{wget(1), "b", late}); j.Verdict != flow.VerdictUnsure {
		t.Errorf("%q because %q", j.Verdict, j.Reasons)
	}
}

var clients = []func(int) verdict.Client{curl, wget, python, node, java, chromium, agent, player,
	func(int) verdict.Client { return phone(ja4Other) }, func(int) verdict.Client { return phone(ja4Chromium) }}

func drawStep(t *rapid.T, ends []ending) step {
	return step{
		client: rapid.SampledFrom(clients).Draw(t, "client")(rapid.IntRange(1, 4).Draw(t, "pid")),
		host:   rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "host"),
		end:    rapid.SampledFrom(ends).Draw(t, "end"),
	}
}

var allEnds = []ending{ok, ok, ok, unknownCA, badCert, certUnknown, expired, failure, noVersion, noALPN, cancelled, early, late, lateReset, lateAsked, hello, timeout, garbage}

func drawSteps(t *rapid.T, ends []ending) []step {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step { return drawStep(t, ends) }), 1, 40).Draw(t, "steps")
}

// TestUnknownCAIsNeverPinned: a client whose only refusals are unknown_ca lacks
// the root, whatever it accepts elsewhere.
func TestUnknownCAIsNeverPinned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStage()
		s.play(drawSteps(t, []ending{ok, unknownCA})...)
		for id, j := range s.latest {
			if j.Verdict != flow.VerdictUntrusted {
				t.Fatalf("row %d is %q because %q", id, j.Verdict, j.Reasons)
			}
		}
	})
}

// TestNoPinWithoutAcceptance, but for curl, whose ending is enough.
func TestNoPinWithoutAcceptance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStage()
		clientOf := map[flow.ID]string{}
		for _, st := range drawSteps(t, allEnds) {
			if st.end != ok {
				s.play(st)
				clientOf[s.last] = st.client.Name
			}
		}
		for id, j := range s.latest {
			if j.Verdict == flow.VerdictPinned && clientOf[id] != "curl" {
				t.Fatalf("%s is pinned without having accepted anything: %q", clientOf[id], j.Reasons)
			}
		}
	})
}

// TestUnrelatedClients: what others do at other hosts changes no verdict.
func TestUnrelatedClients(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mine, others := drawSteps(t, allEnds), drawSteps(t, allEnds)
		alone, among := newStage(), newStage()
		for i, st := range mine {
			alone.play(st)
			n := among.last
			among.now = alone.now - flow.Nanos(1e9)
			among.play(st)
			mineAmong := among.latest[n+1]
			if a := alone.latest[alone.last]; st.end != ok && !reflect.DeepEqual(strip(a), strip(mineAmong)) {
				t.Fatalf("step %d: %+v among others %+v", i, a, mineAmong)
			}
			if i < len(others) {
				o := others[i]
				o.host += ".example"
				o.client.Path, o.client.PID = "/opt/other/"+o.client.Name, 1000+i
				among.play(o)
			}
		}
	})
}

// strip leaves out the row's number.
func strip(j verdict.Judgement) verdict.Judgement {
	if i := strings.Index(j.Next, "`rockxy bypass "); i >= 0 {
		j.Next = j.Next[:i]
	}
	return j
}

// TestEveryJudgementIsWhole for any history.
func TestEveryJudgementIsWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStage()
		s.play(drawSteps(t, allEnds)...)
		for _, j := range s.latest {
			if j.Title == "" || j.Verdict == "" || len(j.Reasons) == 0 || j.Code == "" || j.Firm && j.Verdict != flow.VerdictPinned && j.Verdict != flow.VerdictUntrusted {
				t.Fatalf("%+v", j)
			}
			for _, r := range j.Reasons {
				if r == "" || strings.HasSuffix(r, ".") || strings.Contains(r, "%!") {
					t.Fatalf("reason %q", r)
				}
			}
		}
	})
}

// TestMemory has many clients come to many hosts and be refused at them.
func TestMemory(t *testing.T) {
	h := verdict.New(verdict.Limits{Clients: 64, Hosts: 64})
	fill := func(n int) uint64 {
		for i := range n {
			c := process(i%5000, fmt.Sprintf("program-%d", i%5000), ja4Other)
			o := verdict.Outcome{ID: flow.ID(i + 1), Client: c, Host: fmt.Sprintf("host-%d.example.com", i%977), Port: 443, At: flow.Nanos(i), Alert: 46,
				Moment: verdict.AtCertificate, Ending: flow.EndingAlert, Accepted: i%3 == 0}
			h.Observe(o)
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := fill(20_000)
	if after := fill(60_000); after > before+1<<20 {
		t.Errorf("grew from %d to %d octets", before, after)
	}
	runtime.KeepAlive(h)
}

func TestConcurrent(t *testing.T) {
	h := verdict.New(verdict.Limits{Clients: 8, Hosts: 8})
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			for i := range 500 {
				o := verdict.Outcome{ID: flow.ID(i + 1), Client: node(i % 7), Host: string(rune('a' + i%11)), At: flow.Nanos(i), Alert: -1,
					Moment: verdict.AtCertificate, Ending: flow.EndingClosed, Accepted: (i+n)%2 == 0}
				h.Observe(o)
			}
		})
	}
	all.Wait()
}

// BenchmarkAccepted is what each connection costs.
func BenchmarkAccepted(b *testing.B) {
	h := verdict.New(verdict.Limits{})
	var outcomes []verdict.Outcome
	for i := range 1000 {
		outcomes = append(outcomes, verdict.Outcome{Client: chromium(i % 20), Host: fmt.Sprintf("host-%d.example.com", i%30), Port: 443, Accepted: true, Alert: -1})
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		o := &outcomes[i%len(outcomes)]
		o.At = flow.Nanos(i)
		h.Observe(*o)
	}
}

func BenchmarkRefused(b *testing.B) {
	h := verdict.New(verdict.Limits{})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		h.Observe(verdict.Outcome{ID: flow.ID(i + 1), Client: java(i % 20), Host: "a.example.com", Port: 443, At: flow.Nanos(i), Alert: 46,
			Moment: verdict.AtCertificate, Ending: flow.EndingAlert})
	}
}
