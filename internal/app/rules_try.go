package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/rule/rulefile"
	"rockxy/internal/store"
)

// Trial is rules that are tried on what was captured. It changes nothing.
type Trial struct {
	set   *rule.Set
	names []string
}

// NewTrial reads the file of rules at path. With a name it is that rule alone, on or
// off; else those of the file that are on, whether the file is or not. The error
// is a *RulesError when the text is at fault, or an *api.Error.
func NewTrial(path, name string) (*Trial, error) {
	_, file, err := loadRules(path, Kinds(), nil)
	if err != nil {
		return nil, err
	}
	rules := slices.DeleteFunc(slices.Clone(file.Rules), func(r *rule.Rule) bool { return name != "" && r.Name != name || name == "" && !r.Enabled })
	switch {
	case len(rules) > 0:
	case name != "":
		return nil, &api.Error{Status: http.StatusNotFound, Message: fmt.Sprintf("there is no rule %q in %s", name, path), Hint: "rockxy rules lists them"}
	default:
		return nil, &api.Error{Status: http.StatusBadRequest, Message: fmt.Sprintf("no rule in %s is on", path), Hint: "name one: it is tried whether it is on or off"}
	}
	return newTrial(file, rules), nil
}

// writtenTrial is a trial of rules as they are written, on or off, in a file at path. The
// error is a *RulesError about places in the text.
func writtenTrial(path, text string) (*Trial, error) {
	if err := CheckRule(path, text); err != nil {
		return nil, err
	}
	whole, err := rulefile.Add("", text, 0)
	if err != nil {
		return nil, err
	}
	file, err := ParseRules(path, whole, Kinds(), nil)
	if err != nil {
		return nil, err
	}
	return newTrial(file, slices.Clone(file.Rules)), nil
}

// newTrial is a trial of some rules of a file; the list is its own.
func newTrial(file *rulefile.File, rules []*rule.Rule) *Trial {
	g := *file.Group
	g.Enabled, g.Rules = true, rules
	t := &Trial{}
	for i, r := range rules {
		one := *r
		one.Enabled = true
		rules[i] = &one
		t.names = append(t.names, r.Name)
	}
	t.set = rule.NewSet([]*rule.Group{&g}, rule.Limits{}, time.Now())
	return t
}

// Try runs the rules over the exchanges that a filter selects, oldest first, and
// calls yield with those that they match. The error is yield's, ctx's, one of reading, or an
// *api.Error when the filter is at fault.
func (s *Session) Try(ctx context.Context, t *Trial, selects string, yield func(*api.RuleTried) error) (api.RuleTrial, error) {
	return s.tryAll(ctx, t, api.Query{Filter: selects, Oldest: true}, func(one *api.RuleTried, _ *api.RuleTrial) error {
		if one == nil {
			return nil
		}
		return yield(one)
	})
}

// tryAll calls yield after each exchange, with nil when no rule matches it, and the figures
// so far.
func (s *Session) tryAll(ctx context.Context, t *Trial, q api.Query, yield func(*api.RuleTried, *api.RuleTrial) error) (api.RuleTrial, error) {
	report := api.RuleTrial{Rules: t.names}
	query, err := whole(q)
	if err != nil {
		return report, err
	}
	query.Kind = store.KindExchange
	err = s.r.Each(ctx, query, func(sum *store.Summary) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		rec, err := s.r.Get(ctx, sum.ID)
		if errors.Is(err, store.ErrNotFound) {
			return nil // retention was faster
		}
		if err != nil {
			return err
		}
		tried, err := t.one(ctx, rec)
		if err != nil {
			return fmt.Errorf("try it on entry %d: %w", sum.ID, err)
		}
		report.Tried++
		if len(tried.Matched) == 0 && len(tried.Trace) == 0 {
			return yield(nil, &report)
		}
		if len(tried.Matched) > 0 {
			report.Matched++
		}
		if slices.ContainsFunc(tried.Trace, func(s api.RuleStep) bool { return s.Did != "" }) {
			report.Changed++
		}
		return yield(tried, &report)
	})
	return report, err
}

// one tries an exchange.
func (t *Trial) one(ctx context.Context, rec *store.Record) (*api.RuleTried, error) {
	s := &rec.Summary
	out := &api.RuleTried{ID: s.ID, Method: s.Method, URL: s.URL, Status: s.Status, Incomplete: rec.Incomplete}
	e := archived(rec)
	in := rule.Recorded{Exchange: e.Exchange, Request: e.Head(flow.Request), Response: e.Head(flow.Response)}
	if in.Request == nil {
		return out, nil
	}
	in.RequestBody, in.ResponseBody = recordedBody(rec, flow.Request), recordedBody(rec, flow.Response)
	if s.Messages > 0 {
		in.Messages = rec.Messages()
	}
	if out.Incomplete == "" && (s.Request.Truncated || s.Response.Truncated) {
		out.Incomplete = "a body was recorded in part"
	}
	tried, err := t.set.Try(ctx, in)
	if err != nil {
		return nil, err
	}
	out.Matched, out.Trace = tried.Matched, api.NewTrace(tried.Trace)
	if out.Matched == nil {
		out.Matched = []string{}
	}
	out.Answered, out.Cut, out.Hidden = tried.Answered, tried.Cut, tried.Hidden
	if tried.Route != nil {
		out.Goes = tried.Route.String()
	}
	if tried.Head != nil {
		out.StatusAfter = tried.Head.Status
	}
	return out, nil
}

// recordedBody is a stored body as rules take it, nil for none.
func recordedBody(rec *store.Record, dir flow.Direction) rule.Body {
	b, trailers := rec.Body(dir), rec.Trailers(dir)
	if b.Size() == 0 && trailers == nil || rec.Summary.Protocol == "websocket" || rec.Summary.Protocol == "upgrade" {
		return nil
	}
	return &withTrailers{rule.FromReader(b), trailers}
}

// withTrailers is a body that ends with a trailer section.
type withTrailers struct {
	rule.Body
	trailers *flow.Head
}

func (b *withTrailers) Next(ctx context.Context) (rule.Piece, error) {
	p, err := b.Body.Next(ctx)
	if err == nil && p.End {
		p.Trailers = b.trailers
	}
	return p, err
}
