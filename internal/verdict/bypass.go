package verdict

import (
	"fmt"
	"sync"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/lru"
)

// Bypass is a statement for the policy: pass this client's connections to this
// host through unread, for a while.
type Bypass struct {
	Pattern string     // in the syntax of the policy, with app: or client: and a host and port
	Until   flow.Nanos // never zero
	Note    string
}

const (
	firstBypass = flow.Nanos(time.Hour)
	longBypass  = flow.Nanos(24 * time.Hour)
)

// AutoBypass decides when to bypass without being asked: for one client and one
// host, on a firm verdict of pinning alone, and never for good. When a bypass
// has run out the next connection is intercepted again, as a probe. If the
// client still pins, the next bypass is twice as long, up to a day; if it
// accepts, or is not heard of for a day, all begins anew.
//
// A program that runs others, such as node, is bypassed for all of them, on that
// host alone. It may be used from several goroutines at once.
type AutoBypass struct {
	mu    sync.Mutex
	given *lru.Cache[string, term] // by pattern; guarded by mu
}

type term struct{ until, length flow.Nanos }

// NewAutoBypass returns one that has bypassed nothing yet and remembers as many
// as l has clients.
func NewAutoBypass(l Limits) *AutoBypass {
	if l.Clients == 0 {
		l.Clients = 1024
	}
	return &AutoBypass{given: lru.New[string, term](l.Clients)}
}

// Consider returns the bypass that the judgement on an outcome calls for, at
// most one while that lasts. Revised judgements are to be considered too.
func (a *AutoBypass) Consider(o Outcome, j Judgement) (Bypass, bool) {
	p, ok := pattern(&o)
	if !ok || j.Verdict != flow.VerdictPinned || !j.Firm {
		return Bypass{}, false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	t, again := a.given.Get(p)
	switch {
	case again && o.At < t.until:
		return Bypass{}, false
	case again && o.At < t.until+longBypass:
		t.length = min(2*t.length, longBypass)
	default:
		t.length = firstBypass
	}
	t.until = o.At + t.length
	a.given.Put(p, t)
	hours := time.Duration(t.length).Hours()
	return Bypass{Pattern: p, Until: t.until, Note: fmt.Sprintf("certificate pinning detected, added by --auto-bypass for %.0f h", hours)}, true
}

// Accepted takes note that a client accepted our certificate: what was given for
// that host is forgotten.
func (a *AutoBypass) Accepted(o Outcome) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.given.Len() == 0 {
		return
	}
	if p, ok := pattern(&o); ok {
		a.given.Delete(p)
	}
}
