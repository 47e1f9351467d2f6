package app

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"

	"rockxy/internal/api"
	"rockxy/internal/filter"
	"rockxy/internal/store"
)

// tree is one level of the paths of a host.
func (l *lists) tree(ctx context.Context, q api.TreeQuery) (*api.Tree, error) {
	f, err := ParseFilter(q.Filter)
	if err != nil {
		return nil, err
	}
	from, done, err := l.use(q.Session)
	if err != nil {
		return nil, err
	}
	defer done()
	return lookedUp(ctx, l, from, strings.Join([]string{"tree", q.Host, q.Path, q.Filter}, "\x00"), func() (*api.Tree, error) {
		level := level{above: strings.TrimSuffix(q.Path, "/"), nodes: map[string]*branch{}}
		columns := []filter.Column{filter.URL, filter.State, filter.FaultCode, filter.Kind}
		err := l.each(ctx, from, q.Filter, store.Query{Filter: f, Host: q.Host, Kind: store.KindExchange}, columns, level.add)
		return level.tree(q.Host), err
	})
}

// level counts the paths below one.
type level struct {
	above string // without a slash at its end
	nodes map[string]*branch
}

// branch is the paths that go on with one segment.
type branch struct {
	count, errors int
	below         bool // some go further
}

func (v *level) add(s filter.Subject) {
	name, further, ok := segment(s.Text(filter.URL), v.above)
	if !ok {
		return
	}
	b := v.nodes[name]
	if b == nil {
		b = &branch{}
		v.nodes[strings.Clone(name)] = b
	}
	b.count++
	b.below = b.below || further
	if isError(s) {
		b.errors++
	}
}

// segment is the segment of a URL's path that follows on what is above; further says
// that it is not the last.
func segment(url, above string) (name string, further, ok bool) {
	_, rest, ok := strings.Cut(url, "://")
	if !ok {
		return "", false, false
	}
	at := strings.IndexAny(rest, "/?#")
	if at < 0 || rest[at] != '/' {
		return "", false, above == ""
	}
	path := rest[at:]
	if end := strings.IndexAny(path, "?#"); end >= 0 {
		path = path[:end]
	}
	path, ok = strings.CutPrefix(path, above)
	if !ok || !strings.HasPrefix(path, "/") {
		return "", false, false
	}
	name, _, further = strings.Cut(path[1:], "/")
	return name, further && name != "", true
}

func (v *level) tree(host string) *api.Tree {
	out := &api.Tree{Nodes: []api.Node{}}
	for name, b := range v.nodes {
		n := api.Node{Name: name, Path: v.above + "/" + name, Count: b.count, Errors: b.errors, Leaf: !b.below}
		if name == "" {
			n.Name = "/"
		}
		out.Nodes = append(out.Nodes, n)
	}
	if out.More = max(0, len(out.Nodes)-api.MaxGroups); out.More > 0 {
		slices.SortFunc(out.Nodes, func(a, b api.Node) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name)) })
		out.Nodes = out.Nodes[:api.MaxGroups]
	}
	slices.SortFunc(out.Nodes, func(a, b api.Node) int { return cmp.Compare(a.Name, b.Name) })
	for i := range out.Nodes {
		n := &out.Nodes[i]
		n.Filter = filter.Format(&filter.And{Kids: []filter.Node{equal("host", host), is("is", "exchange"), under(n.Path)}})
	}
	return out
}

// under selects a path, and all below it.
func under(path string) filter.Node {
	pattern := "^" + regexp.QuoteMeta(path) + "(/|$)"
	if path == "/" { // a URL may have none
		pattern = "^/?$|^//"
	}
	return &filter.Cond{Field: "path", Values: []filter.Value{{Op: filter.Matches, Text: pattern}}}
}
