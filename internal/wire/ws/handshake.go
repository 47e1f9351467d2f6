package ws

import (
	"crypto/sha1"
	"encoding/base64"
)

// AcceptKey returns the Sec-WebSocket-Accept that answers the
// Sec-WebSocket-Key key (RFC 6455 §4.2.2).
func AcceptKey(key string) string {
	const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
	sum := sha1.Sum([]byte(key + guid)) // what the protocol prescribes; nothing secret rests on it
	return base64.StdEncoding.EncodeToString(sum[:])
}

// ValidKey reports whether key is a Sec-WebSocket-Key: 16 bytes in base64.
func ValidKey(key string) bool {
	b, err := base64.StdEncoding.Strict().DecodeString(key)
	return err == nil && len(b) == 16 && len(key) == 24 // the decoder skips line ends
}
