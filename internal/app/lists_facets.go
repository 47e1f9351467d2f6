package app

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"rockxy/internal/api"
	"rockxy/internal/filter"
	"rockxy/internal/store"
)

// countScan is how many entries are looked into to count what only details tell.
const countScan = 2000

// count counts what a filter selects.
func (l *lists) count(ctx context.Context, q api.CountQuery) (api.Count, error) {
	f, err := ParseFilter(q.Filter)
	if err != nil {
		return api.Count{}, err
	}
	from, done, err := l.use(q.Session)
	if err != nil {
		return api.Count{}, err
	}
	defer done()
	if t := l.built(from, q.Filter); t != nil {
		t.mu.RLock()
		defer t.mu.RUnlock()
		return api.Count{Count: t.len(), Unsearched: t.pending.Len()}, nil
	}
	return lookedUp(ctx, l, from, "count\x00"+q.Filter, func() (api.Count, error) {
		if err := l.sync(ctx, from); err != nil {
			return api.Count{}, err
		}
		n, err := from.Count(ctx, store.Query{Filter: f, Scan: countScan})
		return api.Count{Count: n.Entries, Unsearched: n.Unsearched}, err
	})
}

// built is a list of what a filter selects that is there, in whatever order, or nil.
func (l *lists) built(from *listedSession, text string) *listing {
	l.mu.Lock()
	defer l.mu.Unlock()
	for key, t := range l.all {
		if t.from != from || key.filter != text {
			continue
		}
		t.mu.RLock()
		ok := t.built
		t.mu.RUnlock()
		if ok {
			return t
		}
	}
	return nil
}

// sync waits until what was recorded can be read.
func (l *lists) sync(ctx context.Context, from *listedSession) error {
	if from.live {
		_ = l.store.Sync(ctx) // what has been written can be read anyway
	}
	return ctx.Err()
}

// facets counts the values of fields.
func (l *lists) facets(ctx context.Context, q api.FacetQuery) (api.Facets, error) {
	f, err := ParseFilter(q.Filter)
	if err != nil {
		return api.Facets{}, err
	}
	columns, err := facetColumns(q.Fields)
	if err != nil {
		return api.Facets{}, err
	}
	from, done, err := l.use(q.Session)
	if err != nil {
		return api.Facets{}, err
	}
	defer done()
	question := fmt.Sprint("facets\x00", q.Fields, q.Limit, q.Filter)
	return lookedUp(ctx, l, from, question, func() (api.Facets, error) {
		if err := l.sync(ctx, from); err != nil {
			return api.Facets{}, err
		}
		found, err := from.Facets(ctx, store.Query{Filter: f, Scan: countScan}, columns, q.Limit)
		if err != nil {
			return api.Facets{}, err
		}
		out := api.Facets{Facets: map[string][]api.Facet{}}
		for i, name := range q.Fields {
			values := []api.Facet{}
			for _, v := range found[columns[i]] {
				values = append(values, api.Facet(v))
			}
			out.Facets[name] = values
		}
		return out, nil
	})
}

func facetColumns(names []string) (columns []filter.Column, err error) {
	for _, name := range names {
		i := slices.Index(FacetNames(), name)
		if i < 0 {
			return nil, &api.Error{Status: http.StatusBadRequest, Message: fmt.Sprintf("there are no facets called %q, only %s", name, strings.Join(FacetNames(), ", "))}
		}
		columns = append(columns, facets[i].column)
	}
	return columns, nil
}
