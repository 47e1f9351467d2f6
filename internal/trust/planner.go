package trust

import (
	"context"
	"crypto/x509"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// PlanTrust plans to make every store trust root. It changes nothing; its error
// is a journal that cannot be understood.
func PlanTrust(ctx context.Context, env Env, root *x509.Certificate, o Options) (*Plan, error) {
	p, err := newPlanner(env, root, o)
	if err != nil {
		return nil, err
	}
	for _, s := range p.stores {
		p.trust(ctx, s)
	}
	return p.plan, nil
}

// PlanUntrust plans to take back what was added for root, or for every root
// with Options.All; root may be nil then. It changes nothing; its error is a
// journal that cannot be understood.
func PlanUntrust(ctx context.Context, env Env, root *x509.Certificate, o Options) (*Plan, error) {
	p, err := newPlanner(env, root, o)
	if err != nil {
		return nil, err
	}
	p.forgotten()
	for _, s := range p.stores {
		p.untrust(ctx, s)
	}
	return p.plan, nil
}

// planner computes one plan.
type planner struct {
	env         Env
	o           Options
	plan        *Plan
	stores      []Store
	own, system *journal // system is nil when this user may not read it
}

func newPlanner(env Env, root *x509.Certificate, o Options) (*planner, error) {
	p := &planner{env: env, o: o, plan: &Plan{Root: root, env: env, sample: o.Sample}}
	p.stores, p.plan.Skipped = Discover(env)
	var err error
	if p.own, err = readJournal(env, env.Dir); err != nil {
		return nil, err
	}
	p.system, err = readJournal(env, env.SystemDir)
	if err != nil && !errors.Is(err, fs.ErrPermission) {
		return nil, err
	}
	return p, nil
}

// entry is what the journal knows of a store; readable is false when this user
// may not look.
func (p *planner) entry(s Store) (e *entry, readable bool) {
	j := p.own
	if s.Admin() {
		j = p.system
	}
	if j == nil {
		return nil, false
	}
	return j.Stores[s.ID()], true
}

func (e *entry) knows(c *x509.Certificate) (a added, ok bool) {
	if e == nil {
		return a, false
	}
	a, ok = e.Added[Fingerprint(c).Hex()]
	return a, ok
}

func (p *planner) step(a Action, s Store, root *x509.Certificate, notes ...string) {
	p.plan.Steps = append(p.plan.Steps, Step{
		Action: a, Store: s, Root: root, Does: s.Describe(root, a), Notes: notes, Admin: s.Admin() && p.env.UID != 0,
	})
}

func (p *planner) skip(s Store, done bool, why string) {
	p.plan.Skipped = append(p.plan.Skipped, Skip{Store: s.Name(), Why: why, Done: done})
}

func (p *planner) trust(ctx context.Context, s Store) {
	if why := s.Unable(); why != "" {
		p.skip(s, false, why)
		return
	}
	roots, err := s.Roots(ctx)
	if err != nil {
		p.skip(s, false, "it cannot be read: "+err.Error())
		return
	}
	e, readable := p.entry(s)
	p.stale(s, e, roots)
	a, ours := e.knows(p.plan.Root)
	there := slices.ContainsFunc(roots, p.plan.Root.Equal)
	interrupted := e != nil && (e.Restoring != nil || ours && !a.Done)
	switch {
	case there && !interrupted && (ours || !readable):
		p.skip(s, true, "it trusts this root already")
	case there && !interrupted:
		p.skip(s, true, "it trusts this root already; somebody else put it there, so untrust will leave it")
	case interrupted:
		p.step(Add, s, p.plan.Root, "finishes what was cut short the last time")
	default:
		p.step(Add, s, p.plan.Root)
	}
}

func (p *planner) untrust(ctx context.Context, s Store) {
	e, readable := p.entry(s)
	if e != nil {
		for _, id := range slices.Sorted(maps.Keys(e.Added)) {
			root, err := x509.ParseCertificate(e.Added[id].DER)
			if err != nil || !p.o.may(root) || !p.o.All && (p.plan.Root == nil || !root.Equal(p.plan.Root)) {
				continue
			}
			var notes []string
			if !e.Added[id].Done || e.Restoring != nil {
				notes = append(notes, "undoes what was cut short the last time")
			}
			p.step(Remove, s, root, notes...)
		}
	}
	if why := s.Unable(); why != "" {
		p.skip(s, false, "it cannot be looked into: "+why)
		return
	}
	roots, err := s.Roots(ctx)
	if err != nil {
		p.skip(s, false, "it cannot be read: "+err.Error())
		return
	}
	if !readable { // all that can be known is what is there
		for _, root := range roots {
			if p.o.All && p.o.may(root) || p.plan.Root != nil && root.Equal(p.plan.Root) {
				p.step(Remove, s, root)
			}
		}
	}
	p.stale(s, e, roots)
	if !slices.ContainsFunc(p.plan.Steps, func(st Step) bool { return st.Store.ID() == s.ID() }) {
		p.skip(s, true, "nothing of ours is in it")
	}
}

// stale names the roots of s that look like ours and that no step is about.
func (p *planner) stale(s Store, e *entry, roots []*x509.Certificate) {
	for _, root := range roots {
		present := p.plan.Root != nil && root.Equal(p.plan.Root)
		planned := slices.ContainsFunc(p.plan.Steps, func(st Step) bool { return st.Store.ID() == s.ID() && st.Root.Equal(root) })
		_, ours := e.knows(root)
		if planned || present && (ours || !p.untrusting()) {
			continue
		}
		found := Stale{Store: s, Root: root, Ours: ours, Stays: !p.o.RemoveStale || !p.o.may(root), Reason: "not the present root, but put there by this Rockxy"}
		switch {
		case present:
			found.Reason = "the present root, put there by somebody else"
		case !ours:
			found.Reason = "not the present root, and not put there by this Rockxy"
		}
		p.plan.Stale = append(p.plan.Stale, found)
		if !found.Stays {
			p.step(Remove, s, root)
		}
	}
}

// forgotten adds the stores of the journal that are not found any more: a
// browser or a program may have been removed since.
func (p *planner) forgotten() {
	p.plan.untrust = true
	for _, j := range []*journal{p.own, p.system} {
		if j == nil {
			continue
		}
		for _, id := range slices.Sorted(maps.Keys(j.Stores)) {
			if slices.ContainsFunc(p.stores, func(s Store) bool { return s.ID() == id }) {
				continue
			}
			if dir, ok := strings.CutPrefix(id, "nss:"); ok {
				p.stores = append(p.stores, nss{p.env, dir, "a browser that is not found any more"})
			} else if id == (java{}).ID() {
				p.stores = append(p.stores, java{p.env})
			}
		}
	}
}

func (p *planner) untrusting() bool { return p.plan.untrust }
