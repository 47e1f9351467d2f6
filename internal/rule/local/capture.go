package local

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// Recorded is a response as it was recorded, and the request that it belongs to.
type Recorded struct {
	Method, URL string
	Head        *flow.Head // of the response
	// Decoded says that the body is written without the codings of Head, so that it
	// can be edited.
	Decoded bool
}

// Captured is a rule that gives a recorded response again, from a message file
// with Head and after it the body.
type Captured struct {
	Name  string // of the rule
	Match string // a filter for requests like the recorded one
	File  string // a name for the file, without a directory
	Head  []byte // see [ReadMessage]
}

// FromExchange makes a rule of a recorded exchange.
func FromExchange(r Recorded) (*Captured, error) {
	if r.Head == nil || r.Head.Status < 200 {
		return nil, fmt.Errorf("there is no response to give again")
	}
	u, err := url.Parse(r.URL)
	if err != nil {
		return nil, fmt.Errorf("its URL cannot be read: %w", err)
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	return &Captured{Name: oneLine(r.Method + " " + u.Host + path), Match: matchOf(r.Method, u, path), File: fileName(u.Hostname() + path), Head: written(r)}, nil
}

// written is the head of the message file of a response.
func written(r Recorded) []byte {
	drop := connectionFields(r.Head.Fields)
	if r.Decoded && r.Head.Has("content-encoding") {
		drop = append(drop, "content-encoding", "content-md5", "digest", "content-digest", "repr-digest")
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d", r.Head.Status)
	if reason := oneLine(string(r.Head.Reason)); reason != "" {
		b.WriteString(" " + reason)
	}
	b.WriteByte('\n')
	for _, f := range without(r.Head.Fields, drop...) {
		if isToken(f.Name) && !bytes.ContainsAny(f.Value, "\r\n\x00") {
			fmt.Fprintf(&b, "%s: %s\n", f.Name, f.Value)
		}
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// matchOf is what tells a request from others: the method, where it goes, and
// the parameters of its query.
func matchOf(method string, u *url.URL, path string) string {
	one := func(field, key, text string) filter.Node {
		return &filter.Cond{Field: field, Key: key, Values: []filter.Value{{Text: text, Quoted: true}}}
	}
	all := []filter.Node{one("method", "", method), one("host", "", u.Hostname())}
	if port := u.Port(); port != "" {
		all = append(all, one("port", "", port))
	}
	all = append(all, one("path", "", path))
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		value, err2 := url.QueryUnescape(value)
		if name != "" && err == nil && err2 == nil && len(all) < 24 {
			all = append(all, one("query", name, value))
		}
	}
	return filter.Format(&filter.And{Kids: all})
}

// fileName is a name that every system takes.
func fileName(s string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(s) {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '.':
			b.WriteRune(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	name := strings.Trim(b.String(), "-.")
	return strings.TrimRight(name[:min(len(name), 80)], "-.") + ".http"
}

// oneLine leaves out what has no place in one line of text.
func oneLine(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }), " ")
	if r := []rune(s); len(r) > 120 {
		s = string(r[:119]) + "…"
	}
	return strings.TrimSpace(s)
}
