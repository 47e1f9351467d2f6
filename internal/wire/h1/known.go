package h1

import "rockxy/internal/flow"

// known classifies the fields that forwarding treats in a way of its own.
type knownField uint8

const (
	fieldOther knownField = iota
	fieldConnection
	fieldProxyConnection
	fieldKeepAlive
	fieldProxyAuthorization
	fieldUpgrade
	fieldTE
	fieldHost
	fieldTransferEncoding
	fieldContentLength
	fieldCookie
	fieldMisspelled // only of framingField
	// fieldProtected is forwarded even if Connection names it: an option that
	// names a field meant for the origin or the user agent would let one hop
	// remove what the next decides by (RFC 9110 §7.6.1). The framing, Host and
	// Cookie fields above are protected likewise.
	fieldProtected
)

func known(name []byte) knownField {
	var s string
	k := fieldProtected
	switch len(name) {
	case 2:
		s, k = "TE", fieldTE
	case 3:
		s = "Via"
	case 4:
		if name[0]|0x20 == 'd' {
			s = "Date"
		} else {
			s, k = "Host", fieldHost
		}
	case 5:
		s = "Range"
	case 6:
		if name[0]|0x20 == 'e' {
			s = "Expect"
		} else {
			s, k = "Cookie", fieldCookie
		}
	case 7:
		if name[0]|0x20 == 't' {
			s = "Trailer"
		} else {
			s, k = "Upgrade", fieldUpgrade
		}
	case 8:
		s = "Location"
	case 9:
		s = "Forwarded"
	case 10:
		switch name[0] | 0x20 {
		case 'k':
			s, k = "Keep-Alive", fieldKeepAlive
		case 's':
			s = "Set-Cookie"
		default:
			s, k = "Connection", fieldConnection
		}
	case 12:
		s = "Content-Type"
	case 13:
		switch {
		case name[0]|0x20 == 'a':
			s = "Authorization"
		case name[1]|0x20 == 'a':
			s = "Cache-Control"
		default:
			s = "Content-Range"
		}
	case 14:
		s, k = "Content-Length", fieldContentLength
	case 15:
		s = "X-Forwarded-For"
	case 16:
		switch name[0] | 0x20 {
		case 'p':
			s, k = "Proxy-Connection", fieldProxyConnection
		case 'w':
			s = "WWW-Authenticate"
		case 'x':
			s = "X-Forwarded-Host"
		default:
			s = "Content-Encoding"
		}
	case 17:
		if name[0]|0x20 == 'x' {
			s = "X-Forwarded-Proto"
		} else {
			s, k = "Transfer-Encoding", fieldTransferEncoding
		}
	case 18:
		s = "Proxy-Authenticate"
	case 19:
		s, k = "Proxy-Authorization", fieldProxyAuthorization
	}
	if s == "" || !flow.EqualFold(name, s) {
		return fieldOther
	}
	return k
}
