package rule

import (
	"net"
	"strconv"
	"strings"

	"rockxy/internal/flow"
)

func (r *Route) String() string {
	s := r.authority()
	if r.Scheme != "" {
		s = r.Scheme + "://" + s
	}
	if r.Address != "" {
		s += " at " + r.Address
	}
	return s
}

func (r *Route) authority() string {
	if r.Scheme == "https" && r.Port == 443 || r.Scheme == "http" && r.Port == 80 {
		if strings.Contains(r.Host, ":") {
			return "[" + r.Host + "]"
		}
		return r.Host
	}
	return net.JoinHostPort(r.Host, strconv.Itoa(int(r.Port)))
}

// url is that of a request that takes the route.
func (r *Route) url(h *flow.Head) string {
	target := string(h.Target)
	if i := strings.Index(target, "://"); i > 0 {
		rest := target[i+3:]
		if j := strings.IndexAny(rest, "/?"); j >= 0 {
			target = rest[j:]
		} else {
			target = "/"
		}
	}
	return r.Scheme + "://" + r.authority() + target
}
