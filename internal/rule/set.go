package rule

import (
	"sync"
	"time"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// Set is all the rules that are in force, ready to be asked. It does not change:
// other rules are another Set, for the exchanges that begin from then on.
type Set struct {
	groups []*Group
	rules  []*compiled
	limits Limits
	index  *index
	late   ruleSet     // those that no request decides, and that have nothing to do before
	links  []*compiled // those that Connect asks
	app    bool        // a match looks at the client's program

	scratch sync.Pool // *scratch
}

// compiled is an enabled rule of an enabled group.
type compiled struct {
	*Rule
	group  string
	at     int // its place among the rules of the set
	filter *filter.Filter
	phases Phases
	final  bool
	count  *tallyCount // nil: it is not counted

	// What its match looks at: a body by direction, and messages.
	bodies   [2]bool
	messages bool
	// deferred: while it is undecided, nobody has to know of it before the response.
	deferred bool
}

// scratch is what Begin works with.
type scratch struct {
	sub     subject
	found   ruleSet
	pending ruleSet
	buf     []byte
	some    []entrant
}

// NewSet makes the rules of groups ready. now is what times of day in matches
// refer to.
func NewSet(groups []*Group, limits Limits, now time.Time) *Set {
	s := &Set{groups: groups, limits: limits.withDefaults()}
	for _, g := range groups {
		if !g.Enabled {
			continue
		}
		for _, r := range g.Rules {
			if r.Enabled {
				s.rules = append(s.rules, compile(g, r, now))
			}
		}
	}
	program := filter.SetOf(filter.App, filter.AppPath, filter.PID)
	s.late = newRuleSet(len(s.rules))
	for i, c := range s.rules {
		if c.at = i; c.deferred && c.filter.Earliest() >= filter.AtResponseHead {
			s.late.add(int32(i))
		}
		if c.final || c.phases.Has(Connect) {
			s.links = append(s.links, c)
		}
		s.app = s.app || c.filter.Reads(program)
	}
	s.index = newIndex(s.rules)
	s.index.always.remove(s.late)
	s.scratch.New = func() any { return &scratch{found: newRuleSet(len(s.rules)), pending: newRuleSet(len(s.rules))} }
	return s
}

func compile(g *Group, r *Rule, now time.Time) *compiled {
	c := &compiled{Rule: r, group: g.Name, filter: filter.CompileInFlight(r.Match, now), final: r.Final}
	edits := false
	for _, a := range r.Actions {
		c.phases |= a.Phases()
		b, ok := a.(BodyEditor)
		edits = edits || ok && b.EditsResponse()
	}
	c.bodies = [2]bool{c.filter.Awaits(filter.AtRequest), c.filter.Awaits(filter.AtResponse)}
	c.messages = c.phases.Has(Messages) && c.filter.Awaits(filter.AtEnd)
	c.deferred = !r.After && !c.bodies[flow.Request] && !c.phases.Has(Messages) && !edits
	return c
}

// Groups are what the set was made of, those that are off too.
func (s *Set) Groups() []*Group { return s.groups }

// NeedsProgram reports whether rules match by the client's program: who asks Begin or
// Connect does well to wait until it is known.
func (s *Set) NeedsProgram() bool { return s != nil && s.app }

// Begin is asked about each request when its head is there. Nil means that no
// rule will do anything, which is what it costs least to say.
func (s *Set) Begin(x *flow.Exchange, head *flow.Head) *Run {
	if s == nil || len(s.rules) == 0 {
		return nil
	}
	w := s.scratch.Get().(*scratch)
	defer s.scratch.Put(w)
	w.sub = subject{x: x, phase: filter.AtRequestHead}
	w.sub.heads[flow.Request] = head
	w.some = w.some[:0]
	copy(w.pending, s.late)
	w.buf = s.index.find(&w.sub, w.found, w.buf)
	w.found.each(func(n int) {
		c := s.rules[n]
		truth := filter.Unknown
		if !c.After {
			truth = c.filter.Decide(&w.sub)
		}
		switch {
		case truth == filter.Unknown && c.deferred:
			w.pending.add(int32(n))
		case truth != filter.No:
			w.some = append(w.some, entrant{compiled: c, truth: truth})
		}
	})
	var run *Run
	if len(w.some) > 0 || !w.pending.empty() {
		run = newRun(s, x, w.sub, append([]entrant(nil), w.some...))
		run.pending = append(ruleSet(nil), w.pending...)
	}
	w.sub = subject{}
	return run
}

// Target is a connection that is about to be made for a client, before there is
// an exchange.
type Target struct {
	Client *flow.ClientConn
	Host   string
	Port   uint16
	Scheme string // "http", "https"; empty of a tunnel, which is passed through unread
}
