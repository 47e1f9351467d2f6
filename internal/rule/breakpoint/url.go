package breakpoint

import (
	"fmt"
	"net/netip"
	"strings"

	"golang.org/x/net/idna"

	"rockxy/internal/rule"
	"rockxy/internal/wire/h1"
)

// destination is where an edited URL leads.
type destination struct {
	route  rule.Route
	target string // what is asked for there: a path with a query, or "*"
	moved  bool   // another scheme, host or port
}

func (d *destination) authority() string {
	_, a, _ := strings.Cut(origin(&d.route), "://")
	return a
}

// destinationOf reads an edited URL, see [Message.URL].
func destinationOf(url string, from rule.Route) (destination, error) {
	d := destination{route: from, target: url}
	if url == "*" || strings.HasPrefix(url, "/") {
		return d, nil
	}
	scheme, authority, rest, ok := h1.SplitAbsolute([]byte(ascii(url)))
	if !ok {
		return d, refuse("%q is not a URL, which begins with https://, http:// or a slash", short(url))
	}
	switch strings.ToLower(string(scheme)) {
	case "http", "ws":
		d.route.Scheme = "http"
	case "https", "wss":
		d.route.Scheme = "https"
	default:
		return d, refuse("requests go by http or https, not by %q", scheme)
	}
	host, port, _ := h1.SplitAuthority(authority)
	d.route.Host = routeHost(string(host))
	switch {
	case port > 0:
		d.route.Port = uint16(port)
	case port == 0:
		return d, refuse("0 is not a port that can be connected to")
	case d.route.Scheme == "https":
		d.route.Port = 443
	default:
		d.route.Port = 80
	}
	if d.target = string(rest); !strings.HasPrefix(d.target, "/") {
		d.target = "/" + d.target
	}
	d.moved = d.route.Scheme != from.Scheme || d.route.Host != from.Host || d.route.Port != from.Port
	if d.route.Host != from.Host {
		d.route.Address = "" // it was given for the other name
	}
	return d, nil
}

// ascii is url with the name of its host as it is on the wire (RFC 5891).
func ascii(url string) string {
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok {
		return url
	}
	end := strings.IndexAny(rest, ":/?")
	if end < 0 {
		end = len(rest)
	}
	if name, err := idna.Lookup.ToASCII(rest[:end]); err == nil {
		return scheme + "://" + name + rest[end:]
	}
	return url
}

// routeHost is a host in the form of rule.Route.
func routeHost(host string) string {
	bare := strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if a, err := netip.ParseAddr(bare); err == nil {
		return a.Unmap().String()
	}
	return strings.ToLower(strings.TrimSuffix(bare, "."))
}

// RefusedError is a decision that cannot be carried out; what it was about stays
// paused.
type RefusedError struct{ What string }

func (e *RefusedError) Error() string { return e.What }

func refuse(format string, args ...any) error { return &RefusedError{fmt.Sprintf(format, args...)} }
