package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"rockxy/internal/api"
	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/store"
)

// sidebar counts what was captured by application and by host.
func (l *lists) sidebar(ctx context.Context, q api.SidebarQuery, sessions func() ([]api.SessionInfo, error)) (*api.Sidebar, error) {
	f, err := ParseFilter(q.Filter)
	if err != nil {
		return nil, err
	}
	from, done, err := l.use(q.Session)
	if err != nil {
		return nil, err
	}
	defer done()
	return lookedUp(ctx, l, from, "sidebar\x00"+q.Filter, func() (*api.Sidebar, error) {
		c := census{apps: map[string]*tally{}, hosts: map[string]*tally{}}
		if err := l.each(ctx, from, q.Filter, store.Query{Filter: f}, censusColumns(), c.add); err != nil {
			return nil, err
		}
		out := c.sidebar()
		out.Sessions, err = sessions()
		return out, err
	})
}

// each calls yield with what a filter selects, as far as that is known: what only details
// tell is known of a list that somebody looks at.
func (l *lists) each(ctx context.Context, from *listedSession, text string, q store.Query, columns []filter.Column, yield func(filter.Subject)) error {
	if err := l.sync(ctx, from); err != nil {
		return err
	}
	t := l.built(from, text)
	return from.Survey(ctx, q, columns, func(e *store.Surveyed) error {
		if !e.Open || t != nil && t.has(e.ID) {
			yield(e.Of)
		}
		return nil
	})
}

func (t *listing) has(id flow.ID) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.members.Has(uint64(id))
}

// census counts entries.
type census struct {
	total, pinned, commented int
	apps, hosts              map[string]*tally
}

// tally is the entries of one group.
type tally struct{ count, errors, pinned, invalid int }

func censusColumns() []filter.Column {
	return []filter.Column{filter.App, filter.Host, filter.State, filter.FaultCode, filter.Verdict, filter.Kept, filter.Comment}
}

func (c *census) add(s filter.Subject) {
	c.total++
	if kept, _ := s.Number(filter.Kept); kept != 0 {
		c.pinned++
	}
	if s.Text(filter.Comment) != "" {
		c.commented++
	}
	one := tally{count: 1}
	if isError(s) {
		one.errors = 1
	}
	switch flow.Verdict(s.Text(filter.Verdict)) {
	case flow.VerdictPinned:
		one.pinned = 1
	case flow.VerdictUpstreamInvalid:
		one.invalid = 1
	}
	countIn(c.apps, s.Text(filter.App), one)
	countIn(c.hosts, s.Text(filter.Host), one)
}

// isError is what is:error selects.
func isError(s filter.Subject) bool {
	return s.Text(filter.FaultCode) != "" || s.Text(filter.State) == string(flow.Failed)
}

func countIn(groups map[string]*tally, name string, one tally) {
	g := groups[name]
	if g == nil {
		g = &tally{}
		groups[strings.Clone(name)] = g
	}
	g.count += one.count
	g.errors += one.errors
	g.pinned += one.pinned
	g.invalid += one.invalid
}

func (c *census) sidebar() *api.Sidebar {
	out := &api.Sidebar{Total: c.total, Pinned: c.pinned, Commented: c.commented}
	out.Apps, out.MoreApps = groups(c.apps, func(name string) filter.Node {
		if name == "" {
			return &filter.Not{Kid: is("has", "app")}
		}
		return equal("app", name)
	})
	delete(c.hosts, "")
	out.Hosts, out.MoreHosts = groups(c.hosts, func(name string) filter.Node { return equal("host", name) })
	return out
}

// groups are those with the most entries, by name, and how many are left out.
func groups(all map[string]*tally, selects func(name string) filter.Node) ([]api.Group, int) {
	out := make([]api.Group, 0, len(all))
	for name, t := range all {
		out = append(out, api.Group{Name: name, Count: t.count, Errors: t.errors, ClientPinned: t.pinned, Invalid: t.invalid})
	}
	more := max(0, len(out)-api.MaxGroups)
	if more > 0 {
		slices.SortFunc(out, func(a, b api.Group) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name)) })
		out = out[:api.MaxGroups]
	}
	slices.SortFunc(out, func(a, b api.Group) int { return cmp.Compare(a.Name, b.Name) })
	for i := range out {
		out[i].Filter = filter.Format(selects(out[i].Name))
	}
	return out, more
}

// equal is the condition that a field has a value, and no other.
func equal(field, value string) filter.Node {
	return &filter.Cond{Field: field, Values: []filter.Value{{Op: filter.Equal, Text: value}}}
}

func is(field, word string) filter.Node {
	return &filter.Cond{Field: field, Values: []filter.Value{{Text: word}}}
}
