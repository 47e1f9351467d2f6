package foreign

import (
	"strings"
)

// proxyman reads what its tools export: rules, perhaps in folders. What a rule is of is told
// by its keys, and where these are the same by the name of the file.
func (r *reader) proxyman(v *value) error {
	r.from = "Proxyman"
	w := &walker{r: r, groups: map[string]*Group{}}
	w.walk(v, true, 0)
	if !w.found {
		return unknownf("it is JSON, but has no rules of Proxyman or of Rockxy for macOS")
	}
	if g := w.groups["map-remote"]; g != nil {
		overrule(g.Rules, func(*Rule) bool { return true }, func(one *Rule, why string) { r.leave(g, one.Name, "%s", why) })
	}
	return nil
}

type walker struct {
	r      *reader
	groups map[string]*Group
	found  bool
}

func (w *walker) group(tool string) *Group {
	if w.groups[tool] == nil {
		w.groups[tool] = w.r.group("proxyman-"+tool, true)
	}
	return w.groups[tool]
}

// walk looks for rules at any depth. A folder that is off turns off what is in it.
func (w *walker) walk(v *value, enabled bool, depth int) {
	if v == nil || depth > maxDepth {
		return
	}
	if v.kind == object {
		if tool := w.tool(v); tool != "" {
			w.found = true
			w.rule(tool, v, enabled)
			return
		}
		if v.has("isEnabled") {
			enabled = enabled && v.is("isEnabled", true)
		} else if folder := v.get("nodeType/folder/_0"); folder != nil {
			enabled = enabled && folder.is("isEnabled", true)
		}
	}
	for _, item := range v.items {
		w.walk(item, enabled, depth+1)
	}
}

// tool is the one that an object is a rule of, or "".
func (w *walker) tool(v *value) string {
	name := strings.ToLower(w.r.o.Name)
	named := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(name, p) {
				return true
			}
		}
		return false
	}
	switch {
	case v.has("localFile", "directoryFile", "isLocalFileEnable", "isDirectoryFileEnable"):
		return "map-local"
	case v.has("toURLComponent", "mapFromURL", "fromURLComponent"):
		return "map-remote"
	case v.has("payloadType", "nameForResponse"):
		return "protobuf"
	case !v.has("url"):
		return ""
	case v.has("script", "scriptFile", "code", "isEnableRequest", "isEnableResponse") && named("script"):
		return "scripting"
	case named("breakpoint") || v.has("isBreakpointRequest", "isBreakpointResponse", "breakpointType"):
		return "breakpoint"
	case named("block", "blacklist") || v.has("blockType", "isHide", "blockAction"):
		return "block-list"
	case named("allow", "whitelist"):
		return "allow-list"
	case v.has("method") || v.has("regex"):
		return "other"
	}
	return ""
}

func (w *walker) rule(tool string, v *value, enabled bool) {
	name := v.str("name")
	if name == "" {
		name = firstText(v, "url", "mapFromURL")
	}
	one := &Rule{Name: name, Enabled: enabled && v.is("isEnabled", true)}
	m := proxymanMatch(v)
	g := w.group(tool)
	switch tool {
	case "map-local":
		a, why := w.local(g, name, v)
		if why != "" {
			w.r.leave(g, name, "%s", why)
			return
		}
		one.Actions = []Action{a}
	case "map-remote":
		f := componentFields(v.get("toURLComponent"))
		if len(f) == 0 {
			w.r.leave(g, name, "it has no destination")
			return
		}
		for i, key := range v.keys {
			if strings.Contains(strings.ToLower(key), "preservehost") && v.items[i].text == "true" {
				f = append(f, pair{"keep-host", true})
			}
		}
		one.Actions = []Action{{"map-remote", f}}
	case "breakpoint":
		one.Actions = []Action{{"breakpoint", fields{{"on", sides(v)}}}}
	case "block-list":
		one.Actions = []Action{proxymanBlock(v)}
	case "allow-list":
		w.r.leave(g, name, "what Proxyman's allow list leaves out is not intercepted; that is not a rule but a matter of the policy, see rockxy policy import")
		return
	case "protobuf":
		w.r.leave(g, name, "types of messages are not a matter of rules: rockxy show --proto")
		return
	case "scripting":
		w.r.leave(g, name, "its script is for another interface; write it anew as an action script")
		return
	default:
		w.r.leave(g, name, "it does not say which tool it is of; name the file as Proxyman does, such as proxyman_breakpoint_rules.config")
		return
	}
	one.takes, one.Match = m, m.text()
	g.Rules = append(g.Rules, one)
}

func firstText(v *value, keys ...string) string {
	for _, k := range keys {
		if s := strings.TrimSpace(v.str(k)); s != "" {
			return s
		}
	}
	return ""
}

// proxymanMatch reads a URL, the method, and the name of a GraphQL operation.
func proxymanMatch(v *value) (m matching) {
	if exact := v.list("method/exact"); len(exact) > 0 {
		m.setMethod(exact[0].str("name"))
	} else {
		m.setMethod(v.str("method"))
	}
	isRegexp := strings.Contains(strings.ToLower(v.str("regex")), "regex")
	pattern := firstText(v, "url", "mapFromURL")
	if pattern == "" {
		m.component(v.get("fromURLComponent"))
	} else {
		m.setURLPattern(pattern, isRegexp, v.is("isIncludingPaths", false))
	}
	if op := strings.TrimSpace(v.str("graphQLQueryName")); op != "" {
		m.add(graphql(op))
	}
	return m
}

// component takes a URL that is written in pieces.
func (m *matching) component(v *value) {
	_ = m.setScheme(v.str("scheme")) // one that is none cannot match anything
	m.setHost(v.str("host"), false)
	_ = m.setPort(v.str("port"))
	m.setPath(v.str("path"), false)
	m.setQuery(v.str("query"), false)
}

func componentFields(v *value) (f fields) {
	for _, key := range []string{"scheme", "host", "port", "path", "query"} {
		text := strings.TrimSpace(v.str(key))
		switch {
		case text == "":
		case key == "port":
			f = append(f, pair{key, v.num(key, 0)})
		case key == "path":
			f = append(f, pair{key, "/" + strings.TrimPrefix(strings.ReplaceAll(text, "$", "$$"), "/")})
		default:
			f = append(f, pair{key, text})
		}
	}
	return f
}

// sides are those at which a breakpoint pauses: those of which a key says so,
// both when none does.
func sides(v *value) []any {
	var on []any
	for _, side := range []string{"request", "response"} {
		for i, key := range v.keys {
			if strings.Contains(strings.ToLower(key), side) && v.items[i].kind == boolean && v.items[i].text == "true" {
				on = append(on, side)
				break
			}
		}
	}
	if on == nil {
		return []any{"request", "response"}
	}
	return on
}

// proxymanBlock drops the connection; what is said of the list is kept.
func proxymanBlock(v *value) Action {
	f := fields{{"how", "close"}}
	text := strings.ToLower(firstText(v, "blockType", "blockAction", "action", "type"))
	if strings.Contains(text, "hide") || v.is("isHide", false) {
		f = append(f, pair{"hide", true})
	}
	return Action{"block", f}
}
