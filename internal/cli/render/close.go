package render

import (
	"encoding/binary"
	"strconv"
	"strings"
)

// closeText is a WebSocket's close message as text: status code, what the code
// means (RFC 6455 §7.4.1 and the IANA registry), and the reason given.
func closeText(body []byte) []byte {
	code := int(binary.BigEndian.Uint16(body))
	text := strings.TrimSpace(strconv.Itoa(code) + " " + closeName(code))
	if len(body) > 2 {
		text += ": " + string(body[2:])
	}
	return []byte(text)
}

func closeName(code int) string {
	names := []string{"normal closure", "going away", "protocol error", "unsupported data", "", "no status", "abnormal closure", "invalid payload",
		"policy violation", "message too big", "extension missing", "internal error", "service restart", "try again later", "bad gateway", "TLS handshake"}
	if code < 1000 || code >= 1000+len(names) {
		return ""
	}
	return names[code-1000]
}
