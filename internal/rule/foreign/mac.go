package foreign

import (
	"fmt"
	"strconv"
	"strings"

	"rockxy/internal/filter"
)

// isMac reports whether values are rules of the Rockxy of macOS: an array of
// them, or a list of blocked ones.
func isMac(v *value) bool {
	if v.kind == object {
		return strings.HasPrefix(v.str("format"), "rockxy.") || len(v.list("blockRules")) > 0
	}
	return v.kind == array && len(v.items) > 0 && v.items[0].has("matchCondition") && v.items[0].has("action")
}

// mac reads them. There, of all rules that match only the first one acts; breakpoints act
// besides.
func (r *reader) mac(v *value) error {
	r.from = "Rockxy for macOS"
	items, name := v.items, "macos-rules"
	if v.kind == object {
		items, name = v.list("blockRules"), "macos-block-list"
		if items == nil {
			return unknownf("its format is %q, which has no rules that can be read", oneLine(v.str("format")))
		}
	}
	g := r.group(name, true)
	for _, item := range items {
		r.macRule(g, item)
	}
	paused := func(one *Rule) bool { return one.Actions[len(one.Actions)-1].Kind == "breakpoint" }
	var others []*Rule
	for _, one := range g.Rules {
		if one.Match = one.takes.text(); !paused(one) {
			others = append(others, one)
		}
	}
	// What answers ends the request anyway.
	overrule(others, func(one *Rule) bool {
		kind := one.Actions[len(one.Actions)-1].Kind
		return kind != "map-local" && kind != "block"
	}, func(one *Rule, why string) { r.leave(g, one.Name, "%s", why) })
	return nil
}

func (r *reader) macRule(g *Group, v *value) {
	name := v.str("name")
	m, err := macMatch(v.get("matchCondition"))
	if err != nil {
		r.leave(g, name, "%s", err)
		return
	}
	actions, err := r.macActions(g, name, v)
	if err != nil {
		r.leave(g, name, "%s", err)
		return
	}
	g.Rules = append(g.Rules, &Rule{Name: name, Enabled: v.is("isEnabled", true), takes: m, Actions: actions})
}

func macMatch(c *value) (m matching, err error) {
	m.setMethod(c.str("method"))
	pattern, kind := c.str("urlPattern"), c.str("matchType")
	if source := c.str("sourceURLPattern"); source != "" && kind != "" {
		pattern = source
	}
	if strings.Contains(kind, "Wildcard") {
		m.setURLPattern(pattern, false, c.is("includeSubpaths", false))
	} else if pattern != "" {
		m.setURLPattern(pattern, true, false)
	}
	if h, v := c.str("headerName"), c.str("headerValue"); h != "" && c.has("headerValue") {
		m.add(keyed("req.header", h, filter.Value{Text: v, Quoted: true}))
	}
	return m, nil
}

func (r *reader) macActions(g *Group, name string, v *value) ([]Action, error) {
	a := v.get("action")
	switch kind := a.str("type"); kind {
	case "breakpoint":
		on := []any{"request", "response"}
		if p := a.str("phase"); p == "request" || p == "response" {
			on = []any{p}
		}
		return []Action{{"breakpoint", fields{{"on", on}}}}, nil
	case "mapLocal":
		return r.macLocal(g, name, a, v.get("matchCondition")), nil
	case "mapRemote":
		return macRemote(r, g, name, a)
	case "block":
		if status := a.num("statusCode", 0); status > 0 {
			return []Action{{"block", fields{{"status", status}}}}, nil
		}
		return []Action{{"block", fields{{"how", "close"}}}}, nil
	case "throttle":
		return []Action{delay(a.num("delayMs", 0))}, nil
	case "modifyHeader":
		return macHeaders(a)
	case "networkCondition":
		return []Action{{"throttle", macNetwork(a)}}, nil
	default:
		return nil, fmt.Errorf("there is no such action as %q here", kind)
	}
}

func (r *reader) macLocal(g *Group, name string, a, condition *value) []Action {
	f := fields{{"file", a.str("filePath")}}
	if a.is("isDirectory", false) {
		f[0].key = "directory"
		pattern := condition.str("sourceURLPattern")
		if pattern == "" && !strings.ContainsAny(condition.str("urlPattern"), `\^$(`) {
			pattern = condition.str("urlPattern")
		}
		if strip := beforeWildcard(pathOfPattern(pattern)); strip != "" {
			f = append(f, pair{"strip", strip})
		}
	}
	if status := a.num("statusCode", 200); status != 200 {
		f = append(f, pair{"status", status})
	}
	answer := Action{"map-local", f}
	switch ms := a.num("delayMs", 0); {
	case ms > 0:
		return []Action{delay(ms), answer}
	case ms < 0:
		r.leave(g, name, "its answer waited for some time between 1 and 15 seconds; here it does not")
	}
	return []Action{answer}
}

func macRemote(r *reader, g *Group, name string, a *value) ([]Action, error) {
	var f fields
	if url := a.str("url"); url != "" && !a.has("configuration") {
		return []Action{{"map-remote", fields{{"url", url}}}}, nil
	}
	c := a.get("configuration")
	for _, key := range []string{"scheme", "host", "port", "path", "query"} {
		switch text := c.str(key); {
		case text == "":
		case key == "port":
			f = append(f, pair{key, c.num(key, 0)})
		case key == "path":
			f = append(f, pair{key, "/" + strings.TrimPrefix(strings.ReplaceAll(text, "$", "$$"), "/")})
		default:
			f = append(f, pair{key, text})
		}
	}
	if len(f) == 0 {
		return nil, fmt.Errorf("it changes nothing")
	}
	if c.is("preserveHostHeader", false) {
		f = append(f, pair{"keep-host", true})
	}
	if c.is("preserveOriginalURL", false) {
		r.leave(g, name, "the list shows the URL that the client asked for in any case")
	}
	return []Action{{"map-remote", f}}, nil
}

// macNetwork is what its presets are; a latency of its own replaces theirs.
func macNetwork(a *value) fields {
	f := fields{}
	rates := map[string][2]string{"threeG": {"780kbit", "330kbit"}, "edge": {"240kbit", "200kbit"}, "lte": {"50mbit", "10mbit"},
		"veryBadNetwork": {"1mbit", "1mbit"}, "wifi": {"40mbit", "30mbit"}}
	if p, ok := rates[a.str("preset")]; ok {
		f = append(f, pair{"down", p[0]}, pair{"up", p[1]})
	}
	if ms := a.num("delayMs", 0); ms > 0 {
		f = append(f, pair{"latency", strconv.Itoa(ms) + "ms"})
	}
	return f
}
