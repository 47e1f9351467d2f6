package foreign

import (
	"path"
	"strconv"
	"strings"
)

// mapRemotes: of several mappings that match, the first counts.
func (r *reader) mapRemotes(e *element) {
	g := r.group("charles-map-remote", e.is("toolEnabled"))
	for _, one := range e.all("mappings", "mapMapping") {
		from, to := one.get("sourceLocation"), one.get("destLocation")
		name := "map " + shown(from) + " to " + shown(to)
		m, err := location(from)
		if err != nil {
			r.leave(g, name, "%s", err)
			continue
		}
		value, why := remote(from.str("path"), to)
		if why != "" {
			r.leave(g, name, "%s", why)
			continue
		}
		if one.is("preserveHostHeader") {
			value = append(value, pair{"keep-host", true})
		}
		g.Rules = append(g.Rules, &Rule{Name: name, Enabled: one.is("enabled"), takes: m, Actions: []Action{{"map-remote", value}}})
	}
	overrule(g.Rules, func(*Rule) bool { return true }, func(one *Rule, why string) { r.leave(g, one.Name, "%s", why) })
}

// remote is the value of a map-remote to a location, or why there is none.
func remote(source string, to *element) (f fields, why string) {
	if to == nil {
		return nil, "it has no destination"
	}
	if s := strings.ToLower(to.str("protocol")); s != "" {
		f = append(f, pair{"scheme", s})
	}
	if h := to.str("host"); h != "" && h != "*" {
		f = append(f, pair{"host", h})
	}
	if p := to.str("port"); p != "" && p != "*" {
		n, err := strconv.Atoi(p)
		if err != nil {
			return nil, "its destination has the port " + p
		}
		f = append(f, pair{"port", n})
	}
	if p := to.str("path"); p != "" && p != "*" {
		f = append(f, remotePath(source, p)...)
	}
	if q := to.str("query"); q != "" && q != "*" {
		f = append(f, pair{"query", q})
	}
	if len(f) == 0 {
		return nil, "it changes nothing"
	}
	return f, ""
}

// remotePath: below a path that ends in a wildcard, the rest is appended.
func remotePath(source, dest string) (f fields) {
	if dest[0] != '/' {
		dest = "/" + dest
	}
	dest = strings.ReplaceAll(dest, "$", "$$")
	if source != "" && source[0] != '/' && source[0] != '*' {
		source = "/" + source
	}
	if source == "" && strings.HasSuffix(dest, "/") {
		source = "/*"
	}
	if strings.Count(source, "*") != 1 || !strings.HasSuffix(source, "*") || strings.ContainsAny(source, "?[") {
		return fields{{"path", dest}}
	}
	before, after, found := strings.Cut(dest, "*")
	switch {
	case found:
		dest = before + "$1" + strings.ReplaceAll(after, "*", "")
	case strings.HasSuffix(source, "/*"):
		dest = strings.TrimSuffix(dest, "/") + "/$1"
	default:
		dest += "$1"
	}
	return fields{{"from", source}, {"path", dest}}
}

// mapLocals become answers from files; of those that match, the first answers here too.
func (r *reader) mapLocals(e *element) {
	g := r.group("charles-map-local", e.is("toolEnabled"))
	for _, one := range e.all("mappings", "mapLocalMapping") {
		from, dest := one.get("sourceLocation"), strings.TrimSpace(one.str("dest"))
		name := "map " + shown(from) + " to " + dest
		m, err := location(from)
		switch {
		case err != nil:
			r.leave(g, name, "%s", err)
			continue
		case dest == "":
			r.leave(g, name, "it has no file")
			continue
		}
		a, insensitive := r.localAnswer(from.str("path"), dest), one.str("caseSensitive") == "false"
		if insensitive && a.Value.(fields).get("directory") != nil {
			r.leave(g, name, "the names of files are compared as the file system does, and not without regard to case")
		}
		g.Rules = append(g.Rules, &Rule{Name: name, Enabled: one.is("enabled"), Match: m.text(), Actions: []Action{a}})
	}
}

// localAnswer is a map-local to a file, or to a directory below which the rest of the
// path is looked for.
func (r *reader) localAnswer(source, dest string) Action {
	if !r.isDirectory(source, dest) {
		return Action{"map-local", fields{{"file", dest}}}
	}
	f := fields{{"directory", dest}}
	if strip := beforeWildcard(source); strip != "" {
		f = append(f, pair{"strip", strip})
	}
	return Action{"map-local", f}
}

// isDirectory: the file system knows best; else a wildcard at the end of the source says so.
func (r *reader) isDirectory(source, dest string) bool {
	if r.o.IsDir != nil {
		if dir, known := r.o.IsDir(dest); known {
			return dir
		}
	}
	slashed := strings.ReplaceAll(dest, `\`, "/")
	if strings.HasSuffix(slashed, "/") {
		return true
	}
	return (source == "" || strings.HasSuffix(source, "*")) && path.Ext(slashed) == ""
}

// beforeWildcard is the directory of a pattern's path that has no wildcard, "" for the root.
func beforeWildcard(source string) string {
	fixed := source
	if i := strings.IndexAny(source, "*?["); i >= 0 {
		fixed = source[:i]
	}
	i := strings.LastIndexByte(fixed, '/')
	if i <= 0 {
		return ""
	}
	if fixed[0] != '/' {
		fixed, i = "/"+fixed, i+1
	}
	return fixed[:i]
}
