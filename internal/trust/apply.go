package trust

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
)

// Apply carries out a plan that a person consented to, one store after the
// other. A step that fails is undone and the next one tried: the report says
// what happened where. The error is about what could not even begin, or about
// the journal.
func Apply(ctx context.Context, p *Plan, c Consent) (r *Report, err error) {
	if c.plan == nil || c.plan != p {
		return nil, ErrNoConsent
	}
	run := applying{env: p.env, sample: p.sample, elevated: c.elevated, open: map[string]*journal{}}
	defer func() { err = errors.Join(err, run.close()) }()
	r = &Report{}
	for _, s := range p.Steps {
		r.Results = append(r.Results, run.step(ctx, s))
	}
	return r, nil
}

// applying is one run of Apply. It holds the locks of the journals it opened.
type applying struct {
	env    Env
	sample []*x509.Certificate
	// elevated: another process has changed what needs administrator rights.
	elevated bool
	open     map[string]*journal // by directory
	closes   []func() error
}

func (a *applying) close() (err error) {
	for _, f := range a.closes {
		err = errors.Join(err, f())
	}
	return err
}

// journal opens that of the user's stores, or of the system's.
func (a *applying) journal(s Store) (*journal, error) {
	dir := journalDir(a.env, s)
	if j, ok := a.open[dir]; ok {
		return j, nil
	}
	j, closed, err := openJournal(a.env, dir)
	if err != nil {
		return nil, err
	}
	a.open[dir], a.closes = j, append(a.closes, closed)
	return j, nil
}

func journalDir(env Env, s Store) string {
	if s.Admin() {
		return env.SystemDir
	}
	return env.Dir
}

// errAdmin says what the outcome says, for who looks at the error only.
var errAdmin = errors.New("it needs administrator rights")

func (a *applying) step(ctx context.Context, s Step) Result {
	r := Result{Step: s, Outcome: Undone}
	if s.Admin && a.elevated {
		if r.Err = a.look(ctx, s); r.Err == nil {
			r.Outcome = Done
		} else {
			r.Outcome = Failed
		}
		return r
	}
	if s.Admin {
		r.Outcome, r.Err = NeedsAdmin, errAdmin
		return r
	}
	j, err := a.journal(s.Store)
	if err != nil {
		r.Err = err
		return r
	}
	h := history{j, s.Store}
	if s.Action == Remove {
		if r.Notes, r.Err = h.remove(ctx, s.Root); r.Err != nil {
			r.Outcome = Failed
			return r
		}
		r.Outcome = Done
		return r
	}
	if r.Notes, r.Err = h.begin(ctx, s.Root); r.Err != nil {
		return r
	}
	if r.Err = a.change(ctx, h, s.Root); r.Err == nil {
		if who := s.Store.InUse(); who != "" {
			r.Notes = append(r.Notes, who+" has it open: it may see the root only after a restart")
		}
		r.Outcome = Done
		return r
	}
	err = h.failed()
	if err == nil {
		var notes []string
		notes, err = h.undo(context.WithoutCancel(ctx), s.Root)
		r.Notes = append(r.Notes, notes...)
	}
	if err != nil {
		r.Outcome, r.Err = Failed, errors.Join(r.Err, fmt.Errorf("and undoing it: %w", err))
	}
	return r
}

// look says whether a step that another process has done is done.
func (a *applying) look(ctx context.Context, s Step) error {
	there, err := holds(ctx, s.Store, s.Root)
	switch {
	case err != nil:
		return err
	case s.Action == Remove && there:
		return errStillThere
	case s.Action == Remove:
		return nil
	case !there:
		return errNotThere
	case len(a.sample) == 0:
		return nil
	}
	return s.Store.Verify(ctx, a.sample)
}

// change adds root, looks whether it is there and works, and notes that it is
// done.
func (a *applying) change(ctx context.Context, h history, root *x509.Certificate) error {
	if err := h.store.Add(ctx, root); err != nil {
		return err
	}
	there, err := holds(ctx, h.store, root)
	if err != nil {
		return err
	}
	if !there {
		return errNotThere
	}
	if len(a.sample) > 0 {
		if err := h.store.Verify(ctx, a.sample); err != nil {
			return fmt.Errorf("it does not accept a chain of this root: %w", err)
		}
	}
	return h.done(root)
}

var (
	errNotThere   = errors.New("it does not hold the root although adding it did not fail")
	errStillThere = errors.New("it still holds the root although removing it did not fail")
)

func holds(ctx context.Context, s Store, root *x509.Certificate) (bool, error) {
	roots, err := s.Roots(ctx)
	return slices.ContainsFunc(roots, root.Equal), err
}
