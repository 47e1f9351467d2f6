package foreign

import (
	"fmt"
	"regexp"
	"strings"

	"rockxy/internal/filter"
)

// rewrites reads sets of rewrite rules. Each of their rules becomes one.
func (r *reader) rewrites(sets *element, on bool) {
	g := r.group("charles-rewrite", on)
	for _, set := range sets.all("", "rewriteSet") {
		name := firstOf(set, "name")
		all := r.locations(g, name, set.get("hosts"))
		if len(all) == 0 && len(set.all("hosts/locationPatterns", "locationMatch")) > 0 {
			r.leave(g, name, "none of its locations is enabled")
			continue
		}
		where := matching{any: true}
		if len(all) > 0 {
			where = either(all)
		}
		for n, one := range set.all("rules", "rewriteRule") {
			w := &rewrite{e: one, kind: one.str("ruleType"), where: where}
			what := fmt.Sprintf("%s: %d, %s", name, n+1, w.title())
			rules, err := w.rules()
			if err != nil {
				r.leave(g, what, "%s", err)
				continue
			}
			for _, out := range rules {
				out.Name, out.Enabled = what, set.is("active") && one.is("active")
				g.Rules = append(g.Rules, out)
			}
		}
	}
}

// What a rewrite rule does, by its number in the file.
const (
	addHeader    = "1"
	removeHeader = "2"
	modifyHeader = "3"
	editHost     = "4"
	editPath     = "5"
	editURL      = "6"
	editBody     = "7"
	addQuery     = "8"
	modifyQuery  = "9"
	removeQuery  = "10"
	editStatus   = "11"
)

// rewrite is one rule of a set.
type rewrite struct {
	e     *element
	kind  string
	where matching
}

func (w *rewrite) title() string {
	titles := map[string]string{addHeader: "add header", removeHeader: "remove header", modifyHeader: "modify header", editHost: "host", editPath: "path",
		editURL: "URL", editBody: "body", addQuery: "add query parameter", modifyQuery: "modify query parameter", removeQuery: "remove query parameter", editStatus: "status"}
	t := titles[w.kind]
	if t == "" {
		return "type " + w.kind
	}
	if name := firstOf(w.e, "newHeader", "matchHeader"); name != "" {
		t += " " + name
	}
	return t
}

func (w *rewrite) rules() ([]*Rule, error) {
	switch w.kind {
	case addHeader, removeHeader, modifyHeader:
		return w.headers()
	case editBody:
		return w.bodies()
	case editHost, editPath, editURL:
		return w.url()
	case addQuery, modifyQuery, removeQuery:
		return w.query()
	case editStatus:
		return w.status()
	}
	return nil, fmt.Errorf("there is no rewrite of type %s here", oneLine(w.kind))
}

// sides are those on which the rule acts.
func (w *rewrite) sides() ([]string, error) {
	var all []string
	if w.e.is("matchRequest") {
		all = append(all, "request")
	}
	if w.e.is("matchResponse") {
		all = append(all, "response")
	}
	if all == nil {
		return nil, fmt.Errorf("it is for neither requests nor responses")
	}
	return all, nil
}

// when is the match of the rule with a condition besides.
func (w *rewrite) when(n filter.Node) string {
	nodes := w.where.nodes
	if n != nil {
		nodes = append(nodes[:len(nodes):len(nodes)], n)
	}
	return textOf(nodes)
}

// pattern is what the rule looks for as a regular expression, without flags.
func (w *rewrite) pattern() string {
	p := w.e.str("matchValue")
	if !w.e.is("matchValueRegex") {
		p = regexp.QuoteMeta(p)
	}
	if w.e.is("matchWholeValue") {
		p = "^(?:" + p + ")$"
	}
	return p
}

// keyed is the condition that a header or parameter with a name is there, and has the
// value; nil for none.
func (w *rewrite) keyed(field string) (filter.Node, error) {
	name, text := w.e.str("matchHeader"), w.e.str("matchValue")
	switch {
	case w.e.is("matchHeaderRegex") && name != "":
		return nil, fmt.Errorf("it matches names by a regular expression")
	case name == "" && text == "":
		return nil, nil
	case name == "":
		return nil, fmt.Errorf("it looks for a value under any name")
	case text == "":
		return keyed(field, name, filter.Value{Op: filter.Present}), nil
	}
	v := filter.Value{Op: filter.Matches, Text: w.pattern()}
	if !w.e.is("caseSensitive") {
		v.Flags = "i"
	}
	return keyed(field, name, v), nil
}

// finding is what the rule looks for in a value.
func (w *rewrite) finding() (f fields) {
	what := "text"
	if w.e.is("matchValueRegex") {
		what = "regex"
	}
	f = fields{{what, w.e.str("matchValue")}}
	if !w.e.is("caseSensitive") {
		f = append(f, pair{"ignore-case", true})
	}
	if w.e.is("matchWholeValue") {
		f = append(f, pair{"whole", true})
	}
	return f
}

// replacement is one entry of a list of replacements. With a regular expression,
// $1 is a group there as well.
func (w *rewrite) replacement() fields {
	f := append(w.finding(), pair{"with", w.e.str("newValue")})
	if w.e.str("replaceType") == "1" {
		f = append(f, pair{"first", true})
	}
	return f
}

// all replaces whatever there is.
func all(with string) fields {
	return fields{{"regex", "^.*$"}, {"with", strings.ReplaceAll(with, "$", "$$")}}
}
