package edit

import (
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

// ParseRequestHeaders reads `request-headers: {set: {X-Env: staging}, remove: [Cookie]}`,
// and the others alike.
func ParseRequestHeaders(n *node.Node) (rule.Action, error) {
	return parseFields(n, "request-headers", flow.Request)
}

// ParseResponseHeaders reads `response-headers: {add: {X-Seen: "1"}}`.
func ParseResponseHeaders(n *node.Node) (rule.Action, error) {
	return parseFields(n, "response-headers", flow.Response)
}

func parseFields(n *node.Node, kind string, dir flow.Direction) (rule.Action, error) {
	v := readVerbs(n, fieldDialect{dir: dir})
	return &fields{kind, dir, v}, n.Err()
}

// ParseRequestTrailers reads `request-trailers: {set: {X-Sum: "1"}}`.
func ParseRequestTrailers(n *node.Node) (rule.Action, error) {
	return parseTrailers(n, "request-trailers", flow.Request)
}

// ParseResponseTrailers reads `response-trailers: {remove: [X-Sum]}`.
func ParseResponseTrailers(n *node.Node) (rule.Action, error) {
	return parseTrailers(n, "response-trailers", flow.Response)
}

func parseTrailers(n *node.Node, kind string, dir flow.Direction) (rule.Action, error) {
	v := readVerbs(n, fieldDialect{dir: dir, trailers: true})
	return &trailers{kind, dir, v}, n.Err()
}

// ParseQuery reads `query: {set: {page: "2"}, remove: [utm_*]}`.
func ParseQuery(n *node.Node) (rule.Action, error) {
	v := readVerbs(n, paramDialect{})
	return &query{v}, n.Err()
}

// ParseForm reads `form: {set: {user: ada}}`.
func ParseForm(n *node.Node) (rule.Action, error) {
	v := readVerbs(n, paramDialect{})
	return &form{v}, n.Err()
}

// ParseRequestCookies reads `request-cookies: {remove: [session]}`.
func ParseRequestCookies(n *node.Node) (rule.Action, error) {
	v := readVerbs(n, cookieDialect{})
	return &requestCookies{v}, n.Err()
}

// ParseResponseCookies reads `response-cookies: {set: {sid: {value: x, secure: false}}}`.
func ParseResponseCookies(n *node.Node) (rule.Action, error) {
	v := readVerbs(n, cookieDialect{attributes: true})
	return &responseCookies{v}, n.Err()
}

// ParseMethod reads `method: PUT`, or replacements.
func ParseMethod(n *node.Node) (rule.Action, error) {
	a := &method{}
	if n.Is(node.Scalar) {
		a.to = methodName(n)
		return a, n.Err()
	}
	m := n.Map("set", "replace")
	switch key, v := m.Only("set", "replace"); key {
	case "set":
		a.to = methodName(v)
	case "replace":
		a.find = readFinders(v)
	}
	return a, n.Err()
}

func methodName(n *node.Node) string {
	name := n.String("")
	switch {
	case !isToken(name):
		_ = n.Expected("a method such as PUT")
	case name == "CONNECT":
		_ = n.Errorf("CONNECT, which asks for a tunnel; expected another method")
	}
	return name
}

// isToken: RFC 9110 §5.6.2.
func isToken(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c|0x20 && c|0x20 <= 'z', '0' <= c && c <= '9':
		case strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0:
		default:
			return false
		}
	}
	return s != ""
}

// ParseStatus reads `status: 503`, `status: {code: 503, reason: Not now}`, or
// replacements in the code.
func ParseStatus(n *node.Node) (rule.Action, error) {
	a := &status{}
	if n.Is(node.Scalar) {
		a.code = n.Int(0, 200, 599)
		return a, n.Err()
	}
	m := n.Map("code", "reason", "replace")
	if m.Has("code") || m.Has("replace") || !m.Has("reason") {
		switch key, v := m.Only("code", "replace"); key {
		case "code":
			a.code = v.Int(0, 200, 599)
		case "replace":
			a.find = readFinders(v)
		}
	}
	if r := m.Get("reason"); r != nil {
		text := r.String("")
		if strings.ContainsFunc(text, isControl) {
			_ = r.Errorf("a control character; expected words in one line")
		}
		a.reason = &text
	}
	return a, n.Err()
}

func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

// ParseURL reads `url: {part: path, text: /v1/, with: /v2/}`, a list of such under
// replace, or `url: {set: /v2/users?all=1}`.
func ParseURL(n *node.Node) (rule.Action, error) {
	a := &url{}
	if n.Is(node.List) {
		a.replace = urlEdits(n)
		return a, n.Err()
	}
	m := n.Map(append([]string{"set", "replace", "part"}, finderKeys...)...)
	switch {
	case m.Has("replace"):
		_, v := m.Only("replace", "set", "part", "text", "regex")
		a.replace = urlEdits(v)
	case m.Has("set"):
		_, v := m.Only("set", "part", "text", "regex")
		a.to = pathOf(v)
	default:
		a.replace = []urlEdit{urlEditOf(n)}
	}
	return a, n.Err()
}

func pathOf(n *node.Node) string {
	text := n.String("")
	if !strings.HasPrefix(text, "/") {
		_ = n.Expected("a path, perhaps with a query, that begins with a slash; another host is for map-remote")
	}
	return string(rawURL{}.encode([]byte(text)))
}

func urlEdits(n *node.Node) (all []urlEdit) {
	for _, item := range n.List() {
		all = append(all, urlEditOf(item))
	}
	if len(all) == 0 && n != nil {
		_ = n.Expected("replacements")
	}
	return all
}

func urlEditOf(n *node.Node) urlEdit {
	m := n.Map(append([]string{"part"}, finderKeys...)...)
	return urlEdit{part: m.Get("part").OneOf("url", "url", "host", "path", "query"), find: finderOf(n, m, true, false)}
}

// ParsePreset reads `preset: cors-open`.
func ParsePreset(n *node.Node) (rule.Action, error) {
	if n.Is(node.Null) {
		_ = n.Expected("the name of a preset: " + strings.Join(presets[:], ", "))
	}
	name := n.OneOf("", presets[:]...)
	if name == "cors-open" {
		return cors{}, n.Err()
	}
	return newPreset(name), n.Err()
}
