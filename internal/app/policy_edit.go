package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/policy"
)

// EditPolicy implements api.PolicyEditor.
func (i instance) EditPolicy(e api.PolicyEdit) (api.Policy, error) {
	steps, err := stepsOf(e, time.Now())
	if err != nil {
		return api.Policy{}, err
	}
	return i.changePolicy(steps...)
}

// changePolicy changes the file, and has it decide.
func (i instance) changePolicy(steps ...policyStep) (api.Policy, error) {
	_, err := EditPolicy(i.a.cfg.Data, func(text string) (string, error) {
		for _, step := range steps {
			after, err := step(text)
			if err != nil {
				return text, err
			}
			text = after
		}
		return text, nil
	})
	if err != nil {
		return api.Policy{}, policyFault(err)
	}
	return i.ReloadPolicy()
}

// ImportPolicy implements api.PolicyEditor.
func (i instance) ImportPolicy(q api.PolicyImport) (api.PolicyImported, error) {
	in, err := policy.Import(strings.NewReader(q.Text))
	if err != nil {
		return api.PolicyImported{}, &api.Error{Status: http.StatusUnprocessableEntity, Message: err.Error(),
			Hint: "it is what Charles, Proxyman or HTTP Toolkit export"}
	}
	out := api.PolicyImported{Format: in.Format, DryRun: q.DryRun, Statements: Statements(in, q.SetDefault), Skipped: in.Skipped, Default: in.Default.String()}
	if out.Skipped == nil {
		out.Skipped = []string{}
	}
	if q.DryRun {
		out.Policy = i.Policy()
		return out, nil
	}
	out.Policy, err = i.changePolicy(func(text string) (string, error) { return AddImported(text, in, q.SetDefault) })
	return out, err
}

// Bypass implements api.PolicyEditor.
func (i instance) Bypass(ctx context.Context, q api.BypassRequest) (api.Bypassed, error) {
	until, err := bypassEnd(q.For, time.Now())
	if err != nil {
		return api.Bypassed{}, err
	}
	if q.Scope != "client" && q.Scope != "all" {
		return api.Bypassed{}, badRequest(fmt.Sprintf("the scope is client or all, not %q", q.Scope), "")
	}
	d, err := i.entryOf(ctx, q)
	if err != nil {
		return api.Bypassed{}, err
	}
	e := policy.Entry{Action: policy.Bypass, Until: until, Note: RowNote(d)}
	text, err := RowPattern(d, q.Scope == "all")
	if err == nil {
		e.Pattern, err = policy.ParsePattern(text)
	}
	if err == nil {
		err = Settled(i.a.policy.set.Load(), d, e.Pattern, time.Now())
	}
	if err != nil {
		return api.Bypassed{}, rowFault(d, err)
	}
	p, err := i.changePolicy(func(text string) (string, error) { return AddEntry(text, e) })
	return api.Bypassed{Pattern: e.Pattern.String(), Policy: p}, err
}

// entryOf is the entry that is meant.
func (i instance) entryOf(ctx context.Context, q api.BypassRequest) (*api.Detail, error) {
	if q.Session == "" || q.Session == i.a.session {
		return i.Get(ctx, q.ID)
	}
	s, done, err := i.a.sessionToRead(ctx, q.Session)
	if err != nil {
		return nil, err
	}
	defer done()
	e, err := s.Entry(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	return e.Detail, nil
}

func bypassEnd(how string, now time.Time) (time.Time, error) {
	switch how {
	case "always":
		return time.Time{}, nil
	case "hour":
		return now.Add(time.Hour).UTC().Truncate(time.Second), nil
	case "day":
		return now.Add(24 * time.Hour).UTC().Truncate(time.Second), nil
	}
	return time.Time{}, badRequest(fmt.Sprintf("for is hour, day or always, not %q", how), "")
}

func rowFault(d *api.Detail, err error) error {
	e := &api.Error{Status: http.StatusUnprocessableEntity, Message: fmt.Sprintf("entry %d cannot be bypassed: %v", d.ID, err)}
	if errors.Is(err, errNoClient) {
		e.Hint = "bypass its host for every client"
	}
	return e
}
