package foreign

import (
	"strings"
)

// setURLPattern takes a pattern for a whole URL, as Proxyman and the Rockxy of
// macOS have them: with * and ?, or a regular expression. below includes all
// paths below it. What it does not say of the query does not matter.
func (m *matching) setURLPattern(pattern string, isRegexp, below bool) {
	pattern = strings.TrimSpace(pattern)
	if isRegexp {
		m.setURL(pattern, "")
		return
	}
	if pattern == "" || pattern == "*" {
		return
	}
	if u, ok := splitPattern(pattern); ok && m.setScheme(u.scheme) == nil {
		m.setHost(u.host, false)
		_ = m.setPort(u.port) // splitPattern has seen that it is one
		switch {
		case u.query != "" && !below:
			m.setPath(u.path, false)
			m.setQuery(u.query, false)
		case below && u.path != "" && !strings.HasSuffix(u.path, "*"):
			m.setPath(u.path+"*", false)
		default:
			m.setPath(u.path, false)
		}
		return
	}
	re := globRegexp(pattern, false)
	switch {
	case below:
	case strings.HasSuffix(pattern, "*"):
		re = strings.TrimSuffix(re, ".*")
	default:
		re += `($|[?#])`
	}
	if rest, ok := strings.CutPrefix(pattern, "*"); ok {
		re = strings.TrimPrefix(re, ".*")
		_ = rest
	}
	m.setURL(re, "i")
}

// pieces of a pattern for a URL.
type pieces struct{ scheme, host, port, path, query string }

// splitPattern takes a pattern apart that begins with a scheme, or with a host
// that is plainly one. Wildcards do not go over the borders of the pieces then.
func splitPattern(s string) (p pieces, ok bool) {
	scheme, rest, found := strings.Cut(s, "://")
	if found {
		p.scheme = strings.ToLower(scheme)
		if strings.ContainsAny(p.scheme, "*?/") && p.scheme != "*" {
			return p, false
		}
	} else {
		rest = s
	}
	end := strings.IndexAny(rest, "/?#")
	if end >= 0 && rest[end] == '?' && !strings.Contains(rest[end:], "=") {
		return p, false // a wildcard in the host, perhaps
	}
	authority, tail := rest, ""
	if end >= 0 {
		authority, tail = rest[:end], rest[end:]
	}
	p.host = authority
	if i := strings.LastIndexByte(authority, ':'); i >= 0 && !strings.HasSuffix(authority, "]") {
		p.host, p.port = authority[:i], authority[i+1:]
		if p.port != "*" && (strings.Trim(p.port, "0123456789") != "" || p.port == "") || len(p.port) > 5 {
			return p, false
		}
	}
	// "*example.com/*" could begin in a path: that is for a regular expression.
	if p.host == "" || !found && (p.host[0] == '*' || !strings.ContainsAny(p.host, ".:") && p.host != "localhost" && p.port == "") {
		return p, false
	}
	if strings.HasSuffix(p.host, "*") && tail == "" {
		return p, false // the rest of it could be a path as well
	}
	// A ? in a path is a wildcard, unless what follows is a query.
	p.path = tail
	if i := strings.IndexByte(tail, '?'); i >= 0 && strings.Contains(tail[i:], "=") {
		p.path, p.query = tail[:i], tail[i+1:]
	}
	p.path, _, _ = strings.Cut(p.path, "#")
	var m matching
	return p, m.setPort(p.port) == nil
}

// pathOfPattern is the path in a pattern for a URL, for what is left of it when
// its beginning is taken off.
func pathOfPattern(pattern string) string {
	if _, rest, ok := strings.Cut(pattern, "://"); ok {
		pattern = rest
	}
	if i := strings.IndexByte(pattern, '/'); i >= 0 {
		return pattern[i:]
	}
	return ""
}
