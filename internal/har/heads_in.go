package har

import (
	"encoding/base64"
	"net/url"
	"strings"

	"rockxy/internal/flow"
)

// heads sets all heads, in the order in which they pass as a rule.
func (a *archive) heads(e *Entry, req, resp, ours *value) {
	x, mine := e.Exchange, ours.kind == object
	add := func(dir flow.Direction, trailers bool, h *flow.Head) {
		if h != nil {
			e.Heads = append(e.Heads, Head{dir, trailers, h})
		}
	}
	up, down := ours.get("request"), ours.get("response")
	if !up.get("headless").is() {
		p := headParts{dir: flow.Request, method: x.Method, url: x.URL, absolute: absolute(x)}
		add(flow.Request, false, a.head(&p, req, up, mine, x.Proto))
	}
	add(flow.Request, true, wholeHeadIn(up.get("trailers"), flow.Request, true))
	for i := range down.get("interim").items {
		add(flow.Response, false, wholeHeadIn(&down.get("interim").items[i], flow.Response, false))
	}
	if resp.kind == object && !down.get("headless").is() {
		p := headParts{dir: flow.Response, status: int(resp.get("status").int(0)), reason: oneLine(resp.get("statusText").string())}
		add(flow.Response, false, a.head(&p, resp, down, mine, x.Proto))
		if !mine {
			if x.UpstreamProto = parseVersion(resp.get("httpVersion").string()); x.UpstreamProto == flow.ProtoUnknown {
				x.UpstreamProto = x.Proto
			}
		}
	}
	add(flow.Response, true, wholeHeadIn(down.get("trailers"), flow.Response, true))
}

// head (in answer to what was asked in that version) builds one from HAR's members, or takes its octets where they are told.
func (a *archive) head(p *headParts, v, ours *value, mine bool, asked flow.Proto) *flow.Head {
	said := parseVersion(v.get("httpVersion").string())
	fields := fieldsIn(v.get("headers"), mine)
	for len(fields) > 0 && isPseudo(fields[0].Name) {
		p.pseudo, fields = append(p.pseudo, fields[0]), fields[1:]
	}
	if !mine {
		switch {
		case said != flow.ProtoUnknown:
		case len(p.pseudo) > 0:
			said = flow.HTTP2
		case p.dir == flow.Response:
			said = asked
		}
		fields = withCookies(fields, v.get("cookies"), p.dir, form(said))
	}
	p.fields = fields
	p.proto = form(said)
	raw, ok := rawIn(ours)
	if !ok {
		raw = p.text(nil)
	}
	proto := said
	if said == flow.HTTP3 {
		proto = flow.HTTP2
	}
	h := flow.ParseHead(proto, raw, p.dir, false)
	neverIndexedIn(h, ours)
	return h
}

// rawIn reads the octets of a head.
func rawIn(v *value) ([]byte, bool) {
	if s := v.get("raw"); s.kind == text {
		return []byte(s.string()), true
	}
	if s := v.get("rawBase64"); s.kind == text {
		raw, err := base64.StdEncoding.DecodeString(s.string())
		return raw, err == nil
	}
	return nil, false
}

func wholeHeadIn(v *value, dir flow.Direction, trailers bool) *flow.Head {
	raw, ok := rawIn(v)
	if !ok {
		return nil
	}
	h := flow.ParseHead(parseVersion(v.get("protocol").string()), raw, dir, trailers)
	neverIndexedIn(h, v)
	return h
}

func neverIndexedIn(h *flow.Head, v *value) {
	marks := v.get("neverIndexed")
	for i := range marks.items {
		if n := marks.items[i].int(-1); n >= 0 && n < int64(len(h.Fields)) {
			h.Fields[n].NeverIndex = true
		}
	}
}

// fieldsIn reads header fields: an array of names and values as the
// specification has it, an object, an array of pairs, or an array of lines.
// Exact ones are our own.
func fieldsIn(v *value, exact bool) []flow.Field {
	var all []flow.Field
	add := func(name, val string) {
		if exact {
			all = append(all, flow.Field{Name: []byte(name), Value: []byte(val)})
			return
		}
		name = strings.TrimSpace(oneLine(name))
		if name == "" || strings.Contains(name[1:], ":") {
			return
		}
		for line := range strings.SplitSeq(val, "\n") { // how Chrome writes a field that was there more than once
			all = append(all, flow.Field{Name: []byte(name), Value: []byte(strings.TrimSpace(oneLine(line)))})
		}
	}
	for i := range v.members {
		m := &v.members[i]
		for j := range m.value.items {
			add(m.key, m.value.items[j].string())
		}
		if m.value.kind != array {
			add(m.key, m.value.string())
		}
	}
	for i := range v.items {
		switch f := &v.items[i]; f.kind {
		case object:
			add(f.get("name").string(), f.get("value").string())
		case array:
			if len(f.items) == 2 {
				add(f.items[0].string(), f.items[1].string())
			}
		case text:
			name, val, _ := strings.Cut(f.string(), ":")
			add(name, val)
		}
	}
	return all
}

// oneLine keeps a value from becoming two lines of a head.
func oneLine(s string) string {
	if !strings.ContainsAny(s, "\r\n\x00") {
		return s
	}
	return strings.NewReplacer("\r", " ", "\n", " ", "\x00", " ").Replace(s)
}

// withCookies adds the fields that some tools leave out because HAR has their
// content as cookies.
func withCookies(fields []flow.Field, cookies *value, dir flow.Direction, p flow.Proto) []flow.Field {
	name := "Cookie"
	if dir == flow.Response {
		name = "Set-Cookie"
	}
	if p == flow.HTTP2 {
		name = strings.ToLower(name)
	}
	if len(cookies.items) == 0 {
		return fields
	}
	for i := range fields {
		if flow.EqualFold(fields[i].Name, name) {
			return fields
		}
	}
	var pairs []string
	for i := range cookies.items {
		c := &cookies.items[i]
		pair := oneLine(c.get("name").string() + "=" + c.get("value").string())
		if dir == flow.Response {
			pair += attributesIn(c)
		}
		pairs = append(pairs, pair)
	}
	if dir == flow.Request {
		pairs = []string{strings.Join(pairs, "; ")}
	}
	for _, p := range pairs {
		fields = append(fields, flow.Field{Name: []byte(name), Value: []byte(p)})
	}
	return fields
}

func attributesIn(c *value) (s string) {
	for _, a := range []struct{ key, name string }{{"path", "Path"}, {"domain", "Domain"}, {"sameSite", "SameSite"}} {
		if v := oneLine(c.get(a.key).string()); v != "" {
			s += "; " + a.name + "=" + v
		}
	}
	if t := c.get("expires").moment(); t != 0 {
		s += "; Expires=" + httpDate(t)
	}
	if c.get("httpOnly").is() {
		s += "; HttpOnly"
	}
	if c.get("secure").is() {
		s += "; Secure"
	}
	return s
}

func withQuery(u string, q *value) string {
	var b strings.Builder
	for i := range q.items {
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(q.items[i].get("name").string()) + "=" + url.QueryEscape(q.items[i].get("value").string()))
	}
	u, fragment, found := strings.Cut(u, "#")
	if u += "?" + b.String(); found {
		u += "#" + fragment
	}
	return u
}
