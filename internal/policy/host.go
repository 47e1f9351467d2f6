package policy

import (
	"net/netip"
	"strings"

	"golang.org/x/net/idna"
)

// maxName is the longest name of the DNS as text, RFC 1035 section 2.3.4.
const maxName = 253

// host is a name or an address in the form in which patterns compare it.
type host struct {
	name string     // lower case, A-labels, no final dot; an address's canonical text; "" if it is too long
	addr netip.Addr // valid for an address; never IPv4-mapped, without a zone
}

// noName reports that it is an address, or too long for a name.
func (h host) noName() bool { return h.addr.IsValid() || h.name == "" }

// readHost brings what a client asked for into its canonical form. It fails for
// nothing: what is no proper name is compared as it is, in lower case.
func readHost(text string) host {
	if a, ok := readAddr(text); ok {
		var buf [64]byte
		if canonical := a.AppendTo(buf[:0]); string(canonical) != text {
			return host{name: string(canonical), addr: a}
		}
		return host{name: text, addr: a}
	}
	if text = strings.TrimSuffix(text, "."); len(text) > maxName {
		return host{}
	}
	return host{name: lower(text)}
}

// readAddr reads an address with or without brackets, zone and final dot.
func readAddr(text string) (netip.Addr, bool) {
	if text == "" {
		return netip.Addr{}, false
	}
	text = strings.TrimSuffix(text, ".")
	if n := len(text); n > 2 && text[0] == '[' && text[n-1] == ']' {
		text = text[1 : n-1]
	}
	if len(text) == 0 || len(text) > 64 || !isDigit(text[len(text)-1]) && !strings.Contains(text, ":") {
		return netip.Addr{}, false
	}
	if isName(text) {
		return netip.Addr{}, false // ParseAddr would make an error of it, on the heap
	}
	a, err := netip.ParseAddr(text)
	return canonicalAddr(a), err == nil
}

func canonicalAddr(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

// isName reports that a text without colons has something in it that no
// dotted quad has.
func isName(text string) bool {
	if strings.Contains(text, ":") {
		return false
	}
	for i := range len(text) {
		if !isDigit(text[i]) && text[i] != '.' {
			return true
		}
	}
	return false
}

// lower is the name in lower-case A-labels; itself, without a copy, when it is that already.
func lower(name string) string {
	upper := false
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 0x80:
			return toASCII(name)
		case 'A' <= c && c <= 'Z':
			upper = true
		}
	}
	if upper {
		return strings.ToLower(name)
	}
	return name
}

// toASCII is the name as A-labels, as browsers look it up (UTS 46, not
// transitional), or in lower case where it has no such form.
func toASCII(name string) string {
	if s, err := lookup().ToASCII(name); err == nil {
		return strings.TrimSuffix(s, ".")
	}
	return strings.ToLower(name)
}

func lookup() *idna.Profile {
	return idna.New(idna.MapForLookup(), idna.BidiRule(), idna.Transitional(false), idna.StrictDomainName(false))
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
