package edit

import (
	"path/filepath"
	"strings"

	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

// ParseAuth reads `auth: {basic: {user: ada, password-env: ADA}}`, or `auth: {bearer: TOKEN}`.
func ParseAuth(n *node.Node) (rule.Action, error) {
	a := &auth{}
	m := n.Map("basic", "bearer")
	switch key, v := m.Only("basic", "bearer"); key {
	case "basic":
		a.basic = true
		b := v.Map("user", "password", "password-env", "password-file")
		a.user = b.Need("user").String("")
		if strings.Contains(a.user, ":") {
			_ = b.Get("user").Errorf("a colon in a user's name, which ends it (RFC 7617); expected none")
		}
		a.secret = secretOf(b, "password", "password-env", "password-file")
	case "bearer":
		if !v.Is(node.Mapping) {
			a.secret.text = wordOf(v)
			break
		}
		b := v.Map("token", "token-env", "token-file")
		a.secret = secretOf(b, "token", "token-env", "token-file")
	}
	return a, n.Err()
}

// secretOf is one of: the text, the name of an environment variable, a file, whose relative
// path starts where the rules are.
func secretOf(m node.Map, text, env, file string) (s secret) {
	switch key, v := m.Only(text, env, file); key {
	case text:
		s.text = v.String("")
		if key == "token" {
			s.text = wordOf(v)
		}
	case env:
		if s.env = v.String(""); s.env == "" || strings.ContainsAny(s.env, "=\x00") {
			_ = v.Expected("the name of an environment variable")
		}
	case file:
		if s.file = v.String(""); s.file == "" || strings.Contains(s.file, "\x00") {
			_ = v.Expected("the path of a file")
		} else if !filepath.IsAbs(s.file) {
			s.file = filepath.Join(filepath.Dir(v.Path()), filepath.FromSlash(s.file))
		}
	}
	return s
}

func wordOf(n *node.Node) string {
	s := n.String("")
	if s == "" || strings.ContainsFunc(s, func(r rune) bool { return isControl(r) || r == '\t' }) {
		_ = n.Expected("a token in one line")
	}
	return s
}
