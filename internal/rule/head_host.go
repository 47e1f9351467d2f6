package rule

import (
	"bytes"

	"rockxy/internal/flow"
	"rockxy/internal/wire/h1"
)

// agreeOnHost makes what a request says about its host agree: the Host field
// with :authority, or with the authority of an absolute target. What was changed decides,
// and of both the one that is not the field.
func agreeOnHost(was, h *flow.Head) {
	if isBinary(h.Proto) {
		followAuthority(was, h)
	} else {
		followTarget(was, h)
	}
}

func followAuthority(was, h *flow.Head) {
	host, has := h.Get("host")
	if !has || len(h.Authority) == 0 {
		return
	}
	before, had := was.Get("host")
	if bytes.Equal(h.Authority, was.Authority) && !(had && bytes.Equal(host, before)) {
		h.Authority = host
	}
	kept := h.Fields[:0]
	for _, f := range h.Fields {
		if flow.EqualFold(f.Name, "host") {
			if !had { // :authority says it
				continue
			}
			had, f.Value = false, h.Authority
		}
		kept = append(kept, f)
	}
	h.Fields = kept
}

func followTarget(was, h *flow.Head) {
	scheme, authority, rest, absolute := h1.SplitAbsolute(h.Target)
	host, has := h.Get("host")
	if !absolute || !has || bytes.Equal(host, authority) {
		return
	}
	_, before, _, _ := h1.SplitAbsolute(was.Target)
	hostBefore, _ := was.Get("host")
	switch {
	case !bytes.Equal(authority, before):
		for i := range h.Fields {
			if flow.EqualFold(h.Fields[i].Name, "host") {
				h.Fields[i].Value = authority
				return
			}
		}
	case !bytes.Equal(host, hostBefore):
		h.Target = append(append(append(bytes.Clone(scheme), "://"...), host...), rest...)
	}
}
