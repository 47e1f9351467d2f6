package filter

import (
	"strconv"

	"rockxy/internal/flow"
)

// needleProbes look for a text in parts. Heads include trailers.
func needleProbes(n *needle, parts Part) (probes []probe) {
	add := func(part Part, phase Phase, detail func(Details) bool) {
		if parts&part != 0 {
			probes = append(probes, probe{phase: phase, parts: part, detail: detail, needs: needleNeeds(n, part)})
		}
	}
	head := func(h *flow.Head) bool { return h != nil && n.in(h.Raw) }
	add(InRequestHead, AtRequest, func(d Details) bool { return head(d.Head(flow.Request)) || head(d.Trailers(flow.Request)) })
	add(InResponseHead, AtResponse, func(d Details) bool { return head(d.Head(flow.Response)) || head(d.Trailers(flow.Response)) })
	body := func(b []byte) bool { return len(b) > 0 && n.in(b) }
	add(InRequestBody, AtRequest, func(d Details) bool { return body(d.Body(flow.Request)) })
	add(InResponseBody, AtResponse, func(d Details) bool { return body(d.Body(flow.Response)) })
	if side := parts & messages; side != 0 {
		probes = append(probes, probe{phase: AtEnd, parts: side, needs: needleNeeds(n, side),
			detail: func(d Details) bool { return anyMessage(d, side, n.in) }})
	}
	return probes
}

func anyMessage(d Details, side Part, yes func([]byte) bool) (found bool) {
	d.Messages(func(dir flow.Direction, text []byte) bool {
		wanted := dir == flow.Request && side&InRequestMessages != 0 || dir == flow.Response && side&InResponseMessages != 0
		found = wanted && yes(text)
		return !found
	})
	return found
}

// wordColumns are where a word is looked for besides the texts.
var wordColumns = []Column{URL, Method, Host, App, Client, Server, Type, Protocol, Verdict, FaultCode, FaultText, Rules, SNI, JA4, Comment, Color}

// wordProbes look everywhere. A number of three digits is a status too: heads
// of HTTP/2 and of imports may not have it as text.
func wordProbes(v Value) []probe {
	n := newNeedle(v)
	var probes []probe
	for _, c := range wordColumns {
		probes = append(probes, probe{column: c, phase: c.Phase(), text: n.inString})
	}
	probes[0].needs, probes[0].loose = needleNeeds(n, InURL), true // so that one needle serves for all texts
	if v.Op == Is && len(v.Text) == 3 {
		if status, err := strconv.ParseUint(v.Text, 10, 16); err == nil {
			probes = append(probes, probe{column: Status, phase: AtResponseHead, set: interval{int64(status), int64(status)}})
		}
	}
	return append(probes, needleProbes(n, Anywhere)...)
}

// wordInHeads look where heads tell: in columns that are known by then and in the
// heads themselves, without trailers.
func wordInHeads(v Value) (probes []probe) {
	for _, p := range wordProbes(v) {
		if p.column != 0 && p.phase <= AtResponseHead {
			probes = append(probes, p)
		}
	}
	n := newNeedle(v)
	return append(probes,
		probe{phase: AtRequestHead, parts: InRequestHead, needs: needleNeeds(n, InRequestHead), detail: func(d Details) bool {
			h := d.Head(flow.Request)
			return h != nil && n.in(h.Raw)
		}},
		probe{phase: AtResponseHead, parts: InResponseHead, needs: needleNeeds(n, InResponseHead), detail: func(d Details) bool {
			h := d.Head(flow.Response)
			return h != nil && n.in(h.Raw)
		}})
}

func jsonProbes(c *Cond, parts Part) (probes []probe) {
	t := newJSONTest(c)
	for _, side := range []struct {
		part  Part
		phase Phase
		dir   flow.Direction
	}{{InRequestBody, AtRequest, flow.Request}, {InResponseBody, AtResponse, flow.Response}} {
		if parts&side.part != 0 {
			probes = append(probes, probe{phase: side.phase, parts: side.part, needs: jsonNeeds(t.steps, c.Values[0], side.part),
				detail: func(d Details) bool { return t.in(d.Body(side.dir)) }})
		}
	}
	if side := parts & messages; side != 0 {
		probes = append(probes, probe{phase: AtEnd, parts: side, needs: jsonNeeds(t.steps, c.Values[0], side),
			detail: func(d Details) bool { return anyMessage(d, side, t.in) }})
	}
	return probes
}

func graphqlProbes(v Value) []probe {
	name := textTest(equalShape, v)
	return []probe{
		{column: URL, phase: AtRequestHead, text: func(url string) bool { return isGraphQLURL(url) && graphqlInURL(url, name) }},
		{phase: AtRequest, parts: InRequestHead | InRequestBody, needs: graphqlNeeds(v), detail: func(d Details) bool { return graphqlIn(d, name) }},
	}
}
