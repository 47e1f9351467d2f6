package steer

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// Remote is what a map-remote changes. What is empty stays as it is.
type Remote struct {
	Scheme string // "http" or "https"; "ws" and "wss" mean the same
	Host   string // a name or an address, without brackets
	Port   uint16 // 0: the same, or the usual one of another scheme
	Path   string // from the slash on, as on the wire; perhaps with $1
	Query  string // what follows the question mark; perhaps with $1
	// NoQuery says that an empty Query is meant.
	NoQuery bool
	// From has the wildcards that $1 stands for, see [filter.ParsePattern]. Empty:
	// those of the path and url conditions of the rule's match.
	From string

	KeepHost   bool // Host, or :authority, stays
	KeepOrigin bool // Origin and Referer stay
}

// MapRemote is a map-remote.
type MapRemote struct {
	to   Remote
	from *filter.Pattern // nil: the match's

	once  sync.Once
	match []*filter.Pattern
}

// NewMapRemote checks what r says.
func NewMapRemote(r Remote) (*MapRemote, error) {
	var err error
	if r.Scheme, err = scheme(r.Scheme); err != nil {
		return nil, err
	}
	if r.Host != "" && !strings.Contains(r.Host, "$") {
		if r.Host, err = host(r.Host); err != nil {
			return nil, err
		}
	}
	if r.Path != "" && !strings.HasPrefix(r.Path, "/") && !strings.HasPrefix(r.Path, "$") {
		return nil, fmt.Errorf("%q is not a path: it begins with a slash", r.Path)
	}
	if path, query, ok := strings.Cut(r.Path, "?"); ok {
		if r.Query != "" || r.NoQuery {
			return nil, fmt.Errorf("the path %q has a query, and there is another one", r.Path)
		}
		r.Path, r.Query, r.NoQuery = path, query, query == ""
	}
	r.Path, r.Query = encode(r.Path), encode(r.Query)
	m := &MapRemote{to: r}
	if r.From != "" {
		if m.from, err = filter.ParsePattern(r.From); err != nil {
			return nil, err
		}
	}
	if r == (Remote{From: r.From, KeepHost: r.KeepHost, KeepOrigin: r.KeepOrigin}) {
		return nil, fmt.Errorf("map-remote changes nothing: it wants a scheme, host, port, path, query or url")
	}
	return m, nil
}

// Kind and Phases are those of the table of actions.
func (m *MapRemote) Kind() string        { return "map-remote" }
func (m *MapRemote) Phases() rule.Phases { return rule.In(rule.RequestHead) }

// Do takes the turn.
func (m *MapRemote) Do(_ context.Context, t *rule.Turn) error {
	to, err := m.filled(t)
	if err != nil {
		return err
	}
	route := m.route(t, to)
	from := place{t.Route.Scheme, authority(t.Route.Scheme, t.Route.Host, t.Route.Port)}
	dest := place{route.Scheme, authority(route.Scheme, route.Host, route.Port)}
	before := t.Request.Head().Target
	target := newTarget(before, dest, to)
	if *t.Route == route && string(target) == string(before) {
		return &rule.Skip{Why: "the request goes there already"}
	}
	if err := t.Request.EditHead(func(h *flow.Head) { m.rewrite(h, target, from, dest) }); err != nil {
		return err
	}
	*t.Route = route
	t.Did("sent it to " + t.URL())
	return nil
}

// filled is where to, with what the wildcards stood for.
func (m *MapRemote) filled(t *rule.Turn) (Remote, error) {
	to := m.to
	if m.from == nil && !strings.Contains(to.Host+to.Path+to.Query, "$") {
		return to, nil
	}
	expand, err := m.expander(t)
	if err != nil {
		return to, err
	}
	if strings.Contains(to.Host, "$") {
		if to.Host, err = host(expand(to.Host)); err != nil {
			return to, &rule.Skip{Why: err.Error()}
		}
	}
	to.Path, to.Query = expand(to.Path), expand(to.Query)
	if to.Path != "" && !strings.HasPrefix(to.Path, "/") {
		to.Path = "/" + to.Path
	}
	if path, query, ok := strings.Cut(to.Path, "?"); ok && to.Query == "" {
		to.Path, to.Query, to.NoQuery = path, query, true
	}
	return to, nil
}

func (m *MapRemote) expander(t *rule.Turn) (func(string) string, error) {
	patterns, url := []*filter.Pattern{m.from}, t.URL()
	if m.from == nil {
		m.once.Do(func() { m.match = t.Rule.Match.Patterns() })
		if patterns = m.match; !t.Rule.After {
			url = t.Exchange.URL
		}
	}
	for _, p := range patterns {
		if _, ok := p.Expand("", url); ok {
			return func(s string) string { s, _ = p.Expand(s, url); return s }, nil
		}
	}
	if m.from != nil {
		return nil, &rule.Skip{Why: fmt.Sprintf("the URL is not like %s", m.to.From)}
	}
	return nil, &rule.Skip{Why: "$1 stands for nothing: the match has no path or url condition that holds; give one with from"}
}

// route is where the request goes from now on. An address that was given for
// another name does not go along, unless the same rule gives it.
func (m *MapRemote) route(t *rule.Turn, to Remote) rule.Route {
	r := *t.Route
	if to.Scheme != "" && to.Scheme != r.Scheme {
		if r.Port == usualPort(r.Scheme) {
			r.Port = usualPort(to.Scheme)
		}
		r.Scheme = to.Scheme
	}
	if to.Port != 0 {
		r.Port = to.Port
	}
	if to.Host != "" && to.Host != r.Host {
		r.Host = to.Host
		if !has(t.Rule, "redirect-dns") {
			r.Address = ""
		}
	}
	return r
}

func has(r *rule.Rule, kind string) bool {
	for _, a := range r.Actions {
		if a.Kind() == kind {
			return true
		}
	}
	return false
}
