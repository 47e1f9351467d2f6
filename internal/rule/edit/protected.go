package edit

import (
	"fmt"
	"slices"
	"strings"

	"rockxy/internal/flow"
)

// framingNames say where a message ends, connectionNames belong to one connection.
var (
	framingNames    = [...]string{"content-length", "transfer-encoding"}
	connectionNames = [...]string{"connection", "proxy-connection", "keep-alive", "upgrade", "te", "http2-settings", "proxy-authorization"}
	// noTrailers cannot stand in a trailer section (RFC 9110 §6.5.1).
	noTrailers = [...]string{"host", "trailer", "expect", "authorization", "proxy-authenticate", "www-authenticate", "cookie", "set-cookie",
		"content-encoding", "content-type", "content-range"}
)

// isFraming reports the fields that no verb touches.
func isFraming(name []byte) bool {
	return among(name, framingNames[:]) || among(name, connectionNames[:])
}

func among(name []byte, all []string) bool {
	return slices.ContainsFunc(all, func(s string) bool { return flow.EqualFold(name, s) })
}

// refused says why a rule may not do something to the field of a name, and is empty
// when it may. name may be a glob.
func refused(name, verb string, dir flow.Direction, trailers bool) string {
	b := []byte(name)
	switch {
	case strings.HasPrefix(name, ":"):
		return fmt.Sprintf("%s is not a field; expected another name, or the action method, url, status or map-remote", name)
	case among(b, framingNames[:]):
		return name + " follows from the body and how it is sent; expected another field"
	case flow.EqualFold(b, "proxy-authorization"):
		return name + " is for the proxy and is not passed on; expected another field"
	case among(b, connectionNames[:]):
		return name + " belongs to one connection, and Rockxy makes its own for each; expected another field"
	case trailers && verb != "remove" && among(b, noTrailers[:]):
		return name + " cannot stand in a trailer section; expected another field"
	case verb == "remove" && dir == flow.Request && flow.EqualFold(b, "host"):
		return "a request cannot be without its Host; expected to set it, or map-remote"
	case verb == "add" && dir == flow.Request && flow.EqualFold(b, "host"):
		return "a request has one Host; expected to set it, or map-remote"
	case strings.ContainsAny(name, "*?") && (verb == "set" || verb == "add"):
		return "" // a field may be called so
	}
	return ""
}
