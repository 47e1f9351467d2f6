package har

import (
	"slices"
	"strconv"
	"strings"

	"rockxy/internal/flow"
)

// decode makes an entry of its JSON. The error is a *contentError.
func (a *archive) decode(v *value) (*Entry, error) {
	req, resp, ours := v.get("request"), v.get("response"), v.get("_rockxy")
	switch {
	case v.kind != object:
		return nil, &contentError{"it is no object"}
	case req.kind != object:
		return nil, &contentError{"it has no request"}
	case req.get("url").string() == "":
		return nil, &contentError{"its request has no URL"}
	}
	x := &flow.Exchange{ID: flow.ID(a.index + 1), State: flow.Complete, Imported: a.report.imported()}
	e := &Entry{Exchange: x}
	mine := ours.kind == object
	a.requestLine(x, req, mine)
	a.ends(x, v, ours)
	if mine {
		a.ours(x, ours)
	}
	a.heads(e, req, resp, ours)
	x.Status = int(resp.get("status").int(0))
	if x.Status < 0 || x.Status > 999 {
		x.Status = 0
	}
	if !mine {
		a.conclude(e, resp)
	}
	x.Kind = kindOf(e, v, ours)
	a.body(e, flow.Request, req.get("postData"), req.get("bodySize"), ours.get("request"))
	a.body(e, flow.Response, resp.get("content"), resp.get("bodySize"), ours.get("response"))
	e.Messages = messagesIn(v, ours)
	e.Incomplete = strings.TrimPrefix(strings.TrimSuffix(ours.get("incomplete").string()+"; "+e.Incomplete, "; "), "; ")
	e.Extra = extraOf(v, x.Kind == "websocket")
	return e, nil
}

// requestLine sets what a request says of itself.
func (a *archive) requestLine(x *flow.Exchange, req *value, mine bool) {
	x.Method = req.get("method").string()
	if x.Method == "" && !mine {
		x.Method = "GET"
	}
	x.URL = req.get("url").string()
	if rest, ok := strings.CutPrefix(x.URL, "ws"); ok && (strings.HasPrefix(rest, "://") || strings.HasPrefix(rest, "s://")) {
		x.URL = "http" + rest
	}
	if q := req.get("queryString"); !mine && !strings.Contains(x.URL, "?") && len(q.items) > 0 {
		x.URL = withQuery(x.URL, q)
	}
	u := splitURL(x.URL)
	x.Scheme = u.scheme
	x.Host, x.Port = u.hostPort()
	x.Proto = parseVersion(req.get("httpVersion").string())
}

func kindOf(e *Entry, v, ours *value) string {
	if ours.kind == object {
		return ours.get("kind").string()
	}
	scheme, _, _ := strings.Cut(v.get("request").get("url").string(), ":")
	mime, _, _ := strings.Cut(strings.ToLower(first(e.Head(flow.Response), "content-type")), ";")
	switch mime = strings.TrimSpace(mime); {
	case v.get("_webSocketMessages").kind == array, v.get("_resourceType").string() == "websocket",
		strings.EqualFold(scheme, "ws"), strings.EqualFold(scheme, "wss"):
		return "websocket"
	case mime == "text/event-stream":
		return "sse"
	case mime == "application/grpc", strings.HasPrefix(mime, "application/grpc+"):
		return "grpc"
	}
	return ""
}

// ends sets the origin's connection and the times.
func (a *archive) ends(x *flow.Exchange, v, ours *value) {
	if ours.kind == object {
		a.ourEnds(x, v, ours)
		return
	}
	s := &flow.ServerConn{ID: flow.ConnID(max(v.get("connection").int(0), 0))}
	if x.Host != "" {
		s.Target = joined(x.Host, x.Port)
	}
	ip := strings.Trim(v.get("serverIPAddress").string(), "[]")
	if ip != "" {
		s.Addr = joined(ip, x.Port)
	}
	p := phasesIn(v)
	p.place(x, s)
	switch {
	case !x.Reused:
		x.Server = s
	case s.ID != 0 || ip != "":
		x.Server = a.conns.server(s)
	}
}

// phasesIn reads the timings of another tool.
func phasesIn(v *value) phases {
	t := v.get("timings")
	read := func(name string, missing flow.Nanos) flow.Nanos {
		if ns, ok := t.get(name).fixed(6); ok && ns >= 0 && ns < maxPhase {
			return flow.Nanos(ns)
		}
		return missing
	}
	p := phases{
		start: v.get("startedDateTime").moment(), blocked: read("blocked", -1),
		dns: read("dns", -1), connect: read("connect", -1), ssl: read("ssl", -1),
		send: read("send", 0), wait: read("wait", 0), receive: read("receive", 0),
	}
	total, ok := v.get("time").fixed(6)
	if t.kind != object && ok && total > 0 && total < maxPhase {
		p.wait = flow.Nanos(total)
	}
	p.normalise(flow.Nanos(total))
	return p
}

const maxPhase = 1 << 60 // nanoseconds: 36 years

// normalise puts ssl inside connect, where the specification has it and some
// tools do not, and takes a connection without any length for none: that is
// how some write a connection that was there already.
func (p *phases) normalise(total flow.Nanos) {
	const close = 1e6 // a millisecond
	apart := p.ssl > p.connect || p.ssl > 0 && abs(total-p.time()-p.ssl) < close && abs(total-p.time()) >= close
	if p.ssl >= 0 && apart {
		p.connect = max(p.connect, 0) + p.ssl
	}
	if p.connect == 0 && p.dns <= 0 && p.ssl <= 0 {
		p.connect, p.dns, p.ssl = -1, -1, -1
	}
}

func abs(n flow.Nanos) flow.Nanos { return max(n, -n) }

// conclude says how an entry of another tool ended: without a response it
// failed.
func (a *archive) conclude(e *Entry, resp *value) {
	x := e.Exchange
	if x.Timing.Started == 0 {
		e.Incomplete = "the file does not say when it began"
	}
	if x.Status != 0 {
		return
	}
	e.Heads = slices.DeleteFunc(e.Heads, func(h Head) bool { return h.Dir == flow.Response })
	x.State = flow.Failed
	message := "the file has no response to it"
	for _, name := range []string{"_error", "error", "statusText", "comment"} {
		if s := resp.get(name).string(); s != "" {
			message += ": " + s
			break
		}
	}
	x.Fault = &flow.Fault{Code: flow.ImportedUnanswered, Side: flow.SideOrigin, Message: message}
}

// joined is "host:port", with an IPv6 address in brackets.
func joined(host string, port uint16) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return host + ":" + strconv.Itoa(int(port))
}
