package har

import (
	"bufio"
	"bytes"
	"slices"
)

// nested are the objects of an entry of which unknown members are kept too.
var nested = [...]string{"request", "response", "timings"}

// extraOf collects the members for which flow has no word, as JSON; nil if
// there are none.
func extraOf(v *value, websocket bool) []byte {
	var b bytes.Buffer
	o := out{w: bufio.NewWriter(&b)}
	o.begin('{')
	for i := range v.members {
		m := &v.members[i]
		switch m.key {
		case "startedDateTime", "time", "serverIPAddress", "_rockxy", "_webSocketMessages":
			continue
		case "connection":
			if m.value.int(-1) >= 0 || m.value.string() == "" {
				continue
			}
		case "request", "response", "timings":
			continue
		case "cache":
			if len(m.value.members) == 0 {
				continue
			}
		case "_resourceType":
			if websocket && m.value.string() == "websocket" {
				continue
			}
		}
		o.item()
		o.text(m.key)
		o.raw(":")
		m.value.appendTo(&o)
	}
	for _, name := range nested {
		extraIn(&o, name, v.get(name))
	}
	o.end('}')
	if _ = o.w.Flush(); b.Len() == 2 {
		return nil
	}
	return b.Bytes()
}

func extraIn(o *out, name string, v *value) {
	any := false
	for i := range v.members {
		m := &v.members[i]
		if knownIn(name, m.key) {
			continue
		}
		if !any {
			o.open(name, '{')
			any = true
		}
		o.item()
		o.text(m.key)
		o.raw(":")
		m.value.appendTo(o)
	}
	if any {
		o.end('}')
	}
}

func knownIn(name, key string) bool {
	switch name {
	case "request":
		return slices.Contains([]string{"method", "url", "httpVersion", "cookies", "headers", "queryString", "postData", "headersSize", "bodySize"}, key)
	case "response":
		return slices.Contains([]string{"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize", "bodySize", "_error"}, key)
	}
	return slices.Contains([]string{"blocked", "dns", "connect", "ssl", "send", "wait", "receive"}, key)
}

// parseExtra reads Entry.Extra; what is no object counts as nothing.
func parseExtra(p []byte) value {
	if len(p) == 0 {
		return value{}
	}
	v, err := parseValue(p)
	if err != nil || v.kind != object {
		return value{}
	}
	return v
}

// extra writes the members of the entry itself. A page that the archive does
// not have is not referred to.
func (w *Writer) extra(v *value) {
	for i := range v.members {
		m := &v.members[i]
		if slices.Contains(nested[:], m.key) || m.key == "pageref" && len(w.opt.Pages) == 0 {
			continue
		}
		w.o.item()
		w.o.text(m.key)
		w.o.raw(":")
		m.value.appendTo(&w.o)
	}
}

// extraTo writes those of one of its objects.
func (w *Writer) extraTo(v *value, name string) { v.get(name).appendMembers(&w.o) }
