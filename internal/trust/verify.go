package trust

import (
	"context"
	"crypto/x509"
	"errors"
)

// Verdict is what one store makes of a chain.
type Verdict struct {
	Store string // its name
	Err   error  // nil when it accepts
}

// errNoChain is a call without a chain.
var errNoChain = errors.New("there is no chain to verify")

// Verify shows a chain, leaf first, to every store that holds root. It changes
// nothing.
func Verify(ctx context.Context, env Env, root *x509.Certificate, chain []*x509.Certificate) ([]Verdict, error) {
	if len(chain) == 0 {
		return nil, errNoChain
	}
	var verdicts []Verdict
	stores, _ := Discover(env)
	for _, s := range stores {
		if s.Unable() != "" {
			continue
		}
		there, err := holds(ctx, s, root)
		switch {
		case err != nil:
			verdicts = append(verdicts, Verdict{s.Name(), err})
		case there:
			verdicts = append(verdicts, Verdict{s.Name(), s.Verify(ctx, chain)})
		}
	}
	return verdicts, nil
}

// Find looks into every store for roots that look like Rockxy's, whoever put
// them there, and says which stores it could not look into. It changes nothing;
// uninstall proves with it that none is left.
func Find(ctx context.Context, env Env) (found []Stale, unread []Skip) {
	stores, _ := Discover(env)
	for _, s := range stores {
		if why := s.Unable(); why != "" {
			unread = append(unread, Skip{Store: s.Name(), Why: why})
			continue
		}
		roots, err := s.Roots(ctx)
		if err != nil {
			unread = append(unread, Skip{Store: s.Name(), Why: err.Error()})
			continue
		}
		for _, root := range roots {
			found = append(found, Stale{Store: s, Root: root, Stays: true})
		}
	}
	return found, unread
}
