package compose

import (
	"fmt"
	"strings"
)

// Request is what was read. URL is absolute, as it was written.
type Request struct {
	Form    Form
	Method  string
	URL     string
	Version string // "http/1.1", "h2", or empty: not said
	Fields  []Field
	Body    []byte   // nil for none
	Notes   []string // what is left out, or done in another way: sentences
}

// Field is a header field.
type Field struct{ Name, Value string }

// Form is in what form a request was written.
type Form string

// The forms.
const (
	Curl Form = "curl"
	HTTP Form = "http"
	URL  Form = "url"
)

// Error is a text that no request can be read from, or one that would need what is
// not in it. Hint is the next step, or empty.
type Error struct{ What, Hint string }

func (e *Error) Error() string { return e.What }

func refuse(hint, format string, args ...any) error {
	return &Error{fmt.Sprintf(format, args...), hint}
}

// MaxText bounds what is read, in octets.
const MaxText = 32 << 20

// Parse reads a request. The error is an *Error.
func Parse(text string) (*Request, error) {
	if len(text) > MaxText {
		return nil, refuse("", "the text is too long: up to %d MiB are read", MaxText>>20)
	}
	text = strings.TrimPrefix(text, "\ufeff")
	bare := strings.TrimSpace(text)
	switch {
	case bare == "":
		return nil, refuse("Paste a cURL command, a request with its start line, or a URL.", "there is nothing here")
	case isCurl(bare):
		return parseCurl(bare)
	case isURL(bare):
		r := &Request{Form: URL, Method: "GET", URL: bare}
		return r, r.settle()
	}
	return parseHTTP(text)
}

// isURL: one word with a scheme.
func isURL(s string) bool {
	return !strings.ContainsAny(s, " \t\r\n") && strings.Contains(s, "://")
}

func (r *Request) note(format string, args ...any) {
	n := fmt.Sprintf(format, args...)
	for _, have := range r.Notes {
		if have == n {
			return
		}
	}
	r.Notes = append(r.Notes, n)
}

func (r *Request) has(name string) bool {
	for _, f := range r.Fields {
		if strings.EqualFold(f.Name, name) {
			return true
		}
	}
	return false
}

// settle brings the URL into the form that it is sent in.
func (r *Request) settle() error {
	u, err := ParseURL(r.URL)
	if err != nil {
		return err
	}
	if u.User != "" {
		if !r.has("authorization") {
			r.Fields = append(r.Fields, Field{"Authorization", Basic(u.User)})
		}
		r.note("The name and password in the URL are sent as an Authorization field.")
	}
	if u.Fragment {
		r.note("What follows # in the URL stays with who asks, and is not sent.")
	}
	r.URL = u.String()
	return nil
}
