package grpc

import (
	"bytes"

	"rockxy/internal/flow"
)

// IsGRPC reports whether a Content-Type is that of a body which a Tap reads,
// and whether it is gRPC-Web.
func IsGRPC(contentType []byte) (web, ok bool) {
	media, _, _ := bytes.Cut(contentType, []byte(";"))
	media, _, _ = bytes.Cut(bytes.TrimSpace(media), []byte("+")) // message format
	switch {
	case flow.EqualFold(media, "application/grpc"):
		return false, true
	case flow.EqualFold(media, "application/grpc-web"):
		return true, true
	}
	return false, false
}
