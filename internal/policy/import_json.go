package policy

import (
	"bytes"
	"encoding/json"
	"strings"
)

// maxDepth is how deep imported files may be nested.
const maxDepth = 64

// importJSON tells Proxyman's files from HTTP Toolkit's by the names in them.
func importJSON(data []byte) (Imported, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var root any
	if err := d.Decode(&root); err != nil {
		return Imported{}, errNotImportable(err.Error())
	}
	if toolkit := (&importer{}); toolkit.toolkit(root, 0) {
		return toolkit.done("HTTP Toolkit")
	}
	m := &importer{}
	m.proxyman(root, nil)
	return m.done("Proxyman")
}

// toolkit looks for the lists of HTTP Toolkit: tlsPassthroughConfig, or
// tlsInterceptionConfig with one of tlsPassthrough and tlsInterceptOnly, each a
// list of {"hostname": …}. Settings stored as text within JSON are opened.
func (m *importer) toolkit(v any, depth int) (found bool) {
	if depth > maxDepth {
		return false
	}
	switch v := v.(type) {
	case string:
		var inner any
		if strings.HasPrefix(v, "{") && strings.Contains(v, "tls") && json.Unmarshal([]byte(v), &inner) == nil {
			return m.toolkit(inner, depth+1)
		}
	case []any:
		for _, x := range v {
			found = m.toolkit(x, depth+1) || found
		}
	case map[string]any:
		for _, key := range sortedKeys(v) {
			switch key {
			case "tlsPassthrough", "tlsPassthroughConfig":
				m.toolkitHosts(Bypass, v[key])
				found = true
			case "tlsInterceptOnly":
				m.toolkitHosts(Intercept, v[key])
				found = true
			case "whitelistedCertificateHosts":
				found = m.toolkitUnverified(v[key]) || found
			default:
				found = m.toolkit(v[key], depth+1) || found
			}
		}
	}
	return found
}

func (m *importer) toolkitHosts(a Action, v any) {
	hosts, _ := v.([]any)
	for _, h := range hosts {
		if x, ok := h.(map[string]any); ok {
			h = x["hostname"]
		}
		name, ok := h.(string)
		if !ok || name == "" {
			m.skip("%s: an entry without a hostname", a)
			continue
		}
		if strings.ContainsAny(name, "{}()+|\\") {
			m.skip("%s %s: it is an expression", a, printable(shorten(name)))
			continue
		}
		m.add(a, hostPort(name, ""))
	}
}

// toolkitUnverified names the hosts whose certificates HTTP Toolkit does not
// verify, whichever they are. There is no such setting here.
func (m *importer) toolkitUnverified(v any) bool {
	hosts, _ := v.([]any)
	for _, h := range hosts {
		if name, ok := h.(string); ok && name != "localhost" { // which is there out of the box
			m.skip("certificates of %s are not verified there; here an exception is for one certificate: allow-invalid", printable(shorten(name)))
		}
	}
	return len(hosts) > 0
}
