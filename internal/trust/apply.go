package trust

import (
	"context"
	"crypto/x509"
	"errors"
)

// Apply carries out a plan that a person consented to, one store after the
// other. A step that fails is undone and the next one tried: the report says
// what happened where. The error is about what could not even begin.
func Apply(ctx context.Context, p *Plan, c Consent) (*Report, error) {
	if c.plan == nil || c.plan != p {
		return nil, ErrNoConsent
	}
	return nil, errors.ErrUnsupported
}

// Verdict is what one store makes of a chain.
type Verdict struct {
	Store string // its name
	Err   error  // nil when it accepts
}

// Verify shows a chain, leaf first, to every store that holds root. It changes
// nothing.
func Verify(ctx context.Context, env Env, root *x509.Certificate, chain []*x509.Certificate) ([]Verdict, error) {
	return nil, errors.ErrUnsupported
}

// Find looks into every store for roots that look like Rockxy's, without
// changing anything; uninstall proves with it that none is left.
func Find(ctx context.Context, env Env) (found []Stale, unread []Skip) { return nil, nil }

// Discover returns the stores of this machine that can hold a root, those that
// cannot be changed included (see Store.Unable), and those left out with the reason.
func Discover(env Env) ([]Store, []Skip) { return nil, nil }

// PlanTrust plans to make every store trust root.
func PlanTrust(ctx context.Context, env Env, root *x509.Certificate, o Options) (*Plan, error) {
	return nil, errors.ErrUnsupported
}

// PlanUntrust plans to take back what was added for root, or for every root
// with Options.All; root may be nil then.
func PlanUntrust(ctx context.Context, env Env, root *x509.Certificate, o Options) (*Plan, error) {
	return nil, errors.ErrUnsupported
}

func displayName(c *x509.Certificate) string { return c.Subject.CommonName }

// String prints the plan for a person.
func (p *Plan) String() string { return "" }
