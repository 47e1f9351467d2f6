package rule

import (
	"bytes"
	"fmt"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/wire/h1"
)

func unfit(format string, args ...any) error { return &HeadError{fmt.Sprintf(format, args...)} }

// checkStatus judges the start of a response, if it is another one.
func checkStatus(was, h *flow.Head) error {
	switch {
	case h.Status == was.Status:
	case h.Status < 100 || h.Status > 599:
		return unfit("%d is not a status: they go from 200 to 599", h.Status)
	case h.Status < 200:
		return unfit("%d is not the status of a final response: they go from 200 to 599", h.Status)
	}
	if !bytes.Equal(h.Reason, was.Reason) && !isValue(h.Reason) {
		return unfit("the reason phrase %q has a line break or another control character", clip(h.Reason))
	}
	return nil
}

// checkRequest judges the start of a request, as far as it is another one.
func checkRequest(was, h *flow.Head) error {
	method := !bytes.Equal(h.Method, was.Method)
	if method && !isToken(h.Method) {
		return unfit("%q is not a method: it is a word without blanks, such as GET", clip(h.Method))
	}
	if method && len(was.Method) > 0 && (string(h.Method) == "CONNECT" || string(was.Method) == "CONNECT") {
		return unfit("CONNECT asks for a tunnel: a request cannot become one, nor a tunnel a request")
	}
	if !bytes.Equal(h.Target, was.Target) || method {
		if err := checkTarget(h); err != nil {
			return err
		}
	}
	if !isBinary(h.Proto) {
		return nil
	}
	if !bytes.Equal(h.Scheme, was.Scheme) && !isScheme(h.Scheme) {
		return unfit("%q is not a scheme, such as https", clip(h.Scheme))
	}
	if !bytes.Equal(h.Authority, was.Authority) {
		if len(h.Authority) == 0 {
			return unfit("a request cannot be without its host")
		}
		return checkAuthority(h.Authority)
	}
	return nil
}

// checkTarget: RFC 9112 §3.2, RFC 9113 §8.3.1.
func checkTarget(h *flow.Head) error {
	target := h.Target
	for _, c := range target {
		if c <= ' ' || c >= 0x7f || c == '#' {
			return unfit("%q cannot be a part of a URL on the wire: blanks, control characters, # and what is not ASCII are percent-encoded", clip(target))
		}
	}
	switch {
	case string(h.Method) == "CONNECT":
		if isBinary(h.Proto) {
			return nil
		}
		if _, port, ok := h1.SplitAuthority(target); !ok || port <= 0 {
			return unfit("the target of CONNECT is host:port, which %q is not", clip(target))
		}
	case len(target) == 0:
		return unfit("the path of a URL cannot be empty: it starts with a slash")
	case target[0] == '/':
	case string(target) == "*":
		if string(h.Method) != "OPTIONS" {
			return unfit("the target * is for OPTIONS alone")
		}
	default:
		if _, _, _, ok := h1.SplitAbsolute(target); !ok || isBinary(h.Proto) {
			return unfit("%q is not the path of a URL: it starts with a slash", clip(target))
		}
	}
	return nil
}

func checkAuthority(a []byte) error {
	if _, _, ok := h1.SplitAuthority(a); !ok {
		return unfit("%q is not a host with an optional port", clip(a))
	}
	return nil
}

// checkField judges a field that is new or changed.
func checkField(f flow.Field, binary bool) error {
	switch {
	case !isToken(f.Name):
		return unfit("%q is not the name of a field: it has letters, digits and -, without blanks", clip(f.Name))
	case !isValue(f.Value):
		return unfit("the value of %s has a line break, NUL or another control character", clip(f.Name))
	case flow.EqualFold(f.Name, "host"):
		return checkAuthority(f.Value)
	case binary && isConnectionField(f):
		return unfit("%s belongs to a connection of HTTP/1, and cannot stand in HTTP/2", f.Name)
	}
	return nil
}

// isConnectionField: RFC 9113 §8.2.2.
func isConnectionField(f flow.Field) bool {
	for _, name := range []string{"connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade"} {
		if flow.EqualFold(f.Name, name) {
			return true
		}
	}
	return flow.EqualFold(f.Name, "te") && !flow.EqualFold(f.Value, "trailers")
}

// checkWhole judges what single parts do not show. What was wrong before is not
// held against the change.
func checkWhole(was, h *flow.Head, dir flow.Direction) error {
	if dir == flow.Request {
		n := count(h, "host")
		switch {
		case n > 1 && count(was, "host") <= 1:
			return unfit("there is more than one Host")
		case n == 0 && (was.Has("host") || len(was.Raw) == 0) && h.Proto != flow.HTTP10 && len(h.Authority) == 0:
			return unfit("a request cannot be without its host")
		}
	}
	if err := framing(h, dir); err != nil && framing(was, dir) == nil {
		return unfit("%s", strings.TrimSuffix(err.Error(), "."))
	}
	lim := h1.DefaultLimits
	if len(h.Raw) > lim.HeadBytes && len(h.Raw) > len(was.Raw) {
		return unfit("the head would have %d KiB, more than the %d that are let through", len(h.Raw)>>10, lim.HeadBytes>>10)
	}
	if len(h.Fields) > lim.Fields && len(h.Fields) > len(was.Fields) {
		return unfit("the head would have %d fields, more than the %d that are let through", len(h.Fields), lim.Fields)
	}
	return nil
}

// framing asks whether everybody finds the same end of the message. That a
// response has no body because of its status or its request is not looked at.
func framing(h *flow.Head, dir flow.Direction) error {
	as := *h
	if dir == flow.Request {
		_, err := h1.RequestFraming(&as)
		return err
	}
	as.Status = 200
	_, err := h1.ResponseFraming(&as, nil)
	return err
}

func count(h *flow.Head, name string) (n int) {
	for range h.Values(name) {
		n++
	}
	return n
}

// isToken: RFC 9110 §5.6.2.
func isToken(b []byte) bool {
	for _, c := range b {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0:
		default:
			return false
		}
	}
	return len(b) > 0
}

// isValue: RFC 9110 §5.5, without control characters but tabs.
func isValue(b []byte) bool {
	for _, c := range b {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// isScheme: RFC 3986 §3.1.
func isScheme(b []byte) bool {
	for i, c := range b {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || strings.IndexByte("0123456789+-.", c) < 0) {
			return false
		}
	}
	return len(b) > 0
}

// clip keeps what is quoted short.
func clip(b []byte) []byte { return b[:min(len(b), 64)] }
