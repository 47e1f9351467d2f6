package breakpoint

import (
	"slices"

	"rockxy/internal/flow"
)

// Message is a request, a response, or a message inside of a stream, as a person
// sees and edits it. Messages are values: what they point to is not changed.
type Message struct {
	Dir flow.Direction
	// Kind is that of a message inside of a stream, 0 of a request or response. Such a
	// message has a body, and a server-sent event the fields "event" and "id".
	Kind flow.MessageKind

	Version string // "HTTP/1.0", "HTTP/1.1" or "HTTP/2"; it is shown and cannot be changed

	// Of a request. URL is absolute; one that begins with "/" leaves scheme and
	// authority as they are, and "*" is that of OPTIONS.
	Method, URL string

	// Of a response. HTTP/2 has no Reason.
	Status int
	Reason string

	Fields   []Field // without pseudo-header fields; on HTTP/2, Host is :authority
	Trailers []Field
	Body     []byte // without content codings
}

// Field is one header or trailer field. Both are octets as on the wire.
type Field struct{ Name, Value string }

// Get returns the value of the first field called name.
func (m *Message) Get(name string) (value string, ok bool) {
	if i := index(m.Fields, name); i >= 0 {
		return m.Fields[i].Value, true
	}
	return "", false
}

// index is where the first field called name is, or -1.
func index(fields []Field, name string) int {
	return slices.IndexFunc(fields, func(f Field) bool { return flow.EqualFold([]byte(f.Name), name) })
}

// without returns the fields but those called name, in a slice of its own.
func without(fields []Field, name string) []Field {
	kept := make([]Field, 0, len(fields))
	for _, f := range fields {
		if !flow.EqualFold([]byte(f.Name), name) {
			kept = append(kept, f)
		}
	}
	return kept
}
