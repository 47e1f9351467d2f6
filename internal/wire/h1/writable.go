package h1

import "rockxy/internal/flow"

// Writable reports why h cannot be written as HTTP/1, in an *Error: an invalid
// method, target, authority or status, or a field with octets that would end its
// line. It is for heads that HTTP/1 did not bring: of HTTP/2, or edited.
func Writable(h *flow.Head) error {
	var err error
	if h.Status != 0 {
		err = checkStatus(h.Status)
	} else {
		err = checkStart(h, h.Method, targetOf(h))
	}
	if err != nil {
		return err
	}
	for i := range h.Fields {
		f := &h.Fields[i]
		switch {
		case h.Proto == flow.HTTP2 && len(f.Name) > 0 && f.Name[0] == ':':
		case !all(f.Name, inToken):
			return fail(BadHead, 0, "The field name %q is not a token.", clip(f.Name))
		case valueSpan(f.Value) != len(f.Value):
			return fail(BadHead, 0, "The value of %q has a control octet.", clip(f.Name))
		}
	}
	return nil
}

// targetOf returns the request-target of h in HTTP/1's terms.
func targetOf(h *flow.Head) []byte {
	if h.Proto == flow.HTTP2 && string(h.Method) == "CONNECT" {
		return h.Authority
	}
	return h.Target
}

func checkStatus(status int) error {
	if status < 100 || status > 599 {
		return fail(BadHead, 0, "The status code %d is outside 100 to 599.", status)
	}
	return nil
}

// checkStart checks what a request line is to be made of. The target of HTTP/2
// is a path or "*" (RFC 9113 §8.3.1), and its authority has not been through
// ParseRequest.
func checkStart(h *flow.Head, method, target []byte) error {
	if !all(method, inToken) {
		return fail(BadHead, 0, "The method %q is not a token.", clip(method))
	}
	if !all(target, inTarget) {
		return fail(BadHead, 0, "The request target %q is empty or has octets that it cannot have.", clip(target))
	}
	if h.Proto == flow.HTTP2 {
		if string(method) != "CONNECT" && target[0] != '/' && string(target) != "*" {
			return fail(BadHead, 0, "The path %q does not start with a slash.", clip(target))
		}
		authority := h.Authority
		if len(authority) == 0 {
			authority, _ = h.Get("Host")
		}
		if _, _, ok := SplitAuthority(authority); len(authority) > 0 && !ok {
			return fail(BadHead, 0, "The authority %q is not a host with an optional port.", clip(authority))
		}
	}
	return checkTarget(method, target, 0)
}
