package steer

import (
	"bytes"
	"strings"

	"rockxy/internal/flow"
)

// newTarget is a request target in the form that it had: origin-form or
// absolute-form (RFC 9112 §3.2); that of "OPTIONS *" stays.
func newTarget(old []byte, dest place, to Remote) []byte {
	if string(old) == "*" {
		return old
	}
	rest, absolute := old, false
	if i := bytes.Index(old, []byte("://")); i > 0 && !bytes.ContainsAny(old[:i], "/?") {
		absolute, rest = true, old[i+3:]
		if j := bytes.IndexAny(rest, "/?"); j >= 0 {
			rest = rest[j:]
		} else {
			rest = nil
		}
	}
	origin := dest.String()
	if to.KeepHost && absolute {
		i := bytes.Index(old, []byte("://")) + 3
		origin = dest.scheme + "://" + string(old[i:len(old)-len(rest)])
	}
	path, query, asked := strings.Cut(string(rest), "?")
	if to.Path != "" {
		path = to.Path
	}
	if path == "" && !absolute {
		path = "/"
	}
	switch {
	case to.Query != "":
		query, asked = to.Query, true
	case to.NoQuery:
		query, asked = "", false
	}
	target := path
	if asked {
		target += "?" + query
	}
	if absolute {
		target = origin + target
	}
	return []byte(target)
}

// rewrite makes a head one that was meant for dest.
func (m *MapRemote) rewrite(h *flow.Head, target []byte, from, dest place) {
	h.Target = target
	if h.Proto == flow.HTTP2 {
		h.Scheme = []byte(dest.scheme)
	}
	if from == dest {
		return
	}
	if !m.to.KeepHost {
		setHost(h, dest.authority)
	}
	if m.to.KeepOrigin {
		return
	}
	for i := range h.Fields {
		f := &h.Fields[i]
		switch {
		case flow.EqualFold(f.Name, "origin"):
			if flow.EqualFold(f.Value, from.String()) {
				f.Value = []byte(dest.String())
			}
		case flow.EqualFold(f.Name, "referer"):
			n := len(from.String())
			if len(f.Value) >= n && flow.EqualFold(f.Value[:n], from.String()) && (len(f.Value) == n || bytes.IndexByte([]byte("/?#"), f.Value[n]) >= 0) {
				f.Value = append([]byte(dest.String()), f.Value[n:]...)
			}
		}
	}
}

// setHost keeps a head's way of naming its host (RFC 9113 §8.3.1).
func setHost(h *flow.Head, authority string) {
	found := false
	for i := range h.Fields {
		if flow.EqualFold(h.Fields[i].Name, "host") {
			h.Fields[i].Value, found = []byte(authority), true
		}
	}
	switch {
	case h.Proto == flow.HTTP2:
		if h.Authority != nil || !found {
			h.Authority = []byte(authority)
		}
	case !found && h.Proto != flow.HTTP10:
		h.Fields = append([]flow.Field{{Name: []byte("Host"), Value: []byte(authority)}}, h.Fields...)
	}
}
