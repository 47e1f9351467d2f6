package foreign

import (
	"strings"

	"rockxy/internal/filter"
)

// blockList drops connections, or answers 403.
func (r *reader) blockList(e *element) {
	g := r.group("charles-block-list", e.is("toolEnabled"))
	action := Action{"block", fields{{"how", "close"}}}
	if e.str("action") == "1" {
		action = Action{"block", fields{{"status", 403}}}
	}
	for _, lm := range e.all("locations/locationPatterns", "locationMatch") {
		name := "block " + shown(lm.get("location"))
		m, err := location(lm.get("location"))
		if err != nil {
			r.leave(g, name, "%s", err)
			continue
		}
		g.Rules = append(g.Rules, &Rule{Name: name, Enabled: lm.is("enabled"), Match: m.text(), Actions: []Action{action}})
	}
}

// allowList blocks all but what it has.
func (r *reader) allowList(e *element) {
	g := r.group("charles-allow-list", e.is("toolEnabled"))
	all := r.locations(g, "allow", e.get("locations"))
	if len(all) == 0 {
		return
	}
	action := Action{"block", fields{{"how", "close"}}}
	if e.str("action") == "1" {
		action = Action{"block", fields{{"status", 403}}}
	}
	one := either(all)
	n := one.node()
	if n == nil {
		r.leave(g, "Allow List", "it allows everything")
		return
	}
	g.Rules = append(g.Rules, &Rule{Name: "allow only these", Enabled: true, Match: textOf([]filter.Node{not(n)}), Actions: []Action{action}})
}

func (r *reader) breakpoints(e *element) {
	g := r.group("charles-breakpoints", e.is("toolEnabled"))
	for _, one := range e.all("breakpoints", "breakpoint") {
		name := "pause " + shown(one.get("location"))
		m, err := location(one.get("location"))
		if err != nil {
			r.leave(g, name, "%s", err)
			continue
		}
		m.setMethod(one.str("scheme"))
		var on []any
		for _, side := range []string{"request", "response"} {
			if one.is(side) {
				on = append(on, side)
			}
		}
		if on == nil {
			r.leave(g, name, "it pauses neither at the request nor at the response")
			continue
		}
		g.Rules = append(g.Rules, &Rule{Name: name, Enabled: one.is("enabled"), Match: m.text(), Actions: []Action{{"breakpoint", fields{{"on", on}}}}})
	}
}

func (r *reader) dnsSpoofing(e *element) {
	g := r.group("charles-dns", e.is("toolEnabled"))
	spoofs := e.get("spoofs")
	if spoofs == nil {
		return
	}
	for _, one := range spoofs.kids {
		var m matching
		host, to := firstOf(one, "name", "host", "hostname"), firstOf(one, "address", "ip", "ipAddress")
		m.setHost(host, true)
		if host == "" || to == "" {
			r.leave(g, "DNS Spoofing", "an entry has no host or no address")
			continue
		}
		g.Rules = append(g.Rules, &Rule{Name: "connect " + host + " at " + to, Enabled: one.str("enabled") != "false", Match: m.text(),
			Actions: []Action{{"redirect-dns", fields{{"to", to}}}}})
	}
}

func firstOf(e *element, names ...string) string {
	for _, name := range names {
		if s := strings.TrimSpace(e.str(name)); s != "" {
			return s
		}
	}
	return ""
}

// preset is a tool that does one thing to some or all hosts.
func (r *reader) preset(e *element, name, preset string) {
	g := r.group("charles-"+strings.ToLower(strings.ReplaceAll(name, " ", "-")), e.is("toolEnabled"))
	match := ""
	if e.is("useSelectedLocations") {
		all := r.locations(g, name, e.get("locations"))
		if len(all) == 0 {
			return
		}
		one := either(all)
		match = one.text()
	} else if !e.is("toolEnabled") {
		return
	}
	g.Rules = append(g.Rules, &Rule{Name: name, Enabled: true, Match: match, Actions: presetActions(preset)})
}
