package trust

import (
	"crypto/x509"
	"slices"
	"testing"
)

// TestConformance is the battery that every store passes, real or not.
func TestConformance(t *testing.T) {
	for _, s := range subjects() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			t.Run("trust, again, untrust, again", s.thereAndBack)
			t.Run("two roots", s.twoRoots)
			t.Run("changed by others", s.changedByOthers)
			t.Run("stale root", s.staleRoot)
			t.Run("refused chain", s.refusedChain)
			t.Run("already there", s.alreadyThere)
		})
	}
}

// theStore is the one store that s has.
func theStore(t *testing.T, env Env) Store {
	t.Helper()
	stores, _ := Discover(env)
	if len(stores) != 1 {
		t.Fatalf("stores %v, want one", stores)
	}
	return stores[0]
}

func wantHeld(t *testing.T, env Env, root *x509.Certificate, want bool) {
	t.Helper()
	got, err := holds(t.Context(), theStore(t, env), root)
	if err != nil || got != want {
		t.Fatalf("holds %s: %v %v, want %v", root.Subject.CommonName, got, err, want)
	}
}

func (s subject) thereAndBack(t *testing.T) {
	top, env, ok := s.start(t)
	if !ok {
		return
	}
	our := newPKI(t, "Rockxy Local CA 01020304")
	before := tree(t, top)
	o := Options{Sample: our.chain}
	p := mustPlan(t, PlanTrust, env, our.root, o)
	_ = p.String()
	wantTree(t, "planning", top, before)
	if len(p.Steps) != 1 || len(p.Steps[0].Does) == 0 {
		t.Fatalf("steps %+v, want one that says what it does", p.Steps)
	}
	applied(t, p)
	wantHeld(t, env, our.root, true)
	verdicts, err := Verify(t.Context(), env, our.root, our.chain)
	if err != nil || len(verdicts) != 1 || verdicts[0].Err != nil {
		t.Fatalf("verdicts %v %v", verdicts, err)
	}
	if other := newPKI(t, "Other"); theStore(t, env).Verify(t.Context(), other.chain[:1]) == nil {
		t.Error("a chain of another root is accepted")
	}

	trusted := tree(t, top)
	if p := mustPlan(t, PlanTrust, env, our.root, o); !p.Empty() || !slices.ContainsFunc(p.Skipped, func(s Skip) bool { return s.Done }) {
		t.Errorf("trusting twice would do %v", p)
	}
	wantTree(t, "trusting twice", top, trusted)

	applied(t, mustPlan(t, PlanUntrust, env, our.root, Options{}))
	wantTree(t, "untrusting", top, before)
	if p := mustPlan(t, PlanUntrust, env, our.root, Options{}); !p.Empty() {
		t.Errorf("untrusting twice would do %v", p)
	}
}

func (s subject) twoRoots(t *testing.T) {
	for _, oldFirst := range []bool{true, false} {
		top, env, ok := s.start(t)
		if !ok {
			return
		}
		old, next := newPKI(t, "Rockxy Local CA 0A"), newPKI(t, "Rockxy Local CA 0B")
		before := tree(t, top)
		applied(t, mustPlan(t, PlanTrust, env, old.root, Options{Sample: old.chain}))
		p := mustPlan(t, PlanTrust, env, next.root, Options{Sample: next.chain})
		if len(p.Stale) != 1 || !p.Stale[0].Ours || !p.Stale[0].Root.Equal(old.root) || !p.Stale[0].Stays {
			t.Errorf("stale %+v, want the old root", p.Stale)
		}
		applied(t, p)
		first, second := old, next
		if !oldFirst {
			first, second = next, old
		}
		applied(t, mustPlan(t, PlanUntrust, env, first.root, Options{}))
		wantHeld(t, env, first.root, false)
		wantHeld(t, env, second.root, true)
		if err := theStore(t, env).Verify(t.Context(), second.chain); err != nil {
			t.Error(err)
		}
		applied(t, mustPlan(t, PlanUntrust, env, nil, Options{All: true}))
		wantTree(t, "untrusting both", top, before)
	}
}

func (s subject) changedByOthers(t *testing.T) {
	_, env, ok := s.start(t)
	if !ok {
		return
	}
	our, theirs := newPKI(t, "Rockxy Local CA 0A"), newPKI(t, "Rockxy Local CA of a friend")
	applied(t, mustPlan(t, PlanTrust, env, our.root, Options{}))
	if err := theStore(t, env).Add(t.Context(), theirs.root); err != nil {
		t.Fatal(err)
	}
	r := applied(t, mustPlan(t, PlanUntrust, env, our.root, Options{}))
	if len(r.Results) != 1 || !slices.Contains(r.Results[0].Notes, noteChanged) {
		t.Errorf("results %+v, want a note", r.Results)
	}
	wantHeld(t, env, our.root, false)
	wantHeld(t, env, theirs.root, true)
}

func (s subject) staleRoot(t *testing.T) {
	_, env, ok := s.start(t)
	if !ok {
		return
	}
	our, stale := newPKI(t, "Rockxy Local CA 0A"), newPKI(t, "Rockxy Local CA 0B")
	if err := theStore(t, env).Add(t.Context(), stale.root); err != nil {
		t.Fatal(err)
	}
	p := mustPlan(t, PlanTrust, env, our.root, Options{})
	if len(p.Steps) != 1 || len(p.Stale) != 1 || p.Stale[0].Ours || !p.Stale[0].Stays || !p.Stale[0].Root.Equal(stale.root) {
		t.Fatalf("plan %v", p)
	}
	applied(t, p)
	wantHeld(t, env, stale.root, true)
	p = mustPlan(t, PlanTrust, env, our.root, Options{RemoveStale: true})
	if len(p.Steps) != 1 || p.Steps[0].Action != Remove || p.Stale[0].Stays {
		t.Fatalf("plan %v", p)
	}
	applied(t, p)
	wantHeld(t, env, stale.root, false)
	wantHeld(t, env, our.root, true)
	applied(t, mustPlan(t, PlanUntrust, env, our.root, Options{}))
	if found, unread := Find(t.Context(), env); len(found)+len(unread) > 0 {
		t.Errorf("found %v, unread %v", found, unread)
	}
}

// refusedChain is a store that takes the root and does not work.
func (s subject) refusedChain(t *testing.T) {
	top, env, ok := s.start(t)
	if !ok {
		return
	}
	our, other := newPKI(t, "Rockxy Local CA 0A"), newPKI(t, "Rockxy Local CA 0B")
	before := tree(t, top)
	r := mustApply(t, mustPlan(t, PlanTrust, env, our.root, Options{Sample: other.chain[:1]}))
	if len(r.Results) != 1 || r.Results[0].Outcome != Undone || r.Results[0].Err == nil || r.Err() == nil {
		t.Errorf("results %+v, want it undone", r.Results)
	}
	wantTree(t, "a failed trust", top, before)
}

// alreadyThere is our root, put there by somebody else: untrust leaves it.
func (s subject) alreadyThere(t *testing.T) {
	top, env, ok := s.start(t)
	if !ok {
		return
	}
	our := newPKI(t, "Rockxy Local CA 0A")
	if err := theStore(t, env).Add(t.Context(), our.root); err != nil {
		t.Fatal(err)
	}
	before := tree(t, top)
	if p := mustPlan(t, PlanTrust, env, our.root, Options{}); !p.Empty() {
		t.Errorf("plan %v, want nothing to do", p)
	}
	p := mustPlan(t, PlanUntrust, env, our.root, Options{})
	if !p.Empty() || len(p.Stale) != 1 {
		t.Errorf("plan %v, want it named and left", p)
	}
	wantTree(t, "leaving it", top, before)
	applied(t, mustPlan(t, PlanUntrust, env, our.root, Options{RemoveStale: true}))
	wantHeld(t, env, our.root, false)
}
