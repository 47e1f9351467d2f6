package proxy

import (
	"rockxy/internal/flow"
	"rockxy/internal/wire/grpc"
	"rockxy/internal/wire/h1"
	"rockxy/internal/wire/sse"
)

// kindOf is what a final response head makes of its exchange, see flow.Exchange.Kind.
func kindOf(h *flow.Head) string {
	if h.Status == 101 {
		if proto, ok := h1.IsUpgrade(h); ok && flow.EqualFold(proto, "websocket") {
			return "websocket"
		}
		return "upgrade"
	}
	ct, _ := h.Get("content-type")
	if _, ok := grpc.IsGRPC(ct); ok {
		return "grpc"
	}
	if sse.IsEventStream(ct) {
		return "sse"
	}
	return ""
}
