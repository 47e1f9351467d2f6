package har

import (
	"strings"
	"unicode/utf8"

	"rockxy/internal/flow"
)

// opcodes are those of WebSocket messages (RFC 6455 §11.8).
var opcodes = [...]int64{
	flow.MessageText: 1, flow.MessageBinary: 2, flow.MessagePing: 9, flow.MessagePong: 10, flow.MessageClose: 8,
}

// messages writes those of a WebSocket as Chrome does.
func (w *Writer) messages(e *Entry, typed bool) error {
	if e.Exchange.Kind != "websocket" {
		return nil
	}
	o := &w.o
	if typed {
		o.string("_resourceType", "websocket")
	}
	if e.Messages == nil {
		return nil
	}
	o.open("_webSocketMessages", '[')
	for m, err := range e.Messages {
		if err != nil {
			e.lack(err)
			break
		}
		if m.Kind > 0 && int(m.Kind) < len(opcodes) {
			o.item()
			w.frame(m, opcodes[m.Kind])
		}
	}
	o.end(']')
	return o.err()
}

// lack notes that messages are missing.
func (e *Entry) lack(err error) {
	e.Incomplete = strings.TrimPrefix(e.Incomplete+"; a message: "+err.Error(), "; ")
}

// frame writes one message. Time is in seconds; data is text of opcode 1,
// Base64 of others.
func (w *Writer) frame(m *flow.Message, opcode int64) {
	o := &w.o
	o.begin('{')
	if m.Dir == flow.Request {
		o.string("type", "send")
	} else {
		o.string("type", "receive")
	}
	o.key("time")
	o.decimal(int64(m.Time), 9)
	o.int("opcode", opcode)
	plain := opcode == 1 && !m.Encoded && utf8.Valid(m.Data)
	if plain || len(m.Data) == 0 {
		o.string("data", string(m.Data))
	} else {
		o.base64("data", m.Data)
	}
	o.open("_rockxy", '{')
	o.yes("base64", !plain && opcode == 1 && len(m.Data) > 0)
	w.messageFacts(m)
	o.end('}')
	o.end('}')
}

func (w *Writer) messageFacts(m *flow.Message) {
	o := &w.o
	if m.Size != int64(len(m.Data)) {
		o.int("size", m.Size)
	}
	o.count("wire", m.Wire)
	o.count("fragments", int64(m.Fragments))
	o.yes("encoded", m.Encoded)
	o.some("note", m.Note)
}

var kindNames = [...]string{
	flow.MessageText: "text", flow.MessageBinary: "binary", flow.MessagePing: "ping", flow.MessagePong: "pong",
	flow.MessageClose: "close", flow.MessageEvent: "event", flow.MessageGRPC: "grpc",
}

// otherMessages writes events and gRPC messages, for which HAR has no form.
func (w *Writer) otherMessages(e *Entry) {
	if e.Exchange.Kind == "websocket" || e.Messages == nil {
		return
	}
	o, any := &w.o, false
	for m, err := range e.Messages {
		if err != nil {
			e.lack(err)
			break
		}
		if int(m.Kind) >= len(kindNames) || m.Kind == 0 {
			continue
		}
		if !any {
			o.open("messages", '[')
			any = true
		}
		o.item()
		o.begin('{')
		o.string("kind", kindNames[m.Kind])
		o.string("direction", m.Dir.String())
		o.stamp("time", m.Time)
		if utf8.Valid(m.Data) && !hasControls(m.Data) {
			o.string("text", string(m.Data))
		} else {
			o.base64("base64", m.Data)
		}
		w.messageFacts(m)
		o.end('}')
	}
	if any {
		o.end(']')
	}
}
