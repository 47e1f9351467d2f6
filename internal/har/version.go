package har

import (
	"strings"

	"rockxy/internal/flow"
)

// versionName is how HAR names a version of HTTP.
func versionName(p flow.Proto) string {
	switch p {
	case flow.HTTP10:
		return "HTTP/1.0"
	case flow.HTTP11:
		return "HTTP/1.1"
	case flow.HTTP2:
		return "HTTP/2"
	case flow.HTTP3:
		return "HTTP/3"
	}
	return ""
}

// parseVersion reads what tools write: "HTTP/1.1", "http/2.0", "h2", "h3-29",
// "HTTP/2+QUIC/46", "spdy/3", "unknown".
func parseVersion(s string) flow.Proto {
	s = strings.ToLower(strings.TrimSpace(s))
	name, number, _ := strings.Cut(s, "/")
	switch {
	case strings.Contains(s, "quic"), strings.HasPrefix(name, "h3"), name == "http" && strings.HasPrefix(number, "3"):
		return flow.HTTP3
	case name == "h2", name == "h2c", name == "spdy", name == "http" && strings.HasPrefix(number, "2"):
		return flow.HTTP2
	case s == "http/1.0":
		return flow.HTTP10
	case name == "http" && strings.HasPrefix(number, "1"):
		return flow.HTTP11
	}
	return flow.ProtoUnknown
}

// form is the version whose form a head of version p has.
func form(p flow.Proto) flow.Proto {
	switch p {
	case flow.HTTP10, flow.HTTP2:
		return p
	case flow.HTTP3:
		return flow.HTTP2
	}
	return flow.HTTP11
}
