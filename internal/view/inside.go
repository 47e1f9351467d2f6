package view

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"
)

// Inside is what is known of a message inside an exchange.
type Inside struct {
	Kind string // "text", "binary", "ping", "pong", "close", "event", "grpc"
	Call string // the Content-Type of the request
}

// OpenInside looks at a message inside an exchange (WebSocket, server-sent events, gRPC) as
// at a body without a type.
func OpenInside(m Message, in Inside, o Options) *View {
	o.Untyped = true
	switch in.Kind {
	case "event":
		openEvent(&m, &o)
	case "grpc":
		openCall(&m, in.Call, &o)
	case "text", "binary":
		m.Response = true // a message is no request
		if len(m.Body) == 0 {
			o.As = ""
		}
	default: // control frames are what they are
		m.Response = true
		if o.As != Hex {
			o.As = ""
		}
		if in.Kind == "close" && o.As == "" && len(m.Body) >= 2 {
			m.Body, o.As = closeText(m.Body), Text
		}
	}
	return Open(m, o)
}

// openEvent shows the fields of a server-sent event; what its data is to be
// shown as is asked for.
func openEvent(m *Message, o *Options) {
	m.Response = true
	switch o.As {
	case Events, Text, Hex, Raw:
	case "":
		o.As = Events
	default:
		m.Body = eventData(m.Body)
	}
}

// eventData joins the data fields of an event (WHATWG HTML §9.2.6).
func eventData(block []byte) []byte {
	var lines [][]byte
	for line := range bytes.FieldsFuncSeq(block, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if data, ok := bytes.CutPrefix(line, []byte("data:")); ok {
			lines = append(lines, bytes.TrimPrefix(data, []byte(" ")))
		}
	}
	return bytes.Join(lines, []byte("\n"))
}

// openCall shows a message of gRPC, which has no prefix any more: protobuf, or
// JSON when the call is in that, or the trailers of gRPC-Web, which are text.
func openCall(m *Message, call string, o *Options) {
	kind := mediaType(call)
	switch {
	case o.As == GRPC || o.As == GRPCWeb:
		o.As = Protobuf
	case o.As != "":
	case m.Response && strings.HasPrefix(kind, "application/grpc-web") && bytes.Contains(bytes.ToLower(m.Body), []byte("grpc-status:")) && isText(m):
		o.As = Text
	case strings.HasSuffix(kind, "+json"):
		o.As = JSON
	default:
		o.As = Protobuf
	}
}

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
