package steer

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// place is the origin of a URL.
type place struct{ scheme, authority string }

func (p place) String() string { return p.scheme + "://" + p.authority }

func scheme(s string) (string, error) {
	switch strings.ToLower(s) {
	case "":
		return "", nil
	case "http", "ws":
		return "http", nil
	case "https", "wss":
		return "https", nil
	}
	return "", fmt.Errorf("%q is no scheme that requests can go by: http or https", s)
}

func usualPort(scheme string) uint16 {
	if scheme == "https" {
		return 443
	}
	return 80
}

// authority is a host and port as they stand in a URL.
func authority(scheme, host string, port uint16) string {
	if port != usualPort(scheme) {
		return net.JoinHostPort(host, strconv.Itoa(int(port)))
	}
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}

// host brings a name or an address into the form of rule.Route.
func host(s string) (string, error) {
	bare := strings.TrimSuffix(s, ".")
	if n := len(bare); n > 2 && bare[0] == '[' && bare[n-1] == ']' {
		bare = bare[1 : n-1]
	}
	if a, err := netip.ParseAddr(bare); err == nil {
		return a.Unmap().WithZone("").String(), nil
	}
	name, err := idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false)).ToASCII(bare)
	if err != nil || !isName(name) {
		return "", fmt.Errorf("%q is neither a host name nor an address", s)
	}
	return name, nil
}

// isName accepts names as they occur, those with an underscore too.
func isName(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 {
			return false
		}
	}
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '.', c == '_', c == '~':
		default:
			return false
		}
	}
	return true
}

// splitPort takes the port off "host:port" and "[v6]:port"; 0 is none.
func splitPort(s string) (name string, port uint16, err error) {
	if a, err := netip.ParseAddr(s); err == nil && a.Is6() {
		return s, 0, nil
	}
	i := strings.LastIndexByte(s, ':')
	if i < 0 || strings.HasSuffix(s, "]") {
		return s, 0, nil
	}
	n, err := strconv.ParseUint(s[i+1:], 10, 16)
	if err != nil || n == 0 {
		return "", 0, fmt.Errorf("%q is not a port", s[i+1:])
	}
	return s[:i], uint16(n), nil
}

// encode percent-encodes what cannot stand in a target.
func encode(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || c == '#' || c == '"' || c == '<' || c == '>' {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// RemoteTo reads a URL as a Remote: what it does not have stays.
func RemoteTo(url string) (Remote, error) {
	var r Remote
	s, rest, ok := strings.Cut(url, "://")
	if !ok {
		return r, fmt.Errorf("%q is not a URL: it begins with http:// or https://", url)
	}
	r.Scheme = s
	rest, _, _ = strings.Cut(rest, "#")
	where := rest
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		where, rest = rest[:i], rest[i:]
	} else {
		rest = ""
	}
	if strings.Contains(where, "@") {
		return r, fmt.Errorf("the URL has a name or password in it: set the Authorization field with request-headers instead")
	}
	var err error
	if r.Host, r.Port, err = splitPort(where); err != nil {
		return r, err
	}
	if r.Host == "" {
		return r, fmt.Errorf("%q has no host", url)
	}
	if r.Scheme, err = scheme(s); err != nil {
		return r, err
	}
	if r.Port == 0 {
		r.Port = usualPort(r.Scheme)
	}
	path, query, ok := strings.Cut(rest, "?")
	r.Path, r.Query, r.NoQuery = path, query, ok && query == ""
	return r, nil
}
