package rewrite

import (
	"errors"
	"regexp/syntax"
	"strings"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/rule/local"
	"rockxy/internal/rule/node"
	"rockxy/internal/rule/rewrite/jsontext"
)

// keys of all kinds.
var keys = [...]string{"body", "file", "json-patch", "merge-patch", "json-set", "json-remove", "replace", "binary"}

// ParseRequest reads a request-body of a rule file, such as
// {replace: {text: prod, with: staging}}.
func ParseRequest(n *node.Node) (rule.Action, error) { return parseBody(n, flow.Request) }

// ParseResponse reads a response-body of a rule file.
func ParseResponse(n *node.Node) (rule.Action, error) { return parseBody(n, flow.Response) }

func parseBody(n *node.Node, dir flow.Direction) (rule.Action, error) {
	m := n.Map(append(keys[:], "content-type", "messages")...)
	e := parseEdits(n, m)
	e.ContentType = m.Get("content-type").String("")
	if strings.ContainsAny(e.ContentType, "\r\n\x00") {
		_ = m.Get("content-type").Expected("a media type such as text/plain")
	}
	messages := m.Get("messages").Bool(false)
	if err := n.Err(); err != nil {
		return nil, err
	}
	return NewBody(dir, e, messages)
}

// ParseMessage reads a message-body of a rule file, such as
// {on: sent, json-set: {$.id: 7}}.
func ParseMessage(n *node.Node) (rule.Action, error) {
	m := n.Map(append(keys[:], "on")...)
	e := parseEdits(n, m)
	on := []flow.Direction{flow.Request, flow.Response}
	if m.Has("on") {
		if on = nil; len(m.Get("on").List()) == 0 {
			_ = m.Get("on").Errorf("no direction; expected sent or received")
		}
		for _, word := range m.Get("on").List() {
			switch word.OneOf("sent", "sent", "received") {
			case "sent":
				on = append(on, flow.Request)
			case "received":
				on = append(on, flow.Response)
			}
		}
	}
	if err := n.Err(); err != nil {
		return nil, err
	}
	return NewMessage(e, on...)
}

func parseEdits(n *node.Node, m node.Map) (e Edits) {
	e.Binary = m.Get("binary").Bool(false)
	e.Whole, e.From = parseWhole(m)
	parseJSON(m, &e)
	for _, item := range m.Get("replace").List() {
		if r, ok := parseReplacement(item); ok {
			e.Replace = append(e.Replace, r)
		}
	}
	if e.Whole == nil && e.JSON == nil && e.Replace == nil && n.Err() == nil {
		_ = n.Errorf("nothing to change; expected body, file, json-patch, merge-patch, json-set, json-remove or replace")
	}
	return e
}

func parseWhole(m node.Map) (whole func(int64) ([]byte, error), from string) {
	switch {
	case m.Has("body") && m.Has("file"):
		_ = m.Get("file").Key().Errorf(`"file" besides "body"; expected one of them`)
	case m.Has("body"):
		text := []byte(m.Get("body").String(""))
		return func(int64) ([]byte, error) { return text, nil }, "a text of the rule"
	case m.Has("file"):
		f, err := local.NewFile(m.Get("file"))
		if err != nil {
			var bad *local.PathError
			if errors.As(err, &bad) {
				err = errors.New(bad.Why)
			}
			_ = m.Get("file").Take(err)
			return nil, ""
		}
		return func(most int64) ([]byte, error) {
			data, err := f.Read(most)
			if err != nil {
				return nil, &rule.Skip{Why: err.Error()}
			}
			return data, nil
		}, f.String()
	}
	return nil, ""
}

func parseReplacement(n *node.Node) (r Replacement, ok bool) {
	m := n.Map("text", "regex", "with", "first", "ignore-case", "longest")
	what, value := m.Only("text", "regex")
	r = Replacement{
		With:       m.Need("with").String(""),
		First:      m.Get("first").Bool(false),
		IgnoreCase: m.Get("ignore-case").Bool(false),
		Longest:    int(m.Get("longest").Size(DefaultLongest, 1, 1<<20)),
	}
	switch what {
	case "text":
		r.Text, r.Longest = value.String(""), 0
		if m.Has("longest") {
			_ = m.Get("longest").Key().Errorf(`"longest" besides "text"; expected it besides "regex"`)
		}
	case "regex":
		r.Regex = value.String("")
	}
	if n.Err() != nil || what == "" {
		return r, false
	}
	placed(r.compile(), m, value, r.Regex)
	return r, n.Err() == nil
}

// placed says where in the file an error of compiling is.
func placed(err error, m node.Map, value *node.Node, source string) {
	var template *TemplateError
	var bad *syntax.Error
	switch {
	case err == nil:
	case errors.As(err, &template):
		_ = m.Get("with").ErrorAt(template.Offset, "%s", template.What)
	case errors.As(err, &bad):
		_ = value.ErrorAt(max(strings.Index(source, bad.Expr), 0), "%q: %s; expected a regular expression of RE2", bad.Expr, bad.Code)
	default:
		_ = value.Errorf("%s", err)
	}
}

// parseJSON reads the edits of JSON.
func parseJSON(m node.Map, e *Edits) {
	if ops := parsePatch(m.Get("json-patch")); len(ops) > 0 {
		e.JSON = append(e.JSON, JSONEdit{"json-patch", func(doc []byte) ([]byte, int, error) {
			out, err := jsontext.Patch(doc, ops)
			return out, len(ops), err
		}})
	}
	if m.Has("merge-patch") {
		patch := valueOf(m.Get("merge-patch"))
		e.JSON = append(e.JSON, JSONEdit{"merge-patch", func(doc []byte) ([]byte, int, error) {
			out, err := jsontext.Merge(doc, patch)
			return out, 1, err
		}})
	}
	for _, p := range m.Get("json-set").Pairs() {
		if path, ok := pathOf(p.Key); ok {
			value := valueOf(p.Value)
			e.JSON = append(e.JSON, JSONEdit{"json-set " + p.Key.Text(), func(doc []byte) ([]byte, int, error) { return jsontext.Set(doc, path, value) }})
		}
	}
	for _, n := range m.Get("json-remove").List() {
		path, ok := pathOf(n)
		if ok && len(path) == 0 {
			_ = n.Errorf("%s is the whole text; expected a path to a part of it", n.Text())
		} else if ok {
			e.JSON = append(e.JSON, JSONEdit{"json-remove " + n.Text(), func(doc []byte) ([]byte, int, error) { return jsontext.Remove(doc, path) }})
		}
	}
}

func pathOf(n *node.Node) ([]filter.PathStep, bool) {
	text := n.String("")
	path, at, ok := filter.ParsePath(text)
	if !ok {
		_ = n.ErrorAt(at, "%q; expected a path such as $.user.name, $.items[0] or $.items[*].price", text)
	}
	return path, ok
}

func parsePatch(n *node.Node) (ops []jsontext.Op) {
	for _, item := range n.List() {
		m := item.Map("op", "path", "from", "value")
		op := jsontext.Op{Op: m.Need("op").OneOf("", "add", "remove", "replace", "move", "copy", "test"), Path: pointerOf(m.Need("path"))}
		switch op.Op {
		case "move", "copy":
			op.From = pointerOf(m.Need("from"))
		case "add", "replace", "test":
			if m.Need("value") != nil {
				op.Value = valueOf(m.Get("value"))
			}
		}
		ops = append(ops, op)
	}
	return ops
}

func pointerOf(n *node.Node) jsontext.Pointer {
	p, err := jsontext.ParsePointer(n.String(""))
	if err != nil {
		_ = n.Errorf("%s; expected a JSON pointer such as /items/0/name", err)
	}
	return p
}

// valueOf is a value of the file in JSON. Numbers keep their digits.
func valueOf(n *node.Node) []byte {
	var b strings.Builder
	appendValue(&b, n)
	return []byte(b.String())
}

func appendValue(b *strings.Builder, n *node.Node) {
	switch {
	case n == nil || n.Kind == node.Null:
		b.WriteString("null")
	case n.Kind == node.List:
		b.WriteByte('[')
		for i, item := range n.Items() {
			if i > 0 {
				b.WriteByte(',')
			}
			appendValue(b, item)
		}
		b.WriteByte(']')
	case n.Kind == node.Mapping:
		b.WriteByte('{')
		for i, p := range n.Pairs() {
			if i > 0 {
				b.WriteByte(',')
			}
			b.Write(jsontext.Quote(p.Key.Text()))
			b.WriteByte(':')
			appendValue(b, p.Value)
		}
		b.WriteByte('}')
	case n.Style == node.Plain && plainJSON(n.Text()):
		b.WriteString(n.Text())
	default:
		b.Write(jsontext.Quote(n.Text()))
	}
}

// plainJSON reports whether a text without quotation marks is a value of JSON: a number,
// true or false.
func plainJSON(s string) bool { return jsontext.Check([]byte(s)) == nil }
