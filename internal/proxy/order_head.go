package proxy

import (
	"bytes"
	"strconv"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/wire/h1"
)

// orderHead is the head of an order as it is to be sent on rt.
func (c *clientConn) orderHead(o *Order, rt *route) (*flow.Head, error) {
	h := o.Head
	if string(h.Method) == "CONNECT" {
		return nil, badOrder("CONNECT opens a tunnel, which needs a client at its other end")
	}
	if p, ok := h1.IsUpgrade(h); ok && !flow.EqualFold(p, "h2c") {
		return nil, badOrder("a request that changes protocols (Upgrade: %s) needs a client that goes on in the other one", p)
	}
	proto, err := c.spoken(o, rt)
	if err != nil {
		return nil, err
	}
	if h, err = fitted(h, o, rt); err != nil {
		return nil, err
	}
	switch {
	case proto == flow.HTTP2 && h.Proto != flow.HTTP2:
		h, err = fitted(binaryForm(h, rt), o, rt)
	case proto != flow.HTTP2 && h.Proto == flow.HTTP2:
		h, err = fitted(textForm(h, rt), o, rt)
	}
	if err != nil || h.Proto == flow.HTTP2 {
		return h, err
	}
	return c.asSent(h, rt)
}

// fitted is a head that fits its body. One that is as it was received stays so.
func fitted(h *flow.Head, o *Order, rt *route) (*flow.Head, error) {
	if h.Raw != nil && announces(h, o) {
		return h, nil
	}
	h, err := rule.Edited(h, flow.Request, func(h *flow.Head) { fit(h, o, rt) })
	if err != nil {
		return nil, badHead(err)
	}
	return h, nil
}

func badHead(err error) *flow.Fault {
	return &flow.Fault{Code: flow.ClientBadHead, Side: flow.SideClient, Cause: err, Message: "the request cannot be sent: " + err.Error()}
}

// asSent is an HTTP/1 head without what was between a client and its proxy: what is
// recorded is what goes out. It is read again as strictly as a client's.
func (c *clientConn) asSent(h *flow.Head, rt *route) (*flow.Head, error) {
	var rw h1.Rewrite
	if h.Proto == flow.HTTP10 && !h.Has("host") {
		rw.Host = []byte(named(rt))
	}
	if err := h1.Writable(h); err != nil {
		return nil, badHead(err)
	}
	sent := &flow.Head{}
	n, err := h1.ParseRequest(h1.AppendRequest(nil, h, &rw), 0, sent, c.s.lim.h1())
	if err == nil && n > 0 {
		_, err = h1.RequestFraming(sent)
	}
	if err != nil {
		return nil, badHead(err)
	}
	return sent, nil
}

// announces reports whether a head announces the body that an order has.
func announces(h *flow.Head, o *Order) bool {
	te := h.Proto != flow.HTTP2 && h.Has("transfer-encoding")
	n, has := h.Get("content-length")
	switch {
	case h.Proto != flow.HTTP2 && h.Proto != flow.HTTP10 && !h.Has("host"):
		return false
	case te:
		return !has
	case o.Trailers != nil && h.Proto != flow.HTTP2:
		return false
	case !has:
		return o.Size == 0 || h.Proto == flow.HTTP2
	}
	return string(n) == strconv.FormatInt(o.Size, 10) && count(h, "content-length") == 1
}

func count(h *flow.Head, name string) (n int) {
	for range h.Values(name) {
		n++
	}
	return n
}

// fit makes a head announce the body that an order has.
func fit(h *flow.Head, o *Order, rt *route) {
	if h.Proto != flow.HTTP2 && h.Proto != flow.HTTP10 && !h.Has("host") {
		host := flow.Field{Name: []byte("Host"), Value: []byte(named(rt))}
		h.Fields = append([]flow.Field{host}, h.Fields...)
	}
	if announces(h, o) {
		return
	}
	if h.Has("transfer-encoding") || o.Trailers != nil && h.Proto != flow.HTTP2 {
		removeField(h, "content-length")
		if !h.Has("transfer-encoding") {
			h.Fields = append(h.Fields, flow.Field{Name: []byte("Transfer-Encoding"), Value: []byte("chunked")})
		}
		return
	}
	length := strconv.AppendInt(nil, o.Size, 10)
	kept, has := h.Fields[:0], false
	for _, f := range h.Fields {
		if flow.EqualFold(f.Name, "content-length") {
			if has {
				continue
			}
			has, f.Value = true, length
		}
		kept = append(kept, f)
	}
	if h.Fields = kept; !has {
		h.Fields = append(h.Fields, flow.Field{Name: []byte("Content-Length"), Value: length})
	}
}

// named is the authority of a route's URLs.
func named(rt *route) string { return endpoint{rt.verify, rt.addr.port}.authority(rt.scheme) }

// binaryForm is an HTTP/1 head in the form of HTTP/2 (RFC 9113 §8.2.2, §8.3.1).
func binaryForm(h *flow.Head, rt *route) *flow.Head {
	b := &flow.Head{Proto: flow.HTTP2, Method: h.Method, Target: h.Target, Scheme: []byte(rt.scheme), Authority: []byte(named(rt))}
	if host, ok := h.Get("host"); ok {
		b.Authority = host
	}
	if _, authority, rest, ok := splitAbsolute(h.Target); ok {
		if b.Authority, b.Target = authority, rest; len(rest) == 0 || rest[0] == '?' {
			b.Target = append([]byte("/"), rest...)
		}
	}
	for _, name := range []string{":method", ":authority", ":scheme", ":path"} { // rule.Edited fills them in
		b.Fields = append(b.Fields, flow.Field{Name: []byte(name)})
	}
	for _, f := range h.Fields {
		if connectionField(h, f) {
			continue
		}
		b.Fields = append(b.Fields, flow.Field{Name: bytes.ToLower(f.Name), Value: f.Value, NeverIndex: f.NeverIndex})
	}
	return b
}

// connectionField reports whether a field stays behind when an HTTP/1 head becomes
// one of HTTP/2.
func connectionField(h *flow.Head, f flow.Field) bool {
	for _, name := range []string{"host", "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade", "http2-settings", "proxy-authorization"} {
		if flow.EqualFold(f.Name, name) {
			return true
		}
	}
	return flow.EqualFold(f.Name, "te") && !flow.EqualFold(f.Value, "trailers") || h1.HasOption(h, string(f.Name))
}

// textForm is an HTTP/2 head in the form of HTTP/1 (RFC 9113 §8.2.3).
func textForm(h *flow.Head, rt *route) *flow.Head {
	t := &flow.Head{Proto: flow.HTTP11, Method: h.Method, Target: h.Target}
	host := h.Authority
	if len(host) == 0 {
		host = []byte(named(rt))
	}
	cookie := -1
	t.Fields = append(t.Fields, flow.Field{Name: []byte("host"), Value: host})
	for _, f := range h.Fields {
		switch {
		case len(f.Name) > 0 && f.Name[0] == ':', flow.EqualFold(f.Name, "host"):
		case flow.EqualFold(f.Name, "cookie") && cookie >= 0:
			was := t.Fields[cookie].Value
			t.Fields[cookie].Value = append(append(was[:len(was):len(was)], "; "...), f.Value...)
		default:
			if flow.EqualFold(f.Name, "cookie") {
				cookie = len(t.Fields)
			}
			t.Fields = append(t.Fields, f)
		}
	}
	return t
}
