package foreign

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"rockxy/internal/filter"
)

// matching is what a rule matches, as parts that can be told from each other.
type matching struct {
	scheme, host, port, path, method string // literal, or empty for any; in lower case
	prefix                           string // path is below it; for a path that ends in a wildcard
	hosts                            string // a regular expression for the host, when it has wildcards
	nodes                            []filter.Node
	any                              bool // it matches everything
}

func cond(field string, v filter.Value) filter.Node {
	return &filter.Cond{Field: field, Values: []filter.Value{v}}
}

func keyed(field, key string, v filter.Value) filter.Node {
	return &filter.Cond{Field: field, Key: key, Values: []filter.Value{v}}
}

func (m *matching) add(n filter.Node) { m.nodes = append(m.nodes, n) }

// text writes the match as a filter.
func (m *matching) text() string { return textOf(m.nodes) }

func textOf(nodes []filter.Node) string {
	switch len(nodes) {
	case 0:
		return ""
	case 1:
		return filter.Format(nodes[0])
	}
	return filter.Format(&filter.And{Kids: flat(nodes)})
}

// flat makes the kids of an And those of one.
func flat(nodes []filter.Node) (kids []filter.Node) {
	for _, n := range nodes {
		if and, ok := n.(*filter.And); ok {
			kids = append(kids, and.Kids...)
		} else {
			kids = append(kids, n)
		}
	}
	return kids
}

// node is the match as one node, nil for everything.
func (m *matching) node() filter.Node {
	switch kids := flat(m.nodes); len(kids) {
	case 0:
		return nil
	case 1:
		return kids[0]
	default:
		return &filter.And{Kids: kids}
	}
}

// either matches what one of several does.
func either(all []matching) matching {
	if len(all) == 1 {
		return all[0]
	}
	or := &filter.Or{}
	for _, m := range all {
		n := m.node()
		if n == nil {
			return matching{any: true}
		}
		or.Kids = append(or.Kids, n)
	}
	return matching{nodes: []filter.Node{or}}
}

func (m *matching) setScheme(s string) error {
	switch s = strings.ToLower(s); s {
	case "", "*":
	case "http", "https":
		m.scheme = s
		m.add(cond("scheme", filter.Value{Text: s}))
	case "ws", "wss":
		m.scheme = strings.Replace(s, "ws", "http", 1)
		m.add(cond("scheme", filter.Value{Text: m.scheme}))
		m.add(cond("is", filter.Value{Text: "websocket"}))
	default:
		return fmt.Errorf("it is about the protocol %q", s)
	}
	return nil
}

func (m *matching) setMethod(s string) {
	if s = strings.TrimSpace(s); s == "" || s == "*" || strings.EqualFold(s, "any") || strings.EqualFold(s, "all") {
		return
	}
	m.method = strings.ToLower(s)
	m.add(cond("method", filter.Value{Text: strings.ToUpper(s), Quoted: true}))
}

// setHost takes a name or a pattern with *, ? and perhaps [a-z].
func (m *matching) setHost(s string, classes bool) {
	s = strings.ToLower(strings.TrimSuffix(s, "."))
	if bare := strings.Trim(s, "[]"); strings.Contains(bare, ":") {
		if a, err := netip.ParseAddr(bare); err == nil {
			m.host = a.String()
			m.add(cond("host", filter.Value{Text: m.host, Quoted: true}))
			return
		}
	}
	class := classes && strings.Contains(s, "[")
	if class || strings.ContainsAny(s, "*?") {
		m.hosts = "^" + globRegexp(s, classes) + "$"
	}
	switch {
	case s == "" || s == "*":
	case !class && !strings.ContainsAny(s, "*?") && strings.Contains(strings.TrimPrefix(s, "."), ".") && s[0] != '.':
		m.host = s
		m.add(cond("host", filter.Value{Text: s, Quoted: true}))
	case !class && !strings.ContainsAny(s, "*?"): // a word alone would be any label
		m.host = s
		m.add(cond("host", filter.Value{Op: filter.Equal, Text: s}))
	case !class && strings.Contains(s, ".") && s[0] != '.':
		m.add(cond("host", filter.Value{Text: s}))
	default:
		m.add(cond("host", filter.Value{Op: filter.Matches, Text: m.hosts, Flags: "i"}))
	}
}

func (m *matching) setPort(s string) error {
	if s == "" || s == "*" {
		return nil
	}
	if n, err := strconv.ParseUint(s, 10, 16); err != nil || n == 0 {
		return fmt.Errorf("it is about the ports %q, and a port is a number here", s)
	}
	m.port = s
	m.add(cond("port", filter.Value{Text: s}))
	return nil
}

// setPath takes a path or a pattern; without a wildcard it is that path alone.
func (m *matching) setPath(s string, classes bool) {
	if s == "" || s == "*" || s == "/*" {
		return
	}
	if s[0] != '/' && s[0] != '*' {
		s = "/" + s
	}
	class := classes && strings.Contains(s, "[")
	switch {
	case class || strings.Contains(s, "?"):
		m.add(cond("path", filter.Value{Op: filter.Matches, Text: "^" + globRegexp(s, classes) + "$", Flags: "i"}))
	case strings.Contains(s, "*"):
		m.prefix, _, _ = strings.Cut(strings.ToLower(s), "*")
		m.add(cond("path", filter.Value{Text: s}))
	default:
		m.path = strings.ToLower(s)
		m.add(cond("path", filter.Value{Text: s, Quoted: true}))
	}
}

// setQuery takes a pattern for the whole query.
func (m *matching) setQuery(s string, classes bool) {
	open := strings.HasSuffix(s, "*")
	s = strings.TrimRight(s, "*")
	switch {
	case s == "":
	case open:
		m.setURL(`\?`+globRegexp(s, classes), "i")
	default:
		m.setURL(`\?`+globRegexp(s, classes)+`(#|$)`, "i")
	}
}

// setURL takes a regular expression for any part of the URL.
func (m *matching) setURL(re, flags string) {
	m.add(cond("url", filter.Value{Op: filter.Matches, Text: re, Flags: flags}))
}

// globRegexp is a pattern as a regular expression, not anchored.
func globRegexp(glob string, classes bool) string {
	var b strings.Builder
	for i := 0; i < len(glob); {
		switch c := glob[i]; {
		case c == '*':
			b.WriteString(".*")
		case c == '?':
			b.WriteString(".")
		case c == '[' && classes:
			if end := strings.IndexByte(glob[i+1:], ']'); end > 0 {
				b.WriteString(class(glob[i+1 : i+1+end]))
				i += end + 2
				continue
			}
			b.WriteString(`\[`)
		default:
			next := strings.IndexAny(glob[i+1:], "*?[") + i + 1
			if next == i {
				next = len(glob)
			}
			b.WriteString(regexp.QuoteMeta(glob[i:next]))
			i = next
			continue
		}
		i++
	}
	return b.String()
}

// class is what stands in brackets.
func class(s string) string {
	not := ""
	if s[0] == '!' || s[0] == '^' {
		not, s = "^", s[1:]
	}
	if s == "" {
		return `\[`
	}
	return "[" + not + strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`, `^`, `\^`).Replace(s) + "]"
}

// apart reports whether two matches have certainly nothing in common.
func apart(a, b matching) bool {
	differ := func(x, y string) bool { return x != "" && y != "" && x != y }
	below := func(prefix, path string) bool { return prefix == "" || path == "" || strings.HasPrefix(path, prefix) }
	if outside(a.hosts, b.host) || outside(b.hosts, a.host) {
		return true
	}
	return differ(a.scheme, b.scheme) || differ(a.host, b.host) || differ(a.port, b.port) || differ(a.method, b.method) ||
		differ(a.path, b.path) || !below(a.prefix, b.path) || !below(b.prefix, a.path) ||
		!below(a.prefix, b.prefix) && !below(b.prefix, a.prefix)
}

// outside reports whether a host is none of those that a pattern finds.
func outside(pattern, host string) bool {
	if pattern == "" || host == "" {
		return false
	}
	re, err := regexp.Compile(pattern)
	return err == nil && !re.MatchString(host)
}

// maxOverruled bounds how many rules a match leaves out.
const maxOverruled = 20

// overrule makes each rule leave out what enabled ones before it take, when takes
// says so, and says with tell what it could not.
func overrule(rules []*Rule, takes func(*Rule) bool, tell func(one *Rule, why string)) {
	for i, one := range rules {
		nodes, n := flat(one.takes.nodes), 0
		for _, before := range rules[:i] {
			if !before.Enabled || !takes(before) || apart(before.takes, one.takes) {
				continue
			}
			taken := before.takes.node()
			if taken == nil {
				if one.Enabled {
					one.Enabled = false
					tell(one, "it is off, since "+before.Name+" before it takes everything")
				}
				break
			}
			if n++; n <= maxOverruled {
				nodes = append(nodes, not(taken))
			} else if n == maxOverruled+1 {
				tell(one, "it also applies to some requests that rules before it have changed: there are too many to leave out")
			}
		}
		one.Match = textOf(nodes)
	}
}

func not(n filter.Node) filter.Node {
	if inner, ok := n.(*filter.Not); ok {
		return inner.Kid
	}
	return &filter.Not{Kid: n}
}
