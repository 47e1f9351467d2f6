package view

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"rockxy/internal/content"
)

// What may be in one gRPC message, decompressed.
const grpcInflated = 32 << 20

func openGRPC(m *Message, o *Options, depth int) (*View, string) { return openCalls(m, o, depth, GRPC) }

func openGRPCWeb(m *Message, o *Options, depth int) (*View, string) {
	if strings.HasPrefix(mediaType(m.Type), "application/grpc-web-text") {
		body, ok := base64Text(m.Body)
		if !ok && !m.Partial {
			return nil, "it is no base64"
		}
		inner := *m
		inner.Body = body
		m = &inner
	}
	return openCalls(m, o, depth, GRPCWeb)
}

// openCalls shows the messages of one side of a call (gRPC over HTTP/2,
// "Length-Prefixed-Message"), and how the call ended.
func openCalls(m *Message, o *Options, depth int, k Kind) (*View, string) {
	v := &View{Kind: k}
	v.fact("method", strings.TrimPrefix(pathOf(m.Target), "/"))
	desc, why := messageType(m, o)
	v.note(why)
	asJSON := strings.HasSuffix(mediaType(m.Type), "+json")
	trailers := append([]Field(nil), m.Trailers...)
	trailers = append(trailers, statusFields(m.Fields)...)
	rest, n := m.Body, 0
	for len(rest) > 0 {
		if n++; n > maxParts {
			v.note(fmt.Sprintf("what follows the first %d messages is left out", maxParts))
			break
		}
		f, ok := nextFrame(rest, k == GRPCWeb)
		if !ok {
			if n == 1 {
				return nil, "its first octets are no message"
			}
			v.note(fmt.Sprintf("after message %d there are %d octets that are no message", n-1, len(rest)))
			break
		}
		rest = rest[f.length():]
		if f.trailers {
			trailers = append(trailers, webTrailers(f.data)...)
			continue
		}
		v.Parts = append(v.Parts, openFrame(n, f, m, o, desc, asJSON, depth))
	}
	callStatus(v, trailers, o)
	return v, ""
}

// frame is one message with its prefix.
type frame struct {
	compressed, trailers bool
	size                 int // as its prefix says
	data                 []byte
}

func (f *frame) length() int { return 5 + len(f.data) }

func nextFrame(b []byte, web bool) (f frame, ok bool) {
	if len(b) < 5 {
		return f, false
	}
	known := byte(0x01)
	if web {
		known |= 0x80
	}
	if b[0]&^known != 0 {
		return f, false
	}
	size := binary.BigEndian.Uint32(b[1:])
	f = frame{compressed: b[0]&0x01 != 0, trailers: b[0]&0x80 != 0, size: int(size)}
	f.data = b[5 : 5+min(uint64(size), uint64(len(b)-5))]
	return f, true
}

func openFrame(n int, f frame, m *Message, o *Options, desc protoreflect.MessageDescriptor, asJSON bool, depth int) *View {
	data, coding, why := inflate(&f, m)
	var v *View
	switch {
	case why != "":
		v, _ = openHex(&Message{Body: data}, o, depth)
		v.note(why)
	case asJSON:
		v = open(&Message{Type: "application/json", Body: data, Response: true}, o, depth+1)
	default:
		v = protobufView(data, desc, o)
	}
	if len(f.data) < f.size {
		v.Notes = []string{fmt.Sprintf("only %d of its %d octets are there", len(f.data), f.size)}
	}
	v.Title = "message " + strconv.Itoa(n)
	v.fact("size", plural(f.size, "octet"))
	v.fact("compressed", coding)
	return v
}

// inflate decompresses a message; why says what is in the way.
func inflate(f *frame, m *Message) (data []byte, coding, why string) {
	if !f.compressed {
		return f.data, "", ""
	}
	coding = strings.ToLower(strings.TrimSpace(m.field("grpc-encoding")))
	if coding == "" || coding == "identity" {
		return f.data, "yes", "it is marked as compressed, but no grpc-encoding says how"
	}
	data, err := content.Decode(bytes.NewReader(f.data), coding, content.Limits{Bytes: grpcInflated})
	var damaged *content.DamagedError
	switch {
	case err == nil, errors.As(err, &damaged) && len(f.data) < f.size:
		return data, coding, ""
	}
	return f.data, coding, err.Error()
}

// statusFields are those of a response that has no messages: its trailers
// stand where its head does.
func statusFields(fields []Field) []Field {
	var found []Field
	for _, f := range fields {
		if equalFold(f.Name, "grpc-status") || equalFold(f.Name, "grpc-message") || equalFold(f.Name, "grpc-status-details-bin") {
			found = append(found, f)
		}
	}
	return found
}

// webTrailers reads the trailers of gRPC-Web, which are lines.
func webTrailers(data []byte) []Field {
	var fields []Field
	for line := range strings.SplitSeq(string(data), "\n") {
		name, value, ok := strings.Cut(strings.TrimRight(line, "\r"), ":")
		if ok && len(fields) < 100 {
			fields = append(fields, Field{strings.TrimSpace(name), strings.TrimSpace(value)})
		}
	}
	return fields
}

// callStatus says how a call ended.
func callStatus(v *View, trailers []Field, o *Options) {
	for _, f := range trailers {
		switch strings.ToLower(f.Name) {
		case "grpc-status":
			v.fact("status", statusName(f.Value))
		case "grpc-message":
			text, err := url.PathUnescape(f.Value)
			if err != nil {
				text = f.Value
			}
			v.fact("status message", text)
		case "grpc-status-details-bin":
			raw, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(f.Value, "="))
			if err != nil {
				v.note("grpc-status-details-bin is no base64")
				continue
			}
			var desc protoreflect.MessageDescriptor
			if o.Schema != nil {
				desc = o.Schema.Message("google.rpc.Status")
			}
			d := protobufView(raw, desc, o)
			d.Title = "status details"
			v.Parts = append(v.Parts, d)
		default:
			if v.Kind == GRPCWeb {
				v.fact("trailer "+f.Name, f.Value)
			}
		}
	}
}

// statusName is a code of a call with its name.
func statusName(code string) string {
	names := []string{"OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
		"RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"}
	if n, err := strconv.Atoi(code); err == nil && n >= 0 && n < len(names) {
		return code + " " + names[n]
	}
	return code
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
