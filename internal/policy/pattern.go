package policy

import (
	"net/netip"
	"strconv"
	"strings"
)

// Pattern says which connections an entry is about:
//
//	[!][app:GLOB] [client:ADDRESS|CIDR] [HOST][:PORT]
//
// where HOST is one of
//
//	example.com        that name
//	*.example.com      its subdomains, at any depth, without itself
//	.example.com       itself and its subdomains
//	*                  anything; also what no HOST means
//	api-*.example.com  a glob: * is any run of characters, ? one, [a-z] one of these
//	10.1.2.3  [::1]    that address
//	10.0.0.0/8         the addresses of a prefix
//
// Names are compared as lower-case A-labels without a final dot. A glob is also
// compared with an address, as text; the other forms of names are not. IPv4-mapped
// IPv6 addresses count as IPv4.
//
// The parts must all match. With ! in front the pattern is an exemption: where
// it matches, it ends its list without a match.
//
// Patterns are comparable: equal ones mean the same.
type Pattern struct {
	kind   kind
	exempt bool
	port   uint16       // 0: any
	host   string       // exact: the name; below and within: the suffix without its dot; glob: the glob
	net    netip.Prefix // network
	app    string       // glob as written, "" for any
	client netip.Prefix // zero for any
}

type kind uint8

const (
	anyHost kind = iota // *
	exact               // example.com
	below               // *.example.com
	within              // .example.com
	glob                // api-*.example.com
	network             // an address or a prefix
)

// Exempt reports whether the pattern begins with an exclamation mark.
func (p Pattern) Exempt() bool { return p.exempt }

// NeedsApp reports whether the pattern speaks of an application.
func (p Pattern) NeedsApp() bool { return p.app != "" }

// String is the pattern as [ParsePattern] reads it: ParsePattern(p.String()) is p.
func (p Pattern) String() string {
	var b strings.Builder
	if p.exempt {
		b.WriteByte('!')
	}
	parts := 0
	if p.app != "" {
		b.WriteString("app:" + quoteIfNeeded(p.app) + " ")
		parts++
	}
	if p.client.IsValid() {
		b.WriteString("client:" + addressText(p.client) + " ")
		parts++
	}
	host := p.hostText()
	if parts > 0 && (host == "until" || host == "auto") || p.port != 0 && (host == "app" || host == "client") {
		host += "." // would be read as something else
	}
	b.WriteString(host)
	if p.port != 0 {
		b.WriteString(":" + strconv.Itoa(int(p.port)))
	}
	return b.String()
}

func (p Pattern) hostText() string {
	switch p.kind {
	case below:
		return "*." + p.host
	case within:
		return "." + p.host
	case network:
		if p.port != 0 && p.net.Addr().Is6() {
			return "[" + addressText(p.net) + "]"
		}
		return addressText(p.net)
	case anyHost:
		return "*"
	}
	return p.host
}

// addressText is a prefix, or an address where it has one only.
func addressText(n netip.Prefix) string {
	if n.IsSingleIP() {
		return n.Addr().String()
	}
	return n.String()
}

// accepts reports whether everything but the host matches. An application that
// is not known matches no app: part, unless maybe is set: then it matches all.
func (p *Pattern) accepts(q *Query, maybe bool) bool {
	if p.port != 0 && p.port != q.Port {
		return false
	}
	if p.client.IsValid() && !p.client.Contains(q.Client) {
		return false
	}
	return p.app == "" || maybe || p.acceptsApp(q)
}

// acceptsApp compares a glob with a separator in it with the whole path, and any
// other with the program's name and the last element of its path.
func (p *Pattern) acceptsApp(q *Query) bool {
	if strings.ContainsAny(p.app, `/\`) {
		return q.AppPath != "" && matchFold(p.app, q.AppPath)
	}
	if q.App != "" && matchFold(p.app, q.App) {
		return true
	}
	base := lastElement(q.AppPath)
	return base != "" && matchFold(p.app, base)
}

// matchesHost is what the index of a [Set] computes for many patterns at once.
func (p *Pattern) matchesHost(h host) bool {
	switch p.kind {
	case anyHost:
		return true
	case network:
		return h.addr.IsValid() && p.net.Contains(h.addr)
	case glob:
		return h.name != "" && match(p.host, h.name)
	}
	if h.name == "" || h.addr.IsValid() {
		return false
	}
	under := len(h.name) > len(p.host) && strings.HasSuffix(h.name, p.host) && h.name[len(h.name)-len(p.host)-1] == '.'
	return p.kind != exact && under || p.kind != below && h.name == p.host
}
