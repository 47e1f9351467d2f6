package h1

import "fmt"

// Kind says what is wrong with a message, as far as that decides the answer.
type Kind uint8

const (
	// BadHead: the start line or a field breaks the grammar of RFC 9112.
	BadHead Kind = iota + 1
	// BadFraming: where the message ends is missing, wrong or ambiguous.
	BadFraming
	// TooLarge: a head, trailer section or chunk line is past its limit.
	TooLarge
	// BadVersion: the start line is sound but its version is not HTTP/1.0 or
	// HTTP/1.1.
	BadVersion
	// Truncated: the connection ended inside the message.
	Truncated
)

// String names the kind for logs and tests.
func (k Kind) String() string {
	switch k {
	case BadHead:
		return "bad head"
	case BadFraming:
		return "bad framing"
	case TooLarge:
		return "too large"
	case BadVersion:
		return "bad version"
	case Truncated:
		return "truncated"
	}
	return "unknown"
}

// Error is every error of this package. Msg is a sentence that says precisely
// what is wrong; Offset is where, in octets from the start of the buffer that
// was being read (0 when the trouble is not in one place).
type Error struct {
	Kind   Kind
	Msg    string
	Offset int
}

func (e *Error) Error() string { return e.Msg }

// Is matches another *Error of the same Kind, so that
// errors.Is(err, &Error{Kind: TooLarge}) asks for the kind alone.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind
}

// fail makes an error.
func fail(k Kind, offset int, format string, args ...any) error {
	return &Error{Kind: k, Msg: fmt.Sprintf(format, args...), Offset: offset}
}

// Limits bounds a head, and a trailer section likewise.
type Limits struct {
	HeadBytes int // octets, start line and final empty line included
	Fields    int // field lines
}

// DefaultLimits are the limits that Rockxy publishes.
var DefaultLimits = Limits{HeadBytes: 256 << 10, Fields: 1000}
