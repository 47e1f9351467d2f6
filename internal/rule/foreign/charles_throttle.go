package foreign

import (
	"math"
	"strconv"
	"strings"
)

// throttling reads the line that is set, and the presets that were made.
func (r *reader) throttling(e *element, on bool, offBecause string) {
	g := r.group("charles-throttle", true)
	match := ""
	if e.is("selectedHosts") {
		var all []matching
		for _, lm := range descendants(e.get("hosts"), "locationMatch") {
			m, err := location(lm.get("location"))
			if lm.is("enabled") && err == nil {
				all = append(all, m)
			}
		}
		if len(all) == 0 {
			on, offBecause = false, "it is for selected hosts, and none is selected"
		} else {
			one := either(all)
			match = one.text()
		}
	}
	r.line(g, "throttle", e, on, match)
	if n := len(g.Rules); n > 0 && !on && offBecause != "" {
		g.Rules[n-1].Notes = "off: " + offBecause
	}
	if presets := e.get("customPresets"); presets != nil {
		for _, p := range presets.kids {
			if p.get("bandwidthDown") == nil && len(p.kids) > 0 && p.kids[len(p.kids)-1].get("bandwidthDown") != nil {
				p = p.kids[len(p.kids)-1]
			}
			r.line(g, "preset "+firstOf(p, "name", "string", "title"), p, false, match)
		}
	}
}

// descendants are the elements of a name below e, at any depth.
func descendants(e *element, name string) (all []*element) {
	if e == nil {
		return nil
	}
	for _, k := range e.kids {
		if k.name == name {
			all = append(all, k)
		} else {
			all = append(all, descendants(k, name)...)
		}
	}
	return all
}

func (r *reader) line(g *Group, name string, e *element, on bool, match string) {
	f := lineFields(e)
	if len(f) == 0 {
		if e.get("bandwidthDown") != nil {
			r.leave(g, name, "nothing in it slows anything")
		}
		return
	}
	g.Rules = append(g.Rules, &Rule{Name: name, Enabled: on, Match: match, Actions: []Action{{"throttle", f}}})
}

// lineFields: rates are in kbit/s, utilisation and the like in per cent.
func lineFields(e *element) (f fields) {
	down, up := positive(e.str("bandwidthDown")), positive(e.str("bandwidthUp"))
	useDown, useUp := percent(e.str("utilisationDown")), percent(e.str("utilisationUp"))
	shared := useDown == useUp || down == 0 || up == 0
	if down > 0 {
		f = append(f, pair{"down", rate(down, useDown, shared)})
	}
	if up > 0 {
		f = append(f, pair{"up", rate(up, useUp, shared)})
	}
	if use := map[bool]float64{true: useDown, false: useUp}[down > 0]; shared && use < 100 && down+up > 0 {
		f = append(f, pair{"utilisation", short(use) + "%"})
	}
	if ms := positive(e.str("latency")); ms > 0 {
		f = append(f, pair{"latency", short(ms) + "ms"})
	}
	if r := percent(e.str("reliability")); r < 100 {
		f = append(f, pair{"reliability", short(max(r, 1)) + "%"})
	}
	if len(f) == 0 {
		return nil
	}
	if mtu := positive(e.str("mtu")); mtu >= 1 && mtu <= 65536 {
		f = append(f, pair{"mtu", int(mtu)})
	}
	low, high := percent(e.str("lowQuality")), percent(e.str("highQuality"))
	if s := percent(e.str("stability")); s < 100 && down+up > 0 {
		f = append(f, pair{"stability", fields{{"stable", short(max(s, 1)) + "%"},
			{"quality", []any{short(max(min(low, high), 1)) + "%", short(max(low, high, 1)) + "%"}}}})
	}
	return f
}

// rate is a bandwidth; one that is not shared has its utilisation in it.
func rate(kbit, use float64, shared bool) string {
	if !shared {
		kbit *= use / 100
	}
	return short(kbit) + "kbit"
}

// short has three digits behind the point at most.
func short(f float64) string {
	return strconv.FormatFloat(math.Round(f*1000)/1000, 'f', -1, 64)
}

func positive(s string) float64 {
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || f <= 0 || f > 1e9 {
		return 0
	}
	return f
}

// percent is 100 when nothing is said.
func percent(s string) float64 {
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || f < 0 || f > 100 || math.IsNaN(f) {
		return 100
	}
	return f
}
