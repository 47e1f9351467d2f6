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

// knownFields holds the names by length, so that most fields of a message are
// told to be others without a comparison.
var knownFields = func() (t [20][]knownName) {
	for kind, names := range map[knownField][]string{
		fieldConnection:         {"Connection"},
		fieldProxyConnection:    {"Proxy-Connection"},
		fieldKeepAlive:          {"Keep-Alive"},
		fieldProxyAuthorization: {"Proxy-Authorization"},
		fieldUpgrade:            {"Upgrade"},
		fieldTE:                 {"TE"},
		fieldHost:               {"Host"},
		fieldTransferEncoding:   {"Transfer-Encoding"},
		fieldContentLength:      {"Content-Length"},
		fieldCookie:             {"Cookie"},
		fieldProtected: {
			"Authorization", "Cache-Control", "Content-Encoding", "Content-Range", "Content-Type", "Date", "Expect", "Forwarded",
			"Location", "Proxy-Authenticate", "Range", "Set-Cookie", "Trailer", "Via", "WWW-Authenticate",
			"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
		},
	} {
		for _, name := range names {
			t[len(name)] = append(t[len(name)], knownName{name, kind})
		}
	}
	return t
}()

type knownName struct {
	name string
	kind knownField
}

func known(name []byte) knownField {
	if len(name) >= len(knownFields) {
		return fieldOther
	}
	for i := range knownFields[len(name)] {
		if k := &knownFields[len(name)][i]; flow.EqualFold(name, k.name) {
			return k.kind
		}
	}
	return fieldOther
}
