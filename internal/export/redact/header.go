package redact

import (
	"bytes"
	"encoding/base64"
	"slices"

	"rockxy/internal/flow"
)

// head returns h with its secrets replaced; it is as long as it was.
func (r *Redactor) head(h *flow.Head, dir flow.Direction, trailers bool) *flow.Head {
	if h == nil {
		return nil
	}
	raw := bytes.Clone(h.Raw)
	if !sameFields(flow.ParseHead(h.Proto, raw, dir, trailers), h) {
		raw = rawOf(h, trailers)
	}
	r.rawHead(raw, h.Proto, dir, trailers)
	out := flow.ParseHead(h.Proto, raw, dir, trailers)
	for i := range min(len(out.Fields), len(h.Fields)) {
		out.Fields[i].NeverIndex = h.Fields[i].NeverIndex
	}
	return out
}

func sameFields(a, b *flow.Head) bool {
	return len(b.Raw) > 0 && bytes.Equal(a.Method, b.Method) && bytes.Equal(a.Target, b.Target) && a.Status == b.Status &&
		slices.EqualFunc(a.Fields, b.Fields, func(x, y flow.Field) bool {
			return bytes.Equal(x.Name, y.Name) && bytes.Equal(x.Value, y.Value)
		})
}

// rawHead works on the text of a head, see flow.Head.Raw.
func (r *Redactor) rawHead(raw []byte, p flow.Proto, dir flow.Direction, trailers bool) {
	h2 := p == flow.HTTP2 || p == flow.HTTP3
	first := !h2 && !trailers
	var name string
	for line := range bytes.Lines(raw) {
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case len(line) == 0:
		case first:
			first = false
			r.text(line, false)
		case line[0] == ' ' || line[0] == '\t':
			r.field(name, line) // a folded line of the same field
		default:
			i := bytes.IndexByte(line[1:], ':') + 1 // a pseudo-header begins with a colon
			if i <= 0 {
				r.text(line, false)
				continue
			}
			name = string(bytes.ToLower(line[:i]))
			r.field(name, bytes.Trim(line[i+1:], " \t"))
		}
	}
}

// field replaces what is secret in the value of a field, in place.
func (r *Redactor) field(name string, value []byte) {
	switch name {
	case "authorization", "proxy-authorization":
		r.authorization(value)
		return
	case "cookie":
		for part := range bytes.SplitSeq(value, []byte(";")) {
			r.cookie(bytes.TrimSpace(part))
		}
		return
	case "set-cookie":
		first, rest, _ := bytes.Cut(value, []byte(";"))
		r.cookie(bytes.TrimSpace(first))
		r.text(rest, false)
		return
	case "content-digest", "repr-digest", "digest", "content-md5", "x-amz-content-sha256", "want-digest":
		r.digests = append(r.digests, value)
		return
	}
	switch v := judge(name, inField); {
	case v == harmless || bytes.IndexByte(value, '=') > 0 && name == "signature-input":
		r.text(value, false)
	default:
		if scheme, rest, ok := bytes.Cut(value, []byte(" ")); ok && isAuthScheme(scheme) {
			value = bytes.TrimLeft(rest, " ")
		}
		r.one(value, v, verbatim{})
	}
}

// authorization replaces credentials (RFC 9110 §11.4); the scheme stays, and
// the name of the user.
func (r *Redactor) authorization(value []byte) {
	scheme, rest, ok := bytes.Cut(value, []byte(" "))
	if !ok {
		r.one(value, secret, verbatim{})
		return
	}
	rest = bytes.TrimSpace(rest)
	switch {
	case bytes.EqualFold(scheme, []byte("basic")):
		r.basic(rest)
	case hasParams(rest):
		r.params(rest)
	default:
		r.one(rest, secret, verbatim{})
	}
}

// basic replaces the password of RFC 7617.
func (r *Redactor) basic(credentials []byte) {
	for _, e := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		plain, err := e.AppendDecode(nil, credentials)
		if err != nil || e.EncodedLen(len(plain)) != len(credentials) {
			continue
		}
		_, password, ok := bytes.Cut(plain, []byte(":"))
		if !ok {
			break
		}
		before := bytes.Clone(credentials)
		if len(password) > 0 {
			r.one(password, secret, verbatim{})
			e.Encode(credentials, plain)
			r.known.learn(before, credentials)
		}
		return
	}
	r.one(credentials, secret, verbatim{})
}

// hasParams reports whether credentials are name=value pairs, not one token
// (whose '=' are at its end).
func hasParams(b []byte) bool {
	i := bytes.IndexByte(bytes.TrimRight(b, "="), '=')
	return i > 0 && len(bytes.TrimRight(b, "=")) > 0
}

// params replaces the values of parameters but for those that say how.
func (r *Redactor) params(b []byte) {
	for len(b) > 0 {
		b = bytes.TrimLeft(b, ", \t")
		name, _, ok := bytes.Cut(b, []byte("="))
		if !ok {
			r.one(b, secret, verbatim{})
			return
		}
		value := b[len(name)+1:]
		if len(value) > 0 && value[0] == '"' {
			inside, end := quotation(value, 0, 0)
			r.param(string(bytes.ToLower(bytes.TrimSpace(name))), inside)
			b = value[min(end+1, len(value)):]
			continue
		}
		end := bytes.IndexAny(value, ", ")
		if end < 0 {
			end = len(value)
		}
		r.param(string(bytes.ToLower(bytes.TrimSpace(name))), value[:end])
		b = value[end:]
	}
}

func (r *Redactor) param(name string, value []byte) {
	switch name {
	case "realm", "username", "uri", "algorithm", "qop", "nc", "charset", "userhash", "signedheaders", "headers", "oauth_version",
		"oauth_signature_method", "oauth_timestamp", "created", "expires", "ver", "v", "keyid":
		r.text(value, false)
		return
	}
	r.one(value, secret, verbatim{})
}

// cookie replaces the value of name=value.
func (r *Redactor) cookie(pair []byte) {
	if i := bytes.IndexByte(pair, '='); i >= 0 {
		pair = pair[i+1:]
	}
	if n := len(pair); n >= 2 && pair[0] == '"' && pair[n-1] == '"' {
		pair = pair[1 : n-1]
	}
	r.one(pair, secret, percent{})
}

// rawOf writes a head that has no text, or another one than its fields.
func rawOf(h *flow.Head, trailers bool) []byte {
	var b []byte
	h2 := h.Proto == flow.HTTP2 || h.Proto == flow.HTTP3
	switch {
	case trailers || h2:
	case h.Status != 0:
		b = append(append(b, version(h.Proto)...), ' ', byte('0'+h.Status/100%10), byte('0'+h.Status/10%10), byte('0'+h.Status%10), ' ')
		b = append(append(b, h.Reason...), "\r\n"...)
	default:
		b = append(append(append(append(b, h.Method...), ' '), h.Target...), ' ')
		b = append(append(b, version(h.Proto)...), "\r\n"...)
	}
	for _, f := range h.Fields {
		b = append(append(append(append(b, f.Name...), ": "...), f.Value...), "\r\n"...)
	}
	return append(b, "\r\n"...)
}

func version(p flow.Proto) string {
	if p == flow.HTTP10 {
		return "HTTP/1.0"
	}
	return "HTTP/1.1"
}
