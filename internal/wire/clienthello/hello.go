package clienthello

// Hello is what a ClientHello says. Lists are in the order sent, GREASE values
// (RFC 8701) included. Byte slices are views of the bytes that were parsed, or
// of the reassembled message when it was split over records; the uint16 lists
// and strings are the Hello's own.
type Hello struct {
	RecordVersion uint16 // legacy_record_version of the first record
	LegacyVersion uint16 // legacy_version of the message
	Records       int    // TLS records that the message was split over
	Size          int    // bytes from the first record header to the end of the message

	Random       []byte // 32 bytes
	SessionID    []byte // 0–32 bytes
	Compressions []byte
	Ciphers      []uint16
	Extensions   []uint16

	// SNI is the host_name of the server_name extension as sent, nil when
	// there is none (RFC 6066 §3). ServerName is the same when it is a host
	// name, else empty: IP addresses and bytes that no host name has are left
	// out of it.
	SNI        []byte
	ServerName string

	ALPN                []string // RFC 7301
	Versions            []uint16 // supported_versions
	Groups              []uint16 // supported_groups
	KeyShares           []uint16 // groups of key_share, the bare offer without the keys
	SignatureAlgorithms []uint16

	Ticket    bool // a session ticket of TLS 1.2 or before is offered (RFC 5077)
	PSK       bool // pre_shared_key: a TLS 1.3 session or an external key is offered
	EarlyData bool // 0-RTT data may follow
	// ECH says that an encrypted_client_hello extension is present. Clients
	// send one as GREASE too, and nobody but the origin can tell.
	ECH bool
}

// Extension numbers (IANA, TLS ExtensionType Values).
const (
	extServerName          = 0
	extSupportedGroups     = 10
	extSignatureAlgorithms = 13
	extALPN                = 16
	extSessionTicket       = 35
	extPreSharedKey        = 41
	extEarlyData           = 42
	extSupportedVersions   = 43
	extKeyShare            = 51
	extECH                 = 0xfe0d
)

// Resumes reports whether the client offers to resume a session.
func (h *Hello) Resumes() bool { return h.Ticket || h.PSK }

// HasExtension reports whether the extension numbered n was sent.
func (h *Hello) HasExtension(n uint16) bool {
	for _, e := range h.Extensions {
		if e == n {
			return true
		}
	}
	return false
}

// MaxVersion is the highest TLS version offered, GREASE aside: by
// supported_versions where that was sent, else the legacy version.
func (h *Hello) MaxVersion() uint16 {
	if !h.HasExtension(extSupportedVersions) {
		return h.LegacyVersion
	}
	var highest uint16
	for _, v := range h.Versions {
		if !isGREASE(v) {
			highest = max(highest, v)
		}
	}
	return highest
}

// isGREASE reports whether v is one of the sixteen reserved values of RFC 8701.
func isGREASE(v uint16) bool { return v&0x0f0f == 0x0a0a && v>>8 == v&0xff }
