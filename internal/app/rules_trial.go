package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rockxy/internal/api"
)

// errEnough ends a trial that has what was asked for.
var errEnough = errors.New("that is enough")

// TryRules implements api.RuleTrier.
func (i instance) TryRules(ctx context.Context, q api.RuleTrialRequest) (api.RuleTrialReport, error) {
	limit, err := trialLimit(q)
	if err != nil {
		return api.RuleTrialReport{}, err
	}
	trial, err := i.a.trialOf(q)
	if err != nil {
		return api.RuleTrialReport{}, err
	}
	s, done, err := i.a.sessionToRead(ctx, q.Session)
	if err != nil {
		return api.RuleTrialReport{}, err
	}
	defer done()
	return tryFor(ctx, s, trial, q.Filter, limit, api.MaxTrialTime)
}

// tryFor tries rules on the newest exchanges until there are enough results, or the time is
// over.
func tryFor(ctx context.Context, s *Session, t *Trial, selects string, limit int, most time.Duration) (api.RuleTrialReport, error) {
	out := api.RuleTrialReport{Results: []api.RuleTried{}}
	timed, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	figures, err := s.tryAll(timed, t, api.Query{Filter: selects}, func(one *api.RuleTried, so *api.RuleTrial) error {
		if one != nil {
			out.Results = append(out.Results, *one)
		}
		switch {
		case len(out.Results) >= limit:
			out.Why = fmt.Sprintf("there are %d results", limit)
		case so.Tried >= api.MaxTrialExchanges:
			out.Why = fmt.Sprintf("the newest %d exchanges were tried", so.Tried)
		default:
			return nil
		}
		return errEnough
	})
	out.RuleTrial = figures
	switch {
	case err == nil:
		out.Complete = true
	case errors.Is(err, errEnough):
	case ctx.Err() == nil && timed.Err() != nil:
		out.Why = fmt.Sprintf("%v are over", most)
	default:
		return api.RuleTrialReport{}, err
	}
	return out, nil
}

func trialLimit(q api.RuleTrialRequest) (int, error) {
	switch {
	case q.Limit < 0 || q.Limit > api.MaxTrialResults:
		return 0, badRequest(fmt.Sprintf("limit is a number up to %d", api.MaxTrialResults), "")
	case q.Limit == 0:
		return 100, nil
	}
	return q.Limit, nil
}

// trialOf finds the rules that are meant.
func (a *App) trialOf(q api.RuleTrialRequest) (*Trial, error) {
	if q.Text != "" {
		path := a.ruleFilePath(q.Group)
		t, err := writtenTrial(path, q.Text)
		return t, ruleError(path, err)
	}
	if q.Group == "" {
		return nil, badRequest("no rule is named", "give a group and a rule, or the text of one")
	}
	path, err := a.ruleFileOf(q.Group, false)
	if err != nil {
		return nil, err
	}
	t, err := NewTrial(path, q.Rule)
	return t, ruleError(path, err)
}
