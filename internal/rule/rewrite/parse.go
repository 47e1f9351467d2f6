package rewrite

import (
	"errors"
	"regexp/syntax"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/rule/local"
	"rockxy/internal/rule/node"
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
