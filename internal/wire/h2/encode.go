package h2

import (
	"fmt"
	"strconv"

	"golang.org/x/net/http2/hpack"

	"rockxy/internal/flow"
)

// HeadError is a head that HTTP/2 cannot express.
type HeadError struct{ Reason string }

func (e *HeadError) Error() string { return "h2: cannot send this head: " + e.Reason }

// internMax bounds the strings kept for the encoder, in number and length.
const (
	internMax    = 512
	internLength = 256
)

// intern returns b as a string, without allocating when it was used before.
func (c *Conn) intern(b []byte) string {
	if len(b) > internLength {
		return string(b)
	}
	if s, ok := c.interned[string(b)]; ok {
		return s
	}
	if len(c.interned) >= internMax {
		clear(c.interned)
	}
	s := string(b)
	c.interned[s] = s
	return s
}

// put encodes a field. The name is in lower case.
func (c *Conn) put(name string, value []byte, never bool) {
	f := hpack.HeaderField{Name: name, Sensitive: never}
	if never {
		f.Value = string(value)
	} else {
		f.Value = c.intern(value)
	}
	_ = c.enc.WriteField(f) // its writer is a slice
}

// encodeRequest encodes a request head of any HTTP version. scheme is that of
// an HTTP/1 request in origin form.
func (c *Conn) encodeRequest(h *flow.Head, scheme string) error {
	c.encBlock = c.encBlock[:0]
	if h.Proto == flow.HTTP2 {
		c.putRest(h, c.putPseudo(h))
		return nil
	}
	line, err := requestLine(h, scheme)
	if err != nil {
		return err
	}
	if err := checkNames(h); err != nil {
		return err
	}
	c.put(":method", h.Method, false)
	if line.authority != nil {
		c.put(":authority", line.authority, false)
	}
	if line.scheme != nil {
		c.put(":scheme", line.scheme, false)
		c.put(":path", line.path, false)
	}
	c.putTranslated(h, true)
	return nil
}

// encodeResponse encodes a response head of any HTTP version.
func (c *Conn) encodeResponse(h *flow.Head) error {
	c.encBlock = c.encBlock[:0]
	if h.Status < 100 || h.Status > 999 || h.Status == 101 {
		return &HeadError{fmt.Sprintf("status %d does not exist in HTTP/2", h.Status)}
	}
	if h.Proto == flow.HTTP2 {
		c.putRest(h, c.putPseudo(h))
		return nil
	}
	if err := checkNames(h); err != nil {
		return err
	}
	c.putStatus(h.Status)
	c.putTranslated(h, false)
	return nil
}

// encodeTrailers encodes a trailer section of any HTTP version.
func (c *Conn) encodeTrailers(h *flow.Head) error {
	c.encBlock = c.encBlock[:0]
	if h.Proto == flow.HTTP2 {
		c.putRest(h, 0)
		return nil
	}
	if err := checkNames(h); err != nil {
		return err
	}
	c.putTranslated(h, false)
	return nil
}

func (c *Conn) putStatus(status int) {
	var b [8]byte
	c.put(":status", strconv.AppendInt(b[:0], int64(status), 10), false)
}

// putPseudo encodes the pseudo-header fields in the order of h.Fields, but with
// the values of h's start line, which may have been changed; those that Fields
// lacks follow. It returns how many of Fields it went through.
func (c *Conn) putPseudo(h *flow.Head) (n int) {
	todo := startLineOf(h)
	for ; n < len(h.Fields); n++ {
		f := &h.Fields[n]
		if len(f.Name) == 0 || f.Name[0] != ':' {
			break
		}
		todo &^= c.putStartLine(h, todo&pseudoOf(string(f.Name)), f.NeverIndex)
	}
	for p := pMethod; todo != 0; p <<= 1 {
		todo &^= c.putStartLine(h, todo&p, false)
	}
	return n
}

// startLineOf returns the pseudo-header fields that say what h's start line
// says.
func startLineOf(h *flow.Head) (set pseudo) {
	if h.Status != 0 {
		return pStatus
	}
	set = pMethod
	if len(h.Authority) > 0 {
		set |= pAuthority
	}
	if len(h.Scheme) > 0 {
		set |= pScheme
	}
	if len(h.Target) > 0 && string(h.Method) != "CONNECT" {
		set |= pPath
	}
	return set
}

// putStartLine encodes the pseudo-header field p, if it is one, and returns p.
func (c *Conn) putStartLine(h *flow.Head, p pseudo, never bool) pseudo {
	switch p {
	case pStatus:
		c.putStatus(h.Status)
	case pMethod:
		c.put(":method", h.Method, never)
	case pAuthority:
		c.put(":authority", h.Authority, never)
	case pScheme:
		c.put(":scheme", h.Scheme, never)
	case pPath:
		c.put(":path", h.Target, never)
	}
	return p
}

// putRest encodes the regular fields of an HTTP/2 head from index i on.
func (c *Conn) putRest(h *flow.Head, i int) {
	for ; i < len(h.Fields); i++ {
		f := &h.Fields[i]
		if len(f.Name) > 0 && f.Name[0] != ':' {
			c.put(c.lowerName(f.Name), f.Value, f.NeverIndex)
		}
	}
}
