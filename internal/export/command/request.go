package command

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/har"
	"rockxy/internal/wire/h1"
)

// MaxBody is how large a body may be in a command, in octets. A request with a
// larger one is refused with an *UnsupportedError.
const MaxBody = 8 << 20

// UnsupportedError is a request that a tool cannot send.
type UnsupportedError struct{ Tool, Why string }

func (e *UnsupportedError) Error() string { return e.Tool + " cannot send this request: " + e.Why }

// Request is what is to be sent.
type Request struct {
	Method    string
	Scheme    string // "http" or "https"
	Authority string // host[:port] to connect to
	Target    string // in origin form, or "*"
	Host      string // what the Host field says
	Proto     flow.Proto
	Fields    []Field // in order, without Host and without what was for the proxy
	Body      []byte
	HasBody   bool // also of none: "Content-Length: 0"
	Chunked   bool
	Notes     []string // what is not as it was, in sentences
}

// Field is a header field whose name is a token and whose value has no control
// characters but tabs.
type Field struct{ Name, Value string }

// From takes a request out of an exchange, or says in an *UnsupportedError why
// there is none. Other errors come from reading the body.
func From(e *har.Entry) (*Request, error) {
	h := e.Head(flow.Request)
	if h == nil {
		return nil, &UnsupportedError{"Rockxy", "its head is not in the session"}
	}
	r := &Request{Method: string(h.Method), Proto: h.Proto, Scheme: e.Exchange.Scheme, Target: string(h.Target)}
	if r.Scheme != "https" {
		r.Scheme = "http"
	}
	if !token(r.Method) || r.Method == "CONNECT" {
		return nil, &UnsupportedError{"Rockxy", fmt.Sprintf("its method is %q", r.Method)}
	}
	r.where(h, e.Exchange)
	if r.Target == "" || strings.ContainsAny(r.Target, " \r\n\x00") || r.Target[0] != '/' && r.Target != "*" {
		return nil, &UnsupportedError{"Rockxy", fmt.Sprintf("its target is %q", r.Target)}
	}
	if !plainAuthority(r.Authority) || !plainAuthority(r.Host) {
		return nil, &UnsupportedError{"Rockxy", fmt.Sprintf("its host is %q", r.Host)}
	}
	if err := r.readBody(e); err != nil {
		return nil, err
	}
	r.fields(h)
	if e.Incomplete != "" {
		r.Notes = append(r.Notes, "Of the captured exchange something is missing: "+e.Incomplete+".")
	}
	return r, nil
}

// where sets the target in origin form, the host to connect to and the one to
// name.
func (r *Request) where(h *flow.Head, x *flow.Exchange) {
	authority := h.Authority
	if len(authority) == 0 {
		authority, _ = h.Get("Host")
	}
	if _, a, rest, ok := h1.SplitAbsolute(h.Target); ok {
		if authority = a; len(rest) == 0 || rest[0] == '?' {
			rest = append([]byte("/"), rest...)
		}
		r.Target = string(rest)
	}
	r.Host = string(authority)
	r.Authority = r.Host
	if x.Host != "" {
		r.Authority = strings.Trim(x.Host, "[]")
		if strings.Contains(r.Authority, ":") {
			r.Authority = "[" + r.Authority + "]"
		}
		if x.Port != 0 && !(x.Scheme == "https" && x.Port == 443) && !(x.Scheme != "https" && x.Port == 80) {
			r.Authority = net.JoinHostPort(strings.Trim(r.Authority, "[]"), strconv.Itoa(int(x.Port)))
		}
	}
	if r.Host == "" {
		r.Host = r.Authority
	}
}

func (r *Request) readBody(e *har.Entry) error {
	r.HasBody = e.Exchange.Request.Size > 0
	r.Chunked = e.Exchange.Request.Chunked
	src := e.Body[flow.Request]
	if src == nil || src.Size() == 0 {
		if r.HasBody {
			r.Notes = append(r.Notes, "The body is not in the session.")
		}
		return nil
	}
	if src.Size() > MaxBody {
		return &UnsupportedError{"Rockxy", fmt.Sprintf("its body has more than %d MiB", MaxBody>>20)}
	}
	var err error
	r.HasBody = true
	r.Body, err = io.ReadAll(io.NewSectionReader(src, 0, src.Size()))
	if e.Exchange.Request.Truncated {
		r.Notes = append(r.Notes, "The body is cut: its end is not in the session.")
	}
	return err
}

// fields takes those that belong to the request itself.
func (r *Request) fields(h *flow.Head) {
	length := strconv.Itoa(len(r.Body))
	for i := range h.Fields {
		f := &h.Fields[i]
		name, value := string(f.Name), string(f.Value)
		switch lower := strings.ToLower(name); {
		case strings.HasPrefix(name, ":") || lower == "host" || lower == "proxy-connection" || lower == "proxy-authorization":
		case lower == "trailer":
			r.Notes = append(r.Notes, "Trailers are not sent.")
		case lower == "transfer-encoding":
			r.Chunked = true
		case lower == "content-length":
			r.HasBody = true
			if value == length && !r.Chunked {
				r.Fields = append(r.Fields, Field{name, value})
			}
		case !token(name) || !fieldValue(value):
			r.Notes = append(r.Notes, "A field with octets that no field may have is left out.")
		default:
			r.Fields = append(r.Fields, Field{name, value})
		}
	}
}

// Get returns the value of the first field called name.
func (r *Request) Get(name string) (string, bool) {
	for _, f := range r.Fields {
		if strings.EqualFold(f.Name, name) {
			return f.Value, true
		}
	}
	return "", false
}

// URL is the absolute URL, with the target as it was.
func (r *Request) URL() string {
	if r.Target == "*" {
		return r.Scheme + "://" + r.Authority + "/"
	}
	return r.Scheme + "://" + r.Authority + r.Target
}

// token reports whether s is a token (RFC 9110 §5.6.2).
func token(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"(),/:;<=>?@[\\]{}", c) >= 0 {
			return false
		}
	}
	return s != ""
}

func fieldValue(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' && s[i] != '\t' || s[i] == 0x7f {
			return false
		}
	}
	return true
}

// plainAuthority reports whether s is a host with an optional port and nothing
// that a URL parser could read otherwise.
func plainAuthority(s string) bool {
	_, _, ok := h1.SplitAuthority([]byte(s))
	return ok && !strings.ContainsAny(s, "\\@/?#'\"`$%^|<>{} ") && isASCII(s)
}

func isASCII(s string) bool {
	return bytes.IndexFunc([]byte(s), func(c rune) bool { return c >= 0x80 }) < 0
}
