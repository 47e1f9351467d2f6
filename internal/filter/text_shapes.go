package filter

import (
	"net/netip"
	"strings"
)

// textTest is how a value is compared with a text of the given shape.
func textTest(s shape, v Value) func(string) bool {
	switch v.Op {
	case Matches:
		re, _ := compilePattern(&v) // Parse has checked it
		if s == pathShape {
			return func(url string) bool { return re.MatchString(pathOf(url)) }
		}
		return re.MatchString
	case Equal:
		if s == pathShape {
			break
		}
		return globTest(newGlob(v.Text, false, false))
	}
	wild := !v.Quoted
	switch s {
	case hostShape:
		return hostTest(v.Text, wild)
	case containsShape:
		return newNeedle(v).inString
	case pathShape:
		return pathTest(v)
	case dottedShape:
		return dottedTest(newGlob(v.Text, wild, true))
	case addressShape:
		return addressTest(v.Text)
	case typeShape:
		return typeTest(v.Text)
	}
	return globTest(newGlob(v.Text, wild, true))
}

func globTest(glob string) func(string) bool {
	return func(s string) bool { return globMatch(glob, s) }
}

// hostTest: .suffix is the name and all below it; a word without a dot is one
// label.
func hostTest(pattern string, wild bool) func(string) bool {
	if inner, ok := strings.CutPrefix(pattern, "["); ok {
		pattern = strings.TrimSuffix(inner, "]")
	}
	glob := newGlob(strings.TrimSuffix(pattern, "."), wild, true)
	if suffix, ok := strings.CutPrefix(glob, "."); ok && suffix != "" {
		below := string(rune(manyByte)) + glob
		return func(s string) bool { s = bareHost(s); return globMatch(suffix, s) || globMatch(below, s) }
	}
	if strings.ContainsAny(glob, ".:") {
		return func(s string) bool { return globMatch(glob, bareHost(s)) }
	}
	return func(s string) bool {
		s = bareHost(s)
		return s != "" && (hasLabel(glob, s) || hasWildcard(glob) && globMatch(glob, s))
	}
}

// hasLabel looks for a label anywhere in a name.
func hasLabel(label, host string) bool {
	for {
		one, rest, more := strings.Cut(host, ".")
		if globMatch(label, one) {
			return true
		}
		if !more {
			return false
		}
		host = rest
	}
}

func bareHost(s string) string {
	if inner, ok := strings.CutPrefix(s, "["); ok {
		return strings.TrimSuffix(inner, "]")
	}
	return strings.TrimSuffix(s, ".")
}

// pathOf is the part of a URL from the first slash after the host up to the
// query.
func pathOf(url string) string {
	p, _, _ := strings.Cut(targetOf(url), "?")
	return p
}

func targetOf(url string) string {
	url, _, _ = strings.Cut(url, "#")
	if i := strings.Index(url, "://"); i >= 0 {
		url = url[i+3:]
	}
	if i := strings.IndexAny(url, "/?"); i >= 0 {
		return url[i:]
	}
	return ""
}

// queryOf is what follows the first question mark of a URL.
func queryOf(url string) string {
	url, _, _ = strings.Cut(url, "#")
	_, q, _ := strings.Cut(url, "?")
	return q
}

// pathTest: a whole path when the value begins like one, a part otherwise. With
// a question mark in the value the query belongs to it.
func pathTest(v Value) func(string) bool {
	of := pathOf
	if strings.ContainsRune(v.Text, '?') {
		of = targetOf
	}
	if v.Op != Equal && !strings.HasPrefix(v.Text, "/") && !strings.HasPrefix(v.Text, "*") {
		n := newNeedle(v)
		return func(url string) bool { return n.inString(of(url)) }
	}
	glob := newGlob(v.Text, !v.Quoted, false)
	return func(url string) bool { return globMatch(glob, of(url)) }
}

func dottedTest(glob string) func(string) bool {
	below := glob + "." + string(rune(manyByte))
	return func(s string) bool { return s != "" && (globMatch(glob, s) || globMatch(below, s)) }
}

// addressTest: an address, with a port, a prefix, localhost, or a glob.
func addressTest(text string) func(string) bool {
	if strings.EqualFold(text, "localhost") {
		return func(s string) bool { return addressOf(s).IsLoopback() }
	}
	if p, err := netip.ParsePrefix(text); err == nil {
		p = netip.PrefixFrom(p.Addr().Unmap(), prefixBits(p))
		return func(s string) bool { return p.Contains(addressOf(s)) }
	}
	if a, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil {
		a = a.Unmap()
		return func(s string) bool { return addressOf(s) == a }
	}
	glob := newGlob(text, true, true)
	return func(s string) bool {
		if globMatch(glob, s) {
			return s != ""
		}
		i := strings.LastIndexByte(s, ':')
		return i > 0 && globMatch(glob, s[:i])
	}
}

func prefixBits(p netip.Prefix) int {
	if p.Addr().Is4In6() {
		return max(0, p.Bits()-96)
	}
	return p.Bits()
}

// addressOf reads "ip:port" or an address alone; the zero Addr is none.
func addressOf(s string) netip.Addr {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap()
	}
	a, _ := netip.ParseAddr(s)
	return a.Unmap()
}
