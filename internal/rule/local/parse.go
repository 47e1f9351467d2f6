package local

import (
	"errors"
	"path/filepath"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

// Parse reads a map-local of a rule file, such as {file: fixtures/me.json}.
// Relative paths start at the directory of the file.
func Parse(n *node.Node) (rule.Action, error) {
	m := n.Map("body", "file", "directory", "message", "status", "headers", "index", "strip", "missing")
	what, value := m.Only("body", "file", "directory", "message")
	o := Options{Base: baseOf(n), Status: m.Get("status").Int(0, 200, 599), Headers: headers(m.Get("headers"))}
	written := value.String("")
	switch what {
	case "body":
		o.Inline = &written
	case "file":
		o.File = written
	case "directory":
		o.Directory = written
	case "message":
		o.Message = written
	}
	if what != "directory" {
		for _, key := range []string{"index", "strip"} {
			if m.Has(key) {
				_ = m.Get(key).Key().Errorf("the key %q without a directory; expected it beside directory:", key)
			}
		}
	}
	if m.Has("index") {
		o.Index = index(m.Get("index"))
	}
	o.Strip = strip(m.Get("strip"))
	switch m.Get("missing").OneOf("next", "next", "server", "404") {
	case "server":
		o.Missing = Server
	case "404":
		o.Missing = NotFound
	}
	if err := n.Err(); err != nil {
		return nil, err
	}
	a, err := New(o)
	var bad *PathError
	if errors.As(err, &bad) {
		return nil, value.Errorf("%s", bad.Why)
	}
	return a, err
}

// baseOf is the directory of the file that n is in, or "".
func baseOf(n *node.Node) string {
	if n == nil || n.Path() == "" {
		return ""
	}
	abs, err := filepath.Abs(n.Path())
	if err != nil {
		return ""
	}
	return filepath.Dir(abs)
}

func headers(n *node.Node) (fields []flow.Field) {
	for _, f := range n.Fields() {
		switch name := strings.ToLower(f.Name); {
		case !isToken([]byte(f.Name)):
			_ = f.Key.Expected("the name of a header field")
		case strings.ContainsAny(f.Value, "\r\n\x00"):
			_ = f.At.Errorf("a line break or NUL in the value of %s; expected none", f.Name)
		case name == "content-length" || name == "transfer-encoding" || name == "connection":
			_ = f.Key.Errorf("%s is not for a rule to say, it follows from the body and the connection; expected other fields", f.Name)
		default:
			fields = append(fields, field(f.Name, strings.Trim(f.Value, " \t")))
		}
	}
	return fields
}

func index(n *node.Node) []string {
	names := []string{}
	for _, item := range n.List() {
		name := item.String("")
		if name == "" || strings.ContainsAny(name, "/\\\x00") || !filepath.IsLocal(name) {
			_ = item.Expected("the name of a file such as index.html")
			continue
		}
		names = append(names, name)
	}
	return names
}

func strip(n *node.Node) string {
	s := n.String("")
	if n != nil && !strings.HasPrefix(s, "/") {
		_ = n.Expected("the beginning of a path such as /static")
	}
	return strings.TrimRight(s, "/")
}
