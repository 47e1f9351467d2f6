package flow

// Proto is the HTTP version that a head was received in.
type Proto uint8

const (
	ProtoUnknown Proto = iota
	HTTP10
	HTTP11
	HTTP2
	HTTP3 // of imported exchanges alone; their heads are in the form of HTTP2
)

// String returns the ALPN-like name used everywhere a person or script reads
// it: "http/1.0", "http/1.1", "h2", "h3", or "" when unknown.
func (p Proto) String() string {
	switch p {
	case HTTP10:
		return "http/1.0"
	case HTTP11:
		return "http/1.1"
	case HTTP2:
		return "h2"
	case HTTP3:
		return "h3"
	}
	return ""
}

// Field is one header or trailer field: name and value bytes as received,
// without the whitespace around the value (RFC 9110 §5.5).
type Field struct {
	Name, Value []byte
	// NeverIndex marks an HTTP/2 field that its sender kept out of every
	// compression table, as all who forward it must (RFC 7541 §7.1.3).
	NeverIndex bool
}

// Head is the start line and the ordered fields of a message, or a trailer
// section (which has fields only).
//
// All slices point into Raw. For HTTP/1, Raw is the head exactly as it was on
// the wire, the empty line included. HTTP/2 has no such text; there Raw is the
// decoded header list in its order, pseudo-header fields included, one
// "name: value\r\n" each, then "\r\n" (values of HTTP/2 fields cannot contain
// CR, LF or NUL, so this is unambiguous).
type Head struct {
	Proto Proto

	// Requests. Target is the request-target as received on HTTP/1 (origin,
	// absolute, authority or asterisk form) and :path on HTTP/2. Scheme and
	// Authority are :scheme and :authority on HTTP/2, empty on HTTP/1.
	Method, Target, Scheme, Authority []byte

	// Responses. Status is 0 in a request. Reason is empty on HTTP/2.
	Status int
	Reason []byte

	// Fields in the order received. On HTTP/2 they start with the
	// pseudo-header fields, whose names start with ':'.
	Fields []Field

	Raw []byte
}

// Get returns the value of the first field called name, compared without case.
func (h *Head) Get(name string) (value []byte, ok bool) {
	for i := range h.Fields {
		if EqualFold(h.Fields[i].Name, name) {
			return h.Fields[i].Value, true
		}
	}
	return nil, false
}

// Has reports whether a field called name is present.
func (h *Head) Has(name string) bool {
	_, ok := h.Get(name)
	return ok
}

// Values calls yield with the value of each field called name, in order; it is
// an iter.Seq[[]byte].
func (h *Head) Values(name string) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for i := range h.Fields {
			if EqualFold(h.Fields[i].Name, name) && !yield(h.Fields[i].Value) {
				return
			}
		}
	}
}

// List joins the values of a list field (RFC 9110 §5.3) with ", ", in their order; it is
// empty when there are none.
func (h *Head) List(name string) string {
	var all []byte
	first := true
	for v := range h.Values(name) {
		if !first {
			all = append(all, ", "...)
		}
		all, first = append(all, v...), false
	}
	return string(all)
}

// IsRequest reports whether the head is that of a request.
func (h *Head) IsRequest() bool { return h.Status == 0 && len(h.Method) > 0 }

// Reset empties h and keeps the capacity of Fields.
func (h *Head) Reset() { *h = Head{Fields: h.Fields[:0]} }

// Clone returns a copy that shares no memory with h.
func (h *Head) Clone() *Head {
	if h == nil {
		return nil
	}
	c := &Head{Proto: h.Proto, Status: h.Status}
	size := len(h.Raw) + len(h.Method) + len(h.Target) + len(h.Scheme) + len(h.Authority) + len(h.Reason)
	for i := range h.Fields {
		size += len(h.Fields[i].Name) + len(h.Fields[i].Value)
	}
	buf := make([]byte, 0, size)
	cp := func(b []byte) []byte {
		if b == nil {
			return nil
		}
		n := len(buf)
		buf = append(buf, b...)
		return buf[n:len(buf):len(buf)]
	}
	c.Raw = cp(h.Raw)
	c.Method, c.Target, c.Scheme, c.Authority, c.Reason = cp(h.Method), cp(h.Target), cp(h.Scheme), cp(h.Authority), cp(h.Reason)
	if h.Fields != nil {
		c.Fields = make([]Field, len(h.Fields))
		for i, f := range h.Fields {
			c.Fields[i] = Field{Name: cp(f.Name), Value: cp(f.Value), NeverIndex: f.NeverIndex}
		}
	}
	return c
}

// EqualFold reports whether b equals s under ASCII case folding. It does not
// allocate.
func EqualFold(b []byte, s string) bool {
	if len(b) != len(s) {
		return false
	}
	for i := range b {
		if lower(b[i]) != lower(s[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}
