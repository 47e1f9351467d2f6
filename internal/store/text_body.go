package store

import (
	"errors"
	"io"
	"strings"

	"rockxy/internal/content"
	"rockxy/internal/flow"
)

const (
	// maxText is how many octets of a decoded body are searched: a body that
	// decodes to more is not.
	maxText = 32 << 20
	// binaryLook is how much of a body that is not said to be text is looked at
	// before all of it is read.
	binaryLook = 512
)

// searchText is a body as it is searched, in the index and in verifying: UTF-8
// without content codings, nil for what is not text. What is said to be text
// and is not valid in its charset is searched as it is.
func searchText(body io.Reader, head *flow.Head) []byte {
	contentType, coding := headValue(head, "content-type"), headValue(head, "content-encoding")
	said := saidOf(contentType)
	if said == saidBinary {
		return nil
	}
	data, err := content.Decode(body, coding, content.Limits{Bytes: maxText})
	var damaged *content.DamagedError
	if err != nil && !errors.As(err, &damaged) || len(data) == 0 {
		return nil
	}
	if said == saidNothing && looksBinary(data[:min(len(data), binaryLook)]) {
		return nil
	}
	if text, ok := content.Text(data, contentType); ok {
		return []byte(text)
	}
	if said == saidText {
		return data
	}
	return nil
}

func headValue(h *flow.Head, name string) string {
	if h == nil {
		return ""
	}
	v, _ := h.Get(name)
	return string(v)
}

type said uint8

const (
	saidNothing said = iota // look at it
	saidText
	saidBinary
)

// saidOf is what a Content-Type says.
func saidOf(contentType string) said {
	t, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	t = strings.TrimSpace(t)
	kind, sub, _ := strings.Cut(t, "/")
	switch {
	case strings.HasSuffix(sub, "+xml"), strings.HasSuffix(sub, "+json"), kind == "text":
		return saidText
	case kind == "image", kind == "audio", kind == "video", kind == "font":
		return saidBinary
	case kind != "application":
		return saidNothing
	}
	switch sub {
	case "json", "xml", "javascript", "x-javascript", "ecmascript", "x-www-form-urlencoded", "x-ndjson", "graphql", "yaml", "x-yaml", "manifest+json":
		return saidText
	case "zip", "gzip", "x-gzip", "pdf", "wasm", "zstd", "x-7z-compressed", "x-tar", "x-protobuf", "protobuf", "grpc", "grpc+proto", "msgpack", "cbor":
		return saidBinary
	}
	return saidNothing
}

// looksBinary reports whether a NUL is in it that UTF-16 does not explain.
func looksBinary(data []byte) bool {
	if len(data) >= 2 && (data[0] == 0xff && data[1] == 0xfe || data[0] == 0xfe && data[1] == 0xff) {
		return false
	}
	return strings.IndexByte(string(data), 0) >= 0
}

// messageText is a message as it is searched, nil when it is not text.
func messageText(m *flow.Message) []byte {
	switch m.Kind {
	case flow.MessageText, flow.MessageEvent, flow.MessageClose:
		return m.Data
	}
	if text, ok := content.Text(m.Data, ""); ok {
		return []byte(text)
	}
	return nil
}
