package filter

import (
	"strings"

	"rockxy/internal/flow"
)

// protoProbes: a version of HTTP at either side, or what is spoken inside.
func protoProbes(text string) (probes []probe, ok bool) {
	either := func(values ...string) []probe {
		return append(equals(Proto, values...)(), equals(UpstreamProto, values...)()...)
	}
	name := strings.ToLower(text)
	switch strings.TrimPrefix(strings.TrimPrefix(name, "http"), "/") {
	case "h2", "2", "2.0", "h2c":
		return either(flow.HTTP2.String()), true
	case "1.1":
		return either(flow.HTTP11.String()), true
	case "1.0":
		return either(flow.HTTP10.String()), true
	case "h1", "1", "1.x":
		return either(flow.HTTP10.String(), flow.HTTP11.String()), true
	case "h3", "3":
		return either("h3"), true
	}
	if name == "ws" {
		name = "websocket"
	}
	for _, inside := range []string{"websocket", "sse", "grpc", "upgrade"} {
		if name == inside {
			return equals(Protocol, inside)(), true
		}
	}
	return nil, false
}
