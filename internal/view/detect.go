package view

import (
	"bytes"
	"mime"
	"strings"

	"rockxy/internal/content"
)

func equalFold(a, b string) bool { return strings.EqualFold(a, b) }

// mediaType is the type without its parameters, in lower case.
func mediaType(contentType string) string {
	t, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(t))
}

// parameter is one of a Content-Type, empty when there is none.
func parameter(contentType, name string) string {
	_, params, _ := mime.ParseMediaType(contentType) // of a bad one, what could be read
	return params[name]
}

// kindOfType is what a Content-Type promises, empty when it promises nothing.
func kindOfType(contentType string) Kind {
	t := mediaType(contentType)
	if k, ok := exactTypes(t); ok {
		return k
	}
	switch {
	case strings.HasPrefix(t, "application/grpc-web"):
		return GRPCWeb
	case t == "application/grpc" || strings.HasPrefix(t, "application/grpc+"):
		return GRPC
	case strings.HasPrefix(t, "multipart/"):
		return Multipart
	case t == "image/svg+xml", strings.HasPrefix(t, "image/"):
		return Image
	case content.IsJSON(contentType):
		return JSON
	case strings.HasSuffix(t, "+xml"):
		return XML
	case strings.HasSuffix(t, "+cbor"):
		return CBOR
	case strings.HasSuffix(t, "+msgpack"):
		return MsgPack
	case strings.HasSuffix(t, "+proto"), strings.HasSuffix(t, "+protobuf"):
		return Protobuf
	case strings.HasSuffix(t, "+jwt"):
		return JWT
	case strings.HasPrefix(t, "text/"):
		return Text
	}
	return ""
}

func exactTypes(t string) (Kind, bool) {
	switch t {
	case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/json-lines", "application/x-jsonlines",
		"application/json-seq", "application/x-json-stream", "application/stream+json":
		return NDJSON, true
	case "application/x-www-form-urlencoded":
		return Form, true
	case "application/xml", "text/xml", "application/x-plist":
		return XML, true
	case "text/html", "application/xhtml+xml":
		return HTML, true
	case "application/graphql":
		return GraphQL, true
	case "application/protobuf", "application/x-protobuf", "application/vnd.google.protobuf", "application/x-google-protobuf", "application/proto":
		return Protobuf, true
	case "application/msgpack", "application/x-msgpack", "application/vnd.msgpack":
		return MsgPack, true
	case "application/cbor":
		return CBOR, true
	case "application/jwt":
		return JWT, true
	case "text/event-stream":
		return Events, true
	case "application/javascript", "application/x-javascript", "application/ecmascript", "application/yaml", "application/x-yaml", "application/sql":
		return Text, true
	}
	return "", false
}

// IsHTML reports whether a Content-Type says HTML.
func IsHTML(contentType string) bool { return kindOfType(contentType) == HTML }

// sniff looks at a body whose type says nothing, or something wrong. It is
// careful: what it names has a signature or was read to the end, as far as there is one.
func sniff(m *Message, declared Kind) Kind {
	b := bytes.TrimLeft(bytes.TrimPrefix(m.Body, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case len(b) == 0:
		return ""
	case imageFormat(m.Body) != "":
		return Image
	case bytes.HasPrefix(m.Body, []byte("\xd9\xd9\xf7")): // RFC 8949 §3.4.6
		return CBOR
	case b[0] == '{' || b[0] == '[':
		return sniffJSON(b, m.Partial)
	case b[0] == '<':
		return sniffMarkup(b)
	case bytes.HasPrefix(b, []byte("--")) && bytes.Contains(b[:min(len(b), 1<<10)], []byte("ontent-")):
		return Multipart
	case bytes.HasPrefix(b, []byte("eyJ")) && len(b) < maxToken && len(findTokens(string(b), 2)) == 1 && bytes.IndexByte(b, ' ') < 0:
		return JWT
	case declared == "" && !isText(m):
		return sniffBinary(m.Body)
	}
	return ""
}

// sniffBinary knows one map with text for keys in the binary forms of JSON, and
// messages of protobuf.
func sniffBinary(b []byte) Kind {
	switch {
	case looksLikeMsgPack(b):
		return MsgPack
	case looksLikeCBOR(b):
		return CBOR
	case looksLikeProtobuf(b):
		return Protobuf
	}
	return ""
}

func looksLikeMsgPack(b []byte) bool {
	first := b // key
	switch c := b[0]; {
	case c > 0x80 && c <= 0x8f:
		first = b[1:]
	case c == 0xde && len(b) > 3:
		first = b[3:]
	default:
		return false
	}
	if len(first) < 2 || first[0] <= 0xa0 || first[0] > 0xbf && first[0] != 0xd9 {
		return false
	}
	w := binaryText{rest: first}
	return w.msgpack(0) == nil && readableKey(first[:len(first)-len(w.rest)]) && oneValue(b, func(w *binaryText) error { return w.msgpack(0) })
}

func looksLikeCBOR(b []byte) bool {
	if b[0] <= 0xa0 || b[0] > 0xb7 && b[0] != 0xbf || len(b) < 3 || b[1] <= 0x60 || b[1] > 0x78 {
		return false
	}
	w := binaryText{rest: b[1:]}
	return w.cbor(0) == nil && readableKey(b[1:len(b)-len(w.rest)]) && oneValue(b, func(w *binaryText) error { return w.cbor(0) })
}

// readableKey wants text after the one or two octets of its length.
func readableKey(key []byte) bool {
	head := 1
	if key[0] == 0xd9 || key[0] == 0x78 {
		head = 2
	}
	return isReadable(key[head:], "")
}

func oneValue(b []byte, read func(*binaryText) error) bool {
	w := binaryText{rest: b}
	return read(&w) == nil && len(w.rest) == 0
}

func sniffJSON(b []byte, partial bool) Kind {
	fine := func(err *SyntaxError) bool { return err == nil || partial && err.early }
	err := checkJSON(b, false)
	switch {
	case fine(err):
		return JSON
	case err.trailing && fine(checkJSON(b, true)):
		return NDJSON
	}
	return ""
}

func sniffMarkup(b []byte) Kind {
	start := strings.ToLower(string(b[:min(len(b), 256)]))
	switch {
	case strings.HasPrefix(start, "<!doctype html"), strings.HasPrefix(start, "<html"):
		return HTML
	case strings.HasPrefix(start, "<?xml"):
		return XML
	}
	return ""
}

// name is a kind in a sentence.
func name(k Kind) string {
	switch k {
	case JSON, XML, HTML, CBOR:
		return strings.ToUpper(string(k))
	case NDJSON:
		return "lines of JSON"
	case Form:
		return "form"
	case Multipart:
		return "multipart body"
	case GraphQL:
		return "GraphQL"
	case GRPC:
		return "gRPC"
	case GRPCWeb:
		return "gRPC-Web"
	case MsgPack:
		return "MessagePack"
	case JWT:
		return "JSON Web Token"
	case Image:
		return "image"
	case Events:
		return "event stream"
	}
	return string(k)
}

// disagreement says that a body is not what its type says.
func disagreement(k Kind, contentType string) string {
	t := mediaType(contentType)
	switch t {
	case "":
		return "shown as " + name(k) + ", which it looks like: no type is given"
	case "application/octet-stream", "binary/octet-stream":
		return "shown as " + name(k) + ", which it looks like: the type says nothing"
	}
	return "shown as " + name(k) + " although the type says " + t
}
