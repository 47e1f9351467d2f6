package policy

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// proxyman goes through a file of Proxyman: the export of the list alone, or one
// of all tools, where it is below sslProxyingData. The names of its members
// differ between its versions and systems, so they are read by what they say:
// a list whose name, or one around it, has "exclude" in it is the bypass list,
// another of SSL proxying the intercept list. A list is what holds hosts.
func (m *importer) proxyman(v any, names []string) {
	if len(names) > maxDepth {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		if x, ok := v["sslProxyingData"]; ok && len(names) == 0 {
			m.proxyman(x, []string{"sslProxyingData"})
			return
		}
		m.proxymanSwitch(v, names)
		for _, key := range sortedKeys(v) {
			m.proxyman(v[key], append(names[:len(names):len(names)], key))
		}
	case []any:
		a, ok := proxymanList(names)
		for _, x := range v {
			if !ok || !m.proxymanEntry(a, x) {
				m.proxyman(x, append(names[:len(names):len(names)], ""))
			}
		}
	}
}

// proxymanList is what a list under these names is for. A bare list at the top
// is one of hosts to intercept.
func proxymanList(names []string) (a Action, ok bool) {
	about := len(names) == 0
	for _, name := range names {
		name = strings.ToLower(name)
		if strings.Contains(name, "exclu") {
			return Bypass, true
		}
		about = about || strings.Contains(name, "ssl") || strings.Contains(name, "inclu")
	}
	return Intercept, about
}

// proxymanSwitch notes a list that is switched off as a whole.
func (m *importer) proxymanSwitch(v map[string]any, names []string) {
	if _, entry := proxymanHost(v); entry {
		return
	}
	if on, ok := v["isEnabled"].(bool); ok && !on {
		m.skip("%s was switched off in Proxyman; it is taken over as if it were on", where(names))
	}
}

func where(names []string) string {
	for i := len(names) - 1; i >= 0; i-- {
		if names[i] != "" {
			return printable(shorten(names[i]))
		}
	}
	return "the list"
}

// proxymanEntry takes in a host: a text, or an object with one.
func (m *importer) proxymanEntry(a Action, v any) bool {
	if text, ok := v.(string); ok {
		m.add(a, proxymanHostPort(text, ""))
		return true
	}
	x, ok := v.(map[string]any)
	if !ok {
		return false
	}
	if app, ok := firstText(x, "appName", "executablePath", "appPath"); ok {
		m.proxymanEnabled(a, "app:"+quote(app), x)
		return true
	}
	if id, ok := firstText(x, "bundleIdentifier", "bundleId"); ok {
		m.skip("%s %s: an application by its bundle identifier; use app: and its name", a, printable(shorten(id)))
		return true
	}
	text, ok := proxymanHost(x)
	if !ok {
		return false
	}
	port := ""
	if n, ok := x["port"].(json.Number); ok && n != "0" {
		port = n.String()
	}
	m.proxymanEnabled(a, proxymanHostPort(text, port), x)
	return true
}

func (m *importer) proxymanEnabled(a Action, pattern string, x map[string]any) {
	for _, key := range []string{"isEnabled", "enabled"} {
		if on, ok := x[key].(bool); ok && !on {
			m.skip("%s %s: it is not enabled", a, printable(shorten(pattern)))
			return
		}
	}
	m.add(a, pattern)
}

// proxymanHostPort takes a host out of what may be written as a URL with a
// wildcard for its path. Any other path stays, to be refused as a pattern.
func proxymanHostPort(text, port string) string {
	host := strings.TrimSpace(text)
	if _, rest, ok := strings.Cut(host, "://"); ok {
		host = rest
	}
	host = strings.TrimSuffix(strings.TrimSuffix(host, "/*"), "/")
	return hostPort(host, port)
}

func proxymanHost(x map[string]any) (string, bool) {
	return firstText(x, "domain", "host", "hostname", "url", "pattern", "value", "name")
}

// firstText is the first member that is a text.
func firstText(x map[string]any, keys ...string) (string, bool) {
	for _, key := range keys {
		if s, ok := x[key].(string); ok && s != "" {
			return s, true
		}
	}
	return "", false
}

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }
