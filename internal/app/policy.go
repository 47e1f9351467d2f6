package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"rockxy/internal/ca"
	"rockxy/internal/policy"
)

// policies is the policy of an instance: what its file says, or said last
// before it could not be read any more. It may be used from many goroutines at
// once.
type policies struct {
	file    watchedFile // guarded by mu
	keys    *ca.ClientHome
	log     *slog.Logger
	changed func() // told after each change of what applies

	set        atomic.Pointer[policy.Set]
	identities atomic.Pointer[identities]

	mu   sync.Mutex
	text string // of set
	bad  badPolicy
}

// badPolicy is a file that does not apply.
type badPolicy struct {
	err  error // nil: it does
	text string
}

// openPolicies reads the policy that an instance begins with. The error is a
// *PolicyError or an *IdentityError.
func openPolicies(path string, keys *ca.ClientHome, log *slog.Logger) (*policies, error) {
	p := &policies{file: watch(path), keys: keys, log: log, changed: func() {}}
	text, f, err := loadPolicy(path)
	if err != nil {
		return nil, err
	}
	ids := loadIdentities(keys, f.ClientCerts, nil)
	if err := ids.err(); err != nil {
		return nil, err
	}
	p.identities.Store(ids)
	p.text = text
	p.set.Store(policy.Compile(f))
	return p, nil
}

// Decide is the decision about a connection now; see [policy.Set.Decide].
func (p *policies) Decide(q policy.Query) policy.Decision { return p.set.Load().Decide(q, time.Now()) }

// NeedsApp reports whether the decision depends on the program.
func (p *policies) NeedsApp(q policy.Query) bool { return p.set.Load().NeedsApp(q, time.Now()) }

// NeedsSNI reports whether a decision to bypass waits for the SNI.
func (p *policies) NeedsSNI(q policy.Query) bool { return p.set.Load().NeedsSNI(q, time.Now()) }

// exception says whether a certificate that does not verify is allowed now.
func (p *policies) exception(host string, leaf [32]byte) (why string, ok bool) {
	return p.set.Load().Exception(host, leaf, time.Now())
}

// reload reads the file whether it seems changed or not. What it says applies
// when this returns, unless it cannot be read: the error says why, and what
// applied before still does.
func (p *policies) reload() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	untilWhole(p.take)
	return p.bad.err
}

// follow keeps what applies up to date until ctx ends.
func (p *policies) follow(ctx context.Context) {
	t := time.NewTimer(lookEvery)
	defer t.Stop()
	since := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		p.look()
		now := time.Now()
		next := p.set.Load().NextChange(since)
		if !next.IsZero() && !now.Before(next) {
			p.changed()
			next = p.set.Load().NextChange(now)
		}
		since = now
		wait := lookEvery
		if !next.IsZero() {
			wait = min(wait, max(next.Sub(now), time.Millisecond))
		}
		t.Reset(wait)
	}
}

// look takes the file when it has changed and stays so.
func (p *policies) look() {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch same, settled := p.file.look(); {
	case same && p.identities.Load().stale():
		p.apply(p.set.Load().File(), p.text)
	case settled:
		p.take()
	}
}

// take reads the file; done is false when it changed meanwhile.
func (p *policies) take() (done bool) {
	var text string
	var f policy.File
	var err error
	if !p.file.read(func() { text, f, err = loadPolicy(p.file.path) }) {
		return false
	}
	switch {
	case err != nil:
		if p.bad.err == nil || p.bad.text != text {
			p.log.Error("the policy was not changed: its file cannot be read, and what it said before still applies", "error", err)
		}
		p.bad = badPolicy{err, text}
	case text == p.text && !p.identities.Load().stale():
		p.bad = badPolicy{}
	default:
		p.apply(f, text)
		p.log.Info("the policy has changed", "file", p.file.path)
	}
	return true
}

// apply makes what a file says count.
func (p *policies) apply(f policy.File, text string) {
	before := p.identities.Load()
	ids := loadIdentities(p.keys, f.ClientCerts, before)
	for _, bad := range ids.faults(before) {
		p.log.Error("a client certificate cannot be used", "error", bad)
	}
	p.bad = badPolicy{}
	p.identities.Store(ids)
	if text != p.text {
		p.text = text
		p.set.Store(policy.Compile(f))
	}
	p.changed()
}

// problem is why the file, as it is now, does not apply, or nil.
func (p *policies) problem() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.bad.err
}

// errDecided is a bypass that was not added because a person has decided.
var errDecided = errors.New("the policy has an entry for it that a person has made")

// addBypass adds a bypass of Rockxy's own accord, until the time given, and makes
// it count. The error is errDecided, and nothing is changed, when a person has
// made an entry with the same pattern.
func (a *App) addBypass(pattern string, until time.Time, note string) error {
	pat, err := policy.ParsePattern(pattern)
	if err != nil {
		return err
	}
	e := policy.Entry{Action: policy.Bypass, Pattern: pat, Until: until.UTC().Truncate(time.Second), Auto: true, Note: note}
	changed, err := EditPolicy(a.cfg.Data, func(text string) (string, error) {
		f, err := policy.ParseFile(text)
		if err != nil {
			return text, err
		}
		if was, ok := FindEntry(f, pat); ok && !was.Auto {
			return text, errDecided
		}
		return policy.Add(text, e)
	})
	if err != nil {
		return err
	}
	if changed {
		a.log.Warn("bypassed automatically", "pattern", pat.String(), "until", e.Until.Format(time.RFC3339), "why", note, "undo", "rockxy policy remove "+pat.String())
	}
	return a.policy.reload()
}

// FindEntry is the entry with a pattern in either list.
func FindEntry(f policy.File, p policy.Pattern) (policy.Entry, bool) {
	for _, list := range [][]policy.Entry{f.Bypass, f.Intercept} {
		for _, e := range list {
			if e.Pattern == p {
				return e, true
			}
		}
	}
	return policy.Entry{}, false
}
