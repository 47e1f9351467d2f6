package ca

import (
	"crypto/x509"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// LeafNames returns the names for the leaf of a host: asked first, then the
// names in upstream, the origin's verified certificate, that stand for the same
// host. Those are its SAN entries that match asked, which besides asked itself
// can only be the wildcard one label up. Other hosts on the same certificate
// are left out: a leaf is one host's. Without an upstream (nil), or with one
// that does not prove asked, the answer is asked alone.
//
// The names are in the form in which Issuer.Leaf wants them; asked is returned
// as it is when it is no valid name, for Leaf to refuse.
func LeafNames(asked string, upstream *x509.Certificate) []string {
	name, err := parseName(asked)
	if err != nil {
		return []string{asked}
	}
	names := []string{name.text}
	if upstream == nil || name.addr.IsValid() {
		return names
	}
	for _, san := range upstream.DNSNames {
		other, err := parseName(san)
		if err == nil && other.covers(name) && !slices.Contains(names, other.text) {
			names = append(names, other.text)
		}
	}
	return names
}

// name is a validated subject alternative name.
type name struct {
	text string // lower case, no final dot; an address in canonical form
	addr netip.Addr
}

// NameError is a name that cannot stand in a leaf.
type NameError struct {
	Name   string
	Reason string
}

func (e *NameError) Error() string {
	return fmt.Sprintf("no certificate for %q: %s", e.Name, e.Reason)
}

// parseName accepts an IP address (with or without brackets; a zone is dropped,
// certificates know none), a host name in its ASCII form, or one with a
// wildcard as its whole first label. Underscores pass: they are in use.
func parseName(s string) (name, error) {
	trimmed := strings.TrimSuffix(s, ".")
	bare := trimmed
	if n := len(bare); n > 2 && bare[0] == '[' && bare[n-1] == ']' {
		bare = bare[1 : n-1]
	}
	if addr, err := netip.ParseAddr(bare); err == nil {
		addr = addr.Unmap().WithZone("")
		return name{addr.String(), addr}, nil
	}
	if trimmed == "" {
		return name{}, &NameError{s, "it is empty"}
	}
	if len(trimmed) > 253 {
		return name{}, &NameError{s[:64] + "…", "it is longer than 253 octets"}
	}
	host := trimmed
	if rest, ok := strings.CutPrefix(trimmed, "*."); ok {
		if !strings.Contains(rest, ".") {
			return name{}, &NameError{s, "its wildcard spans a whole top-level domain"}
		}
		host = rest
	}
	for label := range strings.SplitSeq(host, ".") {
		if reason := checkLabel(label); reason != "" {
			return name{}, &NameError{s, reason}
		}
	}
	return name{text: lowerASCII(trimmed)}, nil
}

// checkLabel returns what is wrong with one label of a host name, or "".
func checkLabel(label string) string {
	switch {
	case label == "":
		return "it has an empty label"
	case len(label) > 63:
		return "it has a label longer than 63 octets"
	case label[0] == '-':
		return "it has a label that begins with a hyphen"
	}
	for i := range len(label) {
		switch c := label[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_':
		case c >= 0x80:
			return "it is not in its ASCII (punycode) form"
		default:
			return "it has a character that no host name has"
		}
	}
	return ""
}

// covers reports whether a certificate for n is good for other: the same name,
// or a wildcard that stands for exactly its first label (RFC 9525 §6.3).
func (n name) covers(other name) bool {
	if n.text == other.text {
		return true
	}
	if n.addr.IsValid() || other.addr.IsValid() || other.isWildcard() || !n.isWildcard() {
		return false
	}
	_, parent, ok := strings.Cut(other.text, ".")
	return ok && parent == n.text[len("*."):]
}

func (n name) isWildcard() bool { return strings.HasPrefix(n.text, "*.") }

// lowerASCII returns s in lower case; without allocating if it is already.
func lowerASCII(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			return strings.ToLower(s)
		}
	}
	return s
}
