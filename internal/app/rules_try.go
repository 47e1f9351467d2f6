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
	g := *file.Group
	g.Enabled = true
	g.Rules = slices.DeleteFunc(slices.Clone(g.Rules), func(r *rule.Rule) bool { return name != "" && r.Name != name || name == "" && !r.Enabled })
	t := &Trial{}
	for i, r := range g.Rules {
		one := *r
		one.Enabled = true
		g.Rules[i] = &one
		t.names = append(t.names, r.Name)
	}
	switch {
	case len(g.Rules) > 0:
	case name != "":
		return nil, &api.Error{Status: http.StatusNotFound, Message: fmt.Sprintf("there is no rule %q in %s", name, path), Hint: "rockxy rules lists them"}
	default:
		return nil, &api.Error{Status: http.StatusBadRequest, Message: fmt.Sprintf("no rule in %s is on", path), Hint: "name one: it is tried whether it is on or off"}
	}
	t.set = rule.NewSet([]*rule.Group{&g}, rule.Limits{}, time.Now())
	return t, nil
}

// Try runs the rules over the exchanges that a filter selects, oldest first, and
// calls yield with those that they match. The error is yield's, ctx's, one of reading, or an
// *api.Error when the filter is at fault.
func (s *Session) Try(ctx context.Context, t *Trial, selects string, yield func(*api.RuleTried) error) (api.RuleTrial, error) {
	report := api.RuleTrial{Rules: t.names}
	query, err := whole(api.Query{Filter: selects, Oldest: true})
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
		report.Tried++
		tried, err := t.one(ctx, rec)
		if err != nil {
			return fmt.Errorf("try it on entry %d: %w", sum.ID, err)
		}
		if len(tried.Matched) == 0 && len(tried.Trace) == 0 {
			return nil
		}
		if len(tried.Matched) > 0 {
			report.Matched++
		}
		if slices.ContainsFunc(tried.Trace, func(s api.RuleStep) bool { return s.Did != "" }) {
			report.Changed++
		}
		return yield(tried)
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
