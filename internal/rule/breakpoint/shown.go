package breakpoint

import (
	"bytes"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/wire/h1"
)

// shown is a head as a person edits it. route is where a request goes.
func shown(h *flow.Head, dir flow.Direction, route *rule.Route) *Message {
	m := &Message{Dir: dir, Version: versionName(h.Proto)}
	if dir == flow.Request {
		m.Method, m.URL = string(h.Method), shownURL(h.Target, route)
		if h.Authority != nil {
			m.Fields = append(m.Fields, Field{"Host", string(h.Authority)})
		}
	} else {
		m.Status, m.Reason = h.Status, string(h.Reason)
	}
	for _, f := range h.Fields {
		if len(f.Name) == 0 || f.Name[0] != ':' || string(f.Name) == ":protocol" {
			m.Fields = append(m.Fields, Field{string(f.Name), string(f.Value)})
		}
	}
	return m
}

func versionName(p flow.Proto) string {
	switch p {
	case flow.HTTP10:
		return "HTTP/1.0"
	case flow.HTTP2:
		return "HTTP/2"
	case flow.HTTP3:
		return "HTTP/3"
	}
	return "HTTP/1.1"
}

// shownURL is where a request goes and what it asks for there.
func shownURL(target []byte, route *rule.Route) string {
	if route == nil {
		return string(target)
	}
	if _, _, rest, ok := h1.SplitAbsolute(target); ok {
		target = rest
		if len(rest) == 0 || rest[0] != '/' {
			target = append([]byte("/"), rest...)
		}
	}
	if !bytes.HasPrefix(target, []byte("/")) {
		return string(target)
	}
	return origin(route) + string(target)
}

// origin is scheme and authority of a route.
func origin(r *rule.Route) string {
	plain := rule.Route{Scheme: r.Scheme, Host: r.Host, Port: r.Port}
	return plain.String()
}

func fieldsOf(h *flow.Head) (all []Field) {
	if h == nil {
		return nil
	}
	for _, f := range h.Fields {
		all = append(all, Field{string(f.Name), string(f.Value)})
	}
	return all
}

// event is a message inside of a stream as a person edits it.
func event(ev *rule.Event) *Message {
	m := &Message{Dir: ev.Dir, Kind: ev.Kind, Body: ev.Data}
	if ev.Kind == flow.MessageEvent {
		if ev.Name != "" {
			m.Fields = append(m.Fields, Field{"event", ev.Name})
		}
		if ev.ID != "" {
			m.Fields = append(m.Fields, Field{"id", ev.ID})
		}
	}
	return m
}
