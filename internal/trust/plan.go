package trust

import (
	"crypto/x509"
	"slices"
)

// Action is what a step does to a store.
type Action string

const (
	Add    Action = "add"
	Remove Action = "remove"
)

// Step is one change of one store.
type Step struct {
	Action Action
	Store  Store
	Root   *x509.Certificate
	Does   []string // commands and files, one a line
	Notes  []string
	// Admin says that the step needs administrator rights and that this
	// process has none: Apply leaves it out and reports it.
	Admin bool
}

// SHA256 is the fingerprint of the step's root.
func (s Step) SHA256() SHA256 { return Fingerprint(s.Root) }

// Skip is a store that is left as it is.
type Skip struct {
	Store string // its name
	Why   string
	// Done says that nothing is missing: the store is as it was asked for.
	Done bool
}

// Stale is a root in a store that looks like Rockxy's and is not the present
// one, or was not put there by us.
type Stale struct {
	Store  Store
	Root   *x509.Certificate
	Ours   bool // the journal says that we put it there
	Stays  bool // no step of this plan removes it
	Reason string
}

// Plan is what would be done. It has touched nothing.
type Plan struct {
	Root    *x509.Certificate // the present root; nil when there is none
	Steps   []Step
	Skipped []Skip
	Stale   []Stale

	env     Env
	sample  []*x509.Certificate
	untrust bool
}

// Empty says that there is nothing to do.
func (p *Plan) Empty() bool { return len(p.Steps) == 0 }

// Able says that there is something that can be done with the rights at hand.
func (p *Plan) Able() bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool { return !s.Admin })
}

// NeedsAdmin says that a step needs administrator rights that are missing.
func (p *Plan) NeedsAdmin() bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Admin })
}

// Roots are the certificates that the plan's steps add or remove, each once.
func (p *Plan) Roots() (roots []*x509.Certificate) {
	for _, s := range p.Steps {
		if !slices.ContainsFunc(roots, s.Root.Equal) {
			roots = append(roots, s.Root)
		}
	}
	return roots
}

// Options bound a plan; the zero value is every store, and stale roots stay.
type Options struct {
	// Sample is a chain that the root issued, leaf first: every store has to
	// accept it, for the leaf's first name, before its step counts as done.
	// Empty leaves that out.
	Sample []*x509.Certificate
	// RemoveStale adds steps that remove the roots named in Plan.Stale.
	RemoveStale bool
	// All makes PlanUntrust undo every root that the journal knows.
	All bool
	// Only, when not empty, bounds All and RemoveStale to these roots.
	Only []*x509.Certificate
}

// may says that a step about root is within Only.
func (o Options) may(root *x509.Certificate) bool {
	return len(o.Only) == 0 || slices.ContainsFunc(o.Only, root.Equal)
}
