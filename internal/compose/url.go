package compose

import (
	"encoding/base64"
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// Address is a URL taken apart.
type Address struct {
	Scheme    string // "http" or "https"
	Host      string // as in a certificate: in lower case and ASCII, without brackets
	Port      uint16
	Target    string // path and query as they are sent
	Authority string // host, and the port if it is not the usual one, as Host says it
	User      string // "name:password" as it was written, decoded; empty for none
	Fragment  bool   // there was one
}

func (a *Address) String() string { return a.Scheme + "://" + a.Authority + a.Target }

// Dial is the host and port.
func (a *Address) Dial() string {
	host := a.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return host + ":" + strconv.Itoa(int(a.Port))
}

// ParseURL reads an absolute URL of http or https, or of ws and wss, which begin as
// those. What cannot stand in a request is percent-encoded; all else stays as it
// was written. The error is an *Error.
func ParseURL(text string) (*Address, error) {
	scheme, rest, ok := strings.Cut(strings.TrimSpace(text), "://")
	if !ok {
		return nil, refuse("", "%q is not a whole URL: it begins with https:// or http://", short(text))
	}
	a := &Address{}
	switch strings.ToLower(scheme) {
	case "http", "ws":
		a.Scheme, a.Port = "http", 80
	case "https", "wss":
		a.Scheme, a.Port = "https", 443
	default:
		return nil, refuse("", "requests go by http or https, not by %q", short(scheme))
	}
	rest, _, a.Fragment = strings.Cut(rest, "#")
	where := rest
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		where, a.Target = rest[:i], rest[i:]
	}
	if !strings.HasPrefix(a.Target, "/") {
		a.Target = "/" + a.Target
	}
	a.Target = encode(a.Target)
	if i := strings.LastIndexByte(where, '@'); i >= 0 {
		a.User, where = decoded(where[:i]), where[i+1:]
	}
	usual := a.Port
	host, port, err := splitPort(where)
	if err != nil {
		return nil, err
	}
	if port != 0 {
		a.Port = port
	}
	if a.Host, err = hostName(host); err != nil {
		return nil, err
	}
	a.Authority = a.Dial()
	if a.Port == usual {
		a.Authority = strings.TrimSuffix(a.Authority, ":"+strconv.Itoa(int(usual)))
	}
	return a, nil
}

func splitPort(where string) (host string, port uint16, err error) {
	host = where
	if i := strings.LastIndexByte(where, ':'); i >= 0 && !strings.HasSuffix(where, "]") {
		text := where[i+1:]
		if host = where[:i]; text == "" {
			return host, 0, nil
		}
		n, err := strconv.ParseUint(text, 10, 16)
		if err != nil || n == 0 {
			return "", 0, refuse("", "%q is not a port", short(text))
		}
		port = uint16(n)
	}
	return host, port, nil
}

// hostName brings the host of a URL into the form of a certificate (RFC 5891).
func hostName(s string) (string, error) {
	bare := strings.TrimSuffix(s, ".")
	if n := len(bare); n > 2 && bare[0] == '[' && bare[n-1] == ']' {
		a, err := netip.ParseAddr(bare[1 : n-1])
		if err != nil || !a.Is6() {
			return "", refuse("", "%q is not an IPv6 address", short(bare))
		}
		return a.Unmap().WithZone("").String(), nil
	}
	if a, err := netip.ParseAddr(bare); err == nil && a.Is4() {
		return a.String(), nil
	}
	if name := strings.ToLower(bare); isName(name) {
		return name, nil
	}
	name, err := idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false)).ToASCII(bare)
	if err != nil || !isName(name) {
		return "", refuse("", "%q is not the name of a host", short(s))
	}
	return name, nil
}

// isName accepts names as they occur, those with an underscore too.
func isName(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '.', c == '_', c == '~':
		default:
			return false
		}
	}
	return s != "" && len(s) <= 253 && !strings.Contains("."+s+".", "..")
}

// encode percent-encodes what cannot stand in a request's target.
func encode(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// decoded takes percent-encoding off; what is not encoded so stays.
func decoded(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// Basic is the value of Authorization for "name:password" (RFC 7617).
func Basic(user string) string {
	if !strings.Contains(user, ":") {
		user += ":"
	}
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user))
}

// short keeps what is quoted short.
func short(s string) string {
	if len(s) > 80 {
		return strings.ToValidUTF8(s[:80], "") + "…"
	}
	return s
}
