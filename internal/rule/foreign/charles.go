package foreign

import (
	"fmt"
	"strings"
)

// charles reads a whole export, a configuration, or what one tool exports.
func (r *reader) charles(top *element) error {
	r.from = "Charles"
	switch top.name {
	case "charles-export", "configuration":
		r.charlesAll(top)
		return nil
	case "rewriteSet-array":
		r.rewrites(top, true)
		return nil
	case "throttlingConfiguration":
		r.throttling(top, false, "Charles does not say here whether throttling was on")
		return nil
	}
	if r.charlesTool(toolName(top.name), top) {
		return nil
	}
	return unknownf("its first element is <%s>, which is of none of the tools that can be read", oneLine(top.name))
}

func (r *reader) charlesAll(top *element) {
	for _, entry := range top.all("toolConfiguration/configs", "entry") {
		for _, tool := range entry.kids {
			if tool.name != "string" && !r.charlesTool(entry.str("string"), tool) && inUse(tool) {
				r.leave(nil, entry.str("string"), "there is no such action here")
			}
		}
	}
	if t := top.get("throttlingConfiguration"); t != nil {
		on := top.is("startupConfiguration/throttling")
		why := ""
		if !on {
			why = "Charles starts without it"
		}
		r.throttling(t, on, why)
	}
	if len(top.all("proxyConfiguration/sslLocations/locationPatterns", "locationMatch")) > 0 {
		r.leave(nil, "SSL Proxying", "what is intercepted is not a rule; rockxy policy import takes it over")
	}
}

// toolName is what the tool is called whose settings an element has.
func toolName(element string) string {
	switch element {
	case "map":
		return "Map Remote"
	case "mapLocal":
		return "Map Local"
	case "rewrite":
		return "Rewrite"
	case "blacklist", "blocklist":
		return "Block List"
	case "whitelist", "allowlist":
		return "Allow List"
	case "breakpoints":
		return "Breakpoints"
	case "dnsSpoofing":
		return "DNS Spoofing"
	case "selectedHostsTool":
		return "No Caching or Block Cookies"
	}
	return ""
}

// charlesTool reads the settings of a tool, if it is one that can be read.
func (r *reader) charlesTool(name string, e *element) bool {
	switch name {
	case "Map Remote":
		r.mapRemotes(e)
	case "Map Local":
		r.mapLocals(e)
	case "Rewrite":
		r.rewrites(e.get("sets"), e.is("toolEnabled"))
	case "Block List", "Black List", "Blacklist":
		r.blockList(e)
	case "Allow List", "White List", "Whitelist":
		r.allowList(e)
	case "Breakpoints":
		r.breakpoints(e)
	case "DNS Spoofing":
		r.dnsSpoofing(e)
	case "No Caching":
		r.preset(e, name, "no-cache")
	case "Block Cookies":
		r.preset(e, name, "strip-cookies")
	case "No Caching or Block Cookies":
		r.leave(nil, "The tool", "an export of it alone does not say whether it is No Caching or Block Cookies; export all tools together")
	default:
		return false
	}
	return true
}

// inUse reports whether a tool that cannot be read had something to do.
func inUse(e *element) bool {
	return e.is("toolEnabled") || e.is("active") || e.is("enabled")
}

// location reads a <location>; more says what there is besides, for an error.
func location(e *element) (m matching, err error) {
	if e == nil {
		return m, nil
	}
	if err := m.setScheme(e.str("protocol")); err != nil {
		return m, err
	}
	m.setHost(e.str("host"), true)
	if err := m.setPort(strings.TrimSpace(e.str("port"))); err != nil {
		return m, err
	}
	m.setPath(e.str("path"), true)
	m.setQuery(e.str("query"), true)
	return m, nil
}

// locations are the enabled ones of a list; what cannot be one is left.
func (r *reader) locations(g *Group, what string, list *element) (all []matching) {
	for _, lm := range list.all("locationPatterns", "locationMatch") {
		if !lm.is("enabled") {
			continue
		}
		m, err := location(lm.get("location"))
		if err != nil {
			r.leave(g, fmt.Sprintf("%s, %s", what, shown(lm.get("location"))), "%s", err)
			continue
		}
		all = append(all, m)
	}
	return all
}

// shown is a location for people.
func shown(e *element) string {
	if e == nil {
		return "everything"
	}
	s := ""
	if p := e.str("protocol"); p != "" {
		s = p + "://"
	}
	if h := e.str("host"); h != "" {
		s += h
	} else if s != "" || e.str("path") == "" {
		s += "*"
	}
	if p := e.str("port"); p != "" {
		s += ":" + p
	}
	if p := e.str("path"); p != "" {
		s += "/" + strings.TrimPrefix(p, "/")
	}
	if q := e.str("query"); q != "" {
		s += "?" + q
	}
	return s
}
