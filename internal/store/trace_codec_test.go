package store

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rockxy/internal/flow"
)

// traced is what rules did to an exchange.
func traced() []flow.RuleStep {
	return []flow.RuleStep{
		{Rule: "to staging", Group: "staging", Action: "map-remote", Phase: "request head", Did: "sent it to https://staging.example.com/", Took: 1500 * time.Nanosecond,
			Changes: []flow.Change{{Part: "request head", Before: []byte("GET / HTTP/1.1\r\n"), After: []byte("GET /\xff HTTP/1.1\r\n"), From: 7, Cut: true}, {Part: "route", After: []byte("x")}}},
		{Rule: "script", Group: "staging", Action: "script", Why: "it failed: no", Log: []string{"one", "two"}},
		{Why: "3 more steps were not kept"},
	}
}

func TestTraceIsRecorded(t *testing.T) {
	s := openStore(t, t.TempDir(), Options{})
	x := newSample().exchange()
	tape := s.Open(x)
	tape.Body(flow.Request, []byte(strings.Repeat("body", 100_000))) // it takes several records
	x.Trace, x.Rules = traced(), []string{"to staging"}
	x.Mark = flow.Mark{Colour: "red", Comment: "by a rule", Pinned: true}
	tape.Done()
	plain := newSample().exchange()
	s.Open(plain).Done()
	for _, step := range []string{"recorded", "compacted", "marked"} {
		rec := mustGet(t, s, x.ID)
		if !reflect.DeepEqual(rec.Trace, traced()) || rec.Incomplete != "" {
			t.Errorf("%s: %+v, %s", step, rec.Trace, rec.Incomplete)
		}
		if got := rec.Summary.Mark; got.Comment != "by a rule" || !got.Pinned || got.Colour == "" || !reflect.DeepEqual(rec.Summary.Rules, x.Rules) {
			t.Errorf("%s: %+v, rules %q", step, got, rec.Summary.Rules)
		}
		if rec := mustGet(t, s, plain.ID); rec.Trace != nil {
			t.Errorf("%s: a trace of nothing: %+v", step, rec.Trace)
		}
		if step == "compacted" {
			mustMark(t, s, x.ID, colour("blue"))
		} else if err := s.Compact(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTraceOfATunnel is recorded whatever becomes of it afterwards.
func TestTraceOfATunnel(t *testing.T) {
	s := openStore(t, t.TempDir(), Options{})
	tunnel := &flow.Tunnel{Host: "a.test", Port: 443, State: flow.Active, Started: 1, Rules: []string{"slow"}, Trace: traced(), Mark: flow.Mark{Comment: "by a rule"}}
	s.Tunnel(tunnel)
	mustMark(t, s, tunnel.ID, colour("red"))
	if err := s.Compact(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	tunnel.State, tunnel.Ended = flow.Complete, 2
	s.Tunnel(tunnel)
	for _, step := range []string{"recorded", "marked", "compacted"} {
		if step == "marked" {
			mustMark(t, s, tunnel.ID, pin(true))
		} else if err := s.Compact(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		rec := mustGet(t, s, tunnel.ID)
		if !reflect.DeepEqual(rec.Trace, traced()) || !reflect.DeepEqual(rec.Summary.Rules, tunnel.Rules) || rec.Summary.Mark != (flow.Mark{Colour: "red", Comment: "by a rule", Pinned: step != "recorded"}) {
			t.Errorf("%s: %+v, %q, %+v", step, rec.Trace, rec.Summary.Rules, rec.Summary.Mark)
		}
	}
}

// TestRulesAreFilteredBy: what the rules did can be looked for.
func TestRulesAreFilteredBy(t *testing.T) {
	s := openStore(t, t.TempDir(), Options{})
	x := newSample().exchange()
	tape := s.Open(x)
	x.Trace, x.Rules = traced(), []string{"to staging", "script"}
	tape.Done()
	s.Open(newSample().exchange()).Done()
	if err := s.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{"has:rule": 1, `rule:"to staging"`: 1, "rule:script": 1, "rule:other": 0, "-has:rule": 1, "is:ruled": 1} {
		n := 0
		if err := s.Each(t.Context(), Query{Filter: compile(t, text)}, func(*Summary) error { n++; return nil }); err != nil || n != want {
			t.Errorf("%s finds %d, %v", text, n, err)
		}
	}
}

// TestDamagedTraceIsMissing: the rest of the exchange is shown.
func TestDamagedTraceIsMissing(t *testing.T) {
	b := beginRecord(nil, recordEntry)
	b, start := beginItem(b, itemTrace)
	b = append(b, appendTrace(nil, traced())...)
	endItem(b, start)
	whole, err := decodeEntry(b[frameHeader:], place{Seg: 1, Len: int64(len(b))})
	if err != nil || whole.badTrace || !reflect.DeepEqual(whole.trace, traced()) {
		t.Fatalf("%+v, %v", whole, err)
	}
	b[start] = 0x0f // another kind of field
	rec, err := decodeEntry(b[frameHeader:], place{Seg: 1, Len: int64(len(b))})
	if err != nil || !rec.badTrace {
		t.Fatalf("%+v, %v", rec, err)
	}
	got := Record{}
	got.add(rec)
	if got.note != "what the rules did to it cannot be read" {
		t.Errorf("it says %q", got.note)
	}
}

func TestTraceRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"", "a", "request head", "\xff\x00", strings.Repeat("x", 300)})
		octets := rapid.Map(word, func(s string) []byte {
			if s == "" {
				return nil
			}
			return []byte(s)
		})
		steps := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) flow.RuleStep {
			s := flow.RuleStep{Rule: word.Draw(t, "rule"), Group: word.Draw(t, "group"), Action: word.Draw(t, "action"), Phase: word.Draw(t, "phase"),
				Did: "did", Why: word.Draw(t, "why"), Took: time.Duration(rapid.Int64().Draw(t, "took"))}
			for range rapid.IntRange(0, 2).Draw(t, "changes") {
				s.Changes = append(s.Changes, flow.Change{Part: "p", Before: octets.Draw(t, "before"), After: octets.Draw(t, "after"),
					From: rapid.IntRange(0, 1<<30).Draw(t, "from"), Cut: rapid.Bool().Draw(t, "cut")})
			}
			for range rapid.IntRange(0, 2).Draw(t, "log") {
				s.Log = append(s.Log, "line")
			}
			return s
		}), 1, 4).Draw(t, "steps")
		got, err := decodeTrace(appendTrace(nil, steps))
		if err != nil || !reflect.DeepEqual(got, steps) {
			t.Fatalf("%+v\nis read as %+v, %v", steps, got, err)
		}
	})
}

func FuzzDecodeTrace(f *testing.F) {
	f.Add(appendTrace(nil, traced()))
	f.Add([]byte{0x0a, 0x02, 0x42, 0x7f})
	f.Fuzz(func(t *testing.T, data []byte) {
		steps, err := decodeTrace(data)
		if err != nil {
			return
		}
		again, err := decodeTrace(appendTrace(nil, steps))
		if err != nil || len(again) != len(steps) {
			// A step that says nothing is not written.
			for _, s := range steps {
				if reflect.DeepEqual(s, flow.RuleStep{}) {
					return
				}
			}
			t.Fatalf("%d steps are read as %d, %v", len(steps), len(again), err)
		}
	})
}
