package clienthello

import "net/netip"

// extension reads the body of extension n and reports whether it is
// well-formed. Those that it does not know hold what they like.
func (h *Hello) extension(n uint16, r reader, lists *arena) bool {
	switch n {
	case extServerName:
		return h.serverName(r)
	case extALPN:
		return h.alpn(r)
	case extSupportedVersions:
		r = reader{b: r.all8()}
		h.Versions = r.list(lists)
		return !r.bad && len(h.Versions) > 0
	case extSupportedGroups:
		r = reader{b: r.all16()}
		h.Groups = r.list(lists)
		return !r.bad && len(h.Groups) > 0
	case extSignatureAlgorithms:
		r = reader{b: r.all16()}
		h.SignatureAlgorithms = r.list(lists)
		return !r.bad && len(h.SignatureAlgorithms) > 0
	case extKeyShare:
		return h.keyShares(r, lists)
	case extSessionTicket:
		h.Ticket = len(r.b) > 0
	case extPreSharedKey:
		h.PSK = true
	case extEarlyData:
		h.EarlyData = true
		return len(r.b) == 0
	case extECH:
		h.ECH = true
	}
	return true
}

// serverName reads a ServerNameList (RFC 6066 §3). Only host_name was ever
// defined, so a list holds exactly one entry.
func (h *Hello) serverName(r reader) bool {
	const hostName = 0
	r = reader{b: r.all16()}
	kind, name := r.u8(), r.vector16()
	if r.bad || len(r.b) > 0 || kind != hostName || len(name) == 0 {
		return false
	}
	h.SNI = name
	if isHostName(name) {
		h.ServerName = string(name)
	}
	return true
}

// alpn reads a ProtocolNameList (RFC 7301 §3.1).
func (h *Hello) alpn(r reader) bool {
	r = reader{b: r.all16()}
	for len(r.b) > 0 {
		name := r.vector8()
		if len(name) == 0 {
			return false
		}
		h.ALPN = append(h.ALPN, protocolName(name))
	}
	return !r.bad && len(h.ALPN) > 0
}

// protocolName is string(b) without an allocation for what is seen every day.
func protocolName(b []byte) string {
	switch string(b) {
	case "h2":
		return "h2"
	case "http/1.1":
		return "http/1.1"
	}
	return string(b)
}

// keyShares reads the groups of a KeyShareClientHello (RFC 8446 §4.2.8), which
// may be empty.
func (h *Hello) keyShares(r reader, lists *arena) bool {
	r = reader{b: r.all16()}
	from := len(*lists)
	for len(r.b) > 0 {
		group, key := r.u16(), r.vector16()
		if r.bad || len(key) == 0 {
			return false
		}
		*lists = append(*lists, group)
	}
	h.KeyShares = lists.since(from)
	return !r.bad
}

// isHostName reports whether b is a name that DNS could resolve: dot-separated
// labels of letters, digits, hyphens and (as seen in practice) underscores,
// without a final dot. IP addresses, which RFC 6066 §3 excludes, are not.
func isHostName(b []byte) bool {
	const maxName, maxLabel = 253, 63
	if len(b) > maxName {
		return false
	}
	label := 0
	for i, c := range b {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_':
			label++
		case c == '-' && label > 0 && i+1 < len(b) && b[i+1] != '.':
			label++
		case c == '.' && label > 0:
			label = 0
		default:
			return false
		}
		if label > maxLabel {
			return false
		}
	}
	if label == 0 {
		return false
	}
	if c := b[len(b)-1]; c < '0' || c > '9' {
		return true // no address ends in a letter
	}
	_, err := netip.ParseAddr(string(b))
	return err != nil
}
