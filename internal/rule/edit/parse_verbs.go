package edit

import (
	"fmt"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/rule/node"
)

// dialect is what the verbs of one kind of action may name.
type dialect interface {
	// fold reports whether names are the same in any case.
	fold() bool
	// parts are where replacements may be done, the usual one first.
	parts() []string
	// refuse says why a verb may not name something; empty when it may.
	refuse(name, verb string) string
	// value reads what is added or set.
	value(n *node.Node, v *pairVerb)
}

// finderKeys are the keys of a replacement.
var finderKeys = []string{"text", "regex", "with", "whole", "first", "ignore-case"}

// readVerbs reads the verbs of an action, in their order.
func readVerbs(n *node.Node, d dialect) (all []verb) {
	n.Map("add", "set", "remove", "replace")
	if !n.Is(node.Mapping) {
		if n.Is(node.Null) {
			_ = n.Expected("add, set, remove or replace")
		}
		return nil
	}
	for _, p := range n.Pairs() {
		before := len(all)
		switch p.Key.Text() {
		case "add", "set":
			all = append(all, pairVerbs(p.Value, p.Key.Text(), d)...)
		case "remove":
			for _, item := range p.Value.List() {
				all = append(all, removeOf(item, d))
			}
		case "replace":
			for _, item := range p.Value.List() {
				all = append(all, replaceOf(item, d))
			}
		}
		if len(all) == before && n.Err() == nil {
			_ = p.Value.Errorf("nothing to %s; expected names", p.Key.Text())
		}
	}
	if len(all) == 0 && n.Err() == nil {
		_ = n.Errorf("nothing to do; expected add, set, remove or replace")
	}
	return all
}

func pairVerbs(n *node.Node, how string, d dialect) (all []verb) {
	for _, p := range n.Pairs() {
		v := &pairVerb{name: p.Key.Text(), add: how == "add"}
		if why := d.refuse(v.name, how); why != "" {
			_ = p.Key.Errorf("%s", why)
		}
		d.value(p.Value, v)
		if len(v.values) == 0 && !v.keep && p.Value.Err() == nil {
			_ = p.Value.Errorf("no value for %s; expected one", v.name)
		}
		all = append(all, v)
	}
	return all
}

// textsOf reads one value or a list of them.
func textsOf(n *node.Node, v *pairVerb, check func(string) string) {
	for _, item := range n.List() {
		text := item.String("")
		if why := check(text); why != "" {
			_ = item.Errorf("%s", why)
		}
		v.values = append(v.values, template(text))
	}
}

// removeOf reads a name, or {name: X-*, text: a}.
func removeOf(n *node.Node, d dialect) verb {
	if !n.Is(node.Mapping) {
		return &removeVerb{name: nameOf(n, "remove", d)}
	}
	m := n.Map("name", "text", "regex", "whole", "ignore-case")
	v := &removeVerb{name: nameOf(m.Need("name"), "remove", d)}
	if m.Has("text") || m.Has("regex") {
		v.find = finderOf(n, m, false, false)
	}
	return v
}

func nameOf(n *node.Node, how string, d dialect) glob {
	name := n.String("")
	if n != nil && name == "" {
		_ = n.Expected("a name")
	}
	if why := d.refuse(name, how); why != "" && name != "" {
		_ = n.Errorf("%s", why)
	}
	return newGlob(name, d.fold())
}

// replaceOf reads {name: X-*, part: value, text: a, with: b}.
func replaceOf(n *node.Node, d dialect) verb {
	m := n.Map(append([]string{"name", "part"}, finderKeys...)...)
	v := &replaceVerb{name: newGlob("*", d.fold())}
	if m.Has("name") {
		v.name = nameOf(m.Get("name"), "replace", d)
	}
	parts := d.parts()
	switch m.Get("part").OneOf(parts[0], parts...) {
	case "name":
		v.part = inName
	case "attributes":
		v.part = inRest
	}
	v.find = finderOf(n, m, true, v.part == inName && d.fold())
	return v
}

// readFinders reads replacements without names.
func readFinders(n *node.Node) (all []*finder) {
	for _, item := range n.List() {
		all = append(all, finderOf(item, item.Map(finderKeys...), true, false))
	}
	if len(all) == 0 {
		_ = n.Expected("replacements")
	}
	return all
}

// finderOf reads what is looked for and, if it is to be replaced, with what. fold
// says that it is in names that are the same in any case.
func finderOf(n *node.Node, m node.Map, replace, fold bool) *finder {
	key, what := m.Only("text", "regex")
	whole := m.Get("whole").Bool(false)
	fold = m.Get("ignore-case").Bool(false) || fold
	isText := key == "text"
	if !isText {
		what.Regexp()
	}
	if isText && what.String("") == "" && !whole {
		_ = what.Errorf("an empty text, which is everywhere; expected some, or whole: true for an empty value")
	}
	with := ""
	if replace {
		with = m.Need("with").String("")
	}
	if n.Err() != nil || key == "" {
		return nil
	}
	f, err := newFinder(what.Text(), what.Text(), isText, fold, whole)
	if err != nil {
		_ = what.Take(err)
		return nil
	}
	f.first = m.Get("first").Bool(false)
	if f.with = with; !isText {
		var bad string
		if f.with, bad = groups(with, f.re); bad != "" {
			_ = m.Get("with").Errorf("the group %s, which the expression does not have; expected one of its %d, or $$ for a dollar sign", bad, f.re.NumSubexp())
		}
	}
	return f
}

// fieldDialect is that of header fields and trailers.
type fieldDialect struct {
	dir      flow.Direction
	trailers bool
}

func (fieldDialect) fold() bool      { return true }
func (fieldDialect) parts() []string { return []string{"value", "name"} }

func (d fieldDialect) refuse(name, how string) string {
	if why := refused(name, how, d.dir, d.trailers); why != "" {
		return why
	}
	if (how == "add" || how == "set") && !isToken(name) {
		return fmt.Sprintf("%q is not the name of a field; expected letters, digits and -", name)
	}
	return ""
}

func (fieldDialect) value(n *node.Node, v *pairVerb) {
	textsOf(n, v, func(s string) string {
		if strings.ContainsFunc(s, isControl) {
			return "a line break or another control character; expected a value in one line"
		}
		return ""
	})
}

// paramDialect is that of query and form parameters.
type paramDialect struct{}

func (paramDialect) fold() bool                   { return false }
func (paramDialect) parts() []string              { return []string{"value", "name"} }
func (paramDialect) refuse(string, string) string { return "" }

func (paramDialect) value(n *node.Node, v *pairVerb) {
	textsOf(n, v, func(string) string { return "" })
}

// cookieDialect is that of cookies, of a response with attributes.
type cookieDialect struct{ attributes bool }

func (cookieDialect) fold() bool { return false }

func (d cookieDialect) parts() []string {
	if d.attributes {
		return []string{"value", "name", "attributes"}
	}
	return []string{"value", "name"}
}

func (cookieDialect) refuse(name, how string) string {
	if strings.ContainsAny(name, "=; \t") || strings.ContainsFunc(name, isControl) {
		return fmt.Sprintf("%q is not the name of a cookie; expected one without blanks, = and ;", name)
	}
	return ""
}

func cookieValue(s string) string {
	if strings.Contains(s, ";") || strings.ContainsFunc(s, isControl) {
		return "a semicolon or control character, which ends a cookie; expected a value without"
	}
	return ""
}

// attributeNames are the keys of a cookie's attributes and how they are written; those
// of more words than one have no value.
var attributeNames = [...]struct {
	key, name string
	flag      bool
}{{"path", "Path", false}, {"domain", "Domain", false}, {"max-age", "Max-Age", false}, {"expires", "Expires", false},
	{"same-site", "SameSite", false}, {"secure", "Secure", true}, {"http-only", "HttpOnly", true}, {"partitioned", "Partitioned", true}}

func (d cookieDialect) value(n *node.Node, v *pairVerb) {
	if !d.attributes || !n.Is(node.Mapping) {
		textsOf(n, v, cookieValue)
		return
	}
	keys := []string{"value"}
	for _, a := range attributeNames {
		keys = append(keys, a.key)
	}
	m := n.Map(keys...)
	if value := m.Get("value"); value != nil {
		textsOf(value, v, cookieValue)
	} else if v.keep = true; v.add {
		_ = n.Errorf("no value for %s; expected one", v.name)
	}
	for _, a := range attributeNames {
		if at := m.Get(a.key); at != nil {
			v.attrs = append(v.attrs, attributeOf(at, a.name, a.flag))
		}
	}
	if v.keep && len(v.attrs) == 0 && n.Err() == nil {
		_ = n.Errorf("neither a value nor attributes of %s; expected one of them", v.name)
	}
}

// attributeOf reads an attribute; false removes it.
func attributeOf(n *node.Node, name string, flag bool) attribute {
	a := attribute{name: name}
	switch {
	case flag:
		a.off = !n.Bool(true)
	case n.Text() == "false" && n.Style == node.Plain:
		a.off = true
	default:
		a.value = n.String("")
		if why := cookieValue(a.value); why != "" || a.value == "" {
			_ = n.Expected("a value without semicolons, or false for none")
		}
	}
	return a
}
