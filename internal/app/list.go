package app

import (
	"context"
	"fmt"
	"strings"

	"rockxy/internal/api"
	"rockxy/internal/filter"
	"rockxy/internal/store"
)

// storeQuery is the store's form of a query. The error is an *api.Error.
func storeQuery(q api.Query) (store.Query, error) {
	f, err := ParseFilter(q.Filter)
	if err != nil {
		return store.Query{}, err
	}
	s := store.Query{Limit: q.Limit, Oldest: q.Oldest, Filter: f}
	var ok bool
	if s.Order, ok = storeOrders()[q.Sort]; !ok {
		return s, badRequest(fmt.Sprintf("there is no order called %q", q.Sort), "")
	}
	return s, nil
}

// storeOrders are the store's orders, by the name that they have in a query.
func storeOrders() map[api.Sort]store.Order {
	return map[api.Sort]store.Order{
		"": store.ByNumber, api.SortNumber: store.ByNumber, api.SortStarted: store.ByStarted, api.SortTook: store.ByTook, api.SortSize: store.BySize,
		api.SortStatus: store.ByStatus, api.SortHost: store.ByHost, api.SortMethod: store.ByMethod, api.SortApp: store.ByApp,
		api.SortType: store.ByType, api.SortURL: store.ByURL, api.SortProto: store.ByProto,
	}
}

// whole is storeQuery for those who want to wait until everything is searched.
func whole(q api.Query) (store.Query, error) {
	s, err := storeQuery(q)
	s.Scan = -1
	return s, err
}

// Each calls yield with the flows that q selects, in memory that does not
// depend on how many there are when they are sorted by number. The error is
// yield's, or an *api.Error when the query is at fault.
func (s *Session) Each(ctx context.Context, q api.Query, yield func(*api.Flow) error) error {
	query, err := whole(q)
	if err != nil {
		return err
	}
	return s.r.Each(ctx, query, func(sum *store.Summary) error {
		f := newFlow(sum)
		return yield(&f)
	})
}

// List returns the flows that q selects, see Each.
func (s *Session) List(ctx context.Context, q api.Query) ([]api.Flow, error) {
	var flows []api.Flow
	err := s.Each(ctx, q, func(f *api.Flow) error {
		flows = append(flows, *f)
		return nil
	})
	return flows, err
}

// Count returns how many entries a filter selects.
func (s *Session) Count(ctx context.Context, filter string) (int, error) {
	query, err := whole(api.Query{Filter: filter})
	if err != nil {
		return 0, err
	}
	n, err := s.r.Count(ctx, query)
	return n.Entries, err
}

// Facet is a value and how many entries have it.
type Facet struct {
	Value string `json:"value"` // empty: there is none
	Count int    `json:"count"`
}

// facets are the columns whose values can be counted, by the name of the field.
var facets = []struct {
	name   string
	column filter.Column
}{
	{"host", filter.Host}, {"app", filter.App}, {"type", filter.Type}, {"status", filter.Status}, {"method", filter.Method},
	{"fault", filter.FaultCode}, {"verdict", filter.Verdict}, {"proto", filter.Proto},
}

// FacetNames are the names that Facets knows.
func FacetNames() []string {
	var all []string
	for _, f := range facets {
		all = append(all, f.name)
	}
	return all
}

// Facets counts the values of a field among what a filter selects, the most
// frequent first, at most limit (0: all). The error is an *api.Error when there
// is no such facet or the filter is at fault.
func (s *Session) Facets(ctx context.Context, filterText, name string, limit int) ([]Facet, error) {
	for _, f := range facets {
		if f.name != name {
			continue
		}
		query, err := whole(api.Query{Filter: filterText})
		if err != nil {
			return nil, err
		}
		all, err := s.r.Facets(ctx, query, []filter.Column{f.column}, limit)
		if err != nil {
			return nil, err
		}
		out := []Facet{}
		for _, v := range all[f.column] {
			out = append(out, Facet(v))
		}
		return out, nil
	}
	return nil, badRequest(fmt.Sprintf("there are no facets called %q, only %s", name, strings.Join(FacetNames(), ", ")), "")
}
