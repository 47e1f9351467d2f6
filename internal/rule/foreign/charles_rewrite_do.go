package foreign

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"rockxy/internal/filter"
)

// headers adds, removes or modifies a field, on each side.
func (w *rewrite) headers() (all []*Rule, err error) {
	sides, err := w.sides()
	if err != nil {
		return nil, err
	}
	for _, side := range sides {
		one, err := w.edit(side+"-headers", "header", map[string]string{"request": "req.header", "response": "res.header"}[side])
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// query does the same with a parameter.
func (w *rewrite) query() ([]*Rule, error) {
	one, err := w.edit("query", "parameter", "query")
	return []*Rule{one}, err
}

// edit is what is done to fields of a name by an action. What they are called is for errors,
// field is for the match.
func (w *rewrite) edit(kind, what, field string) (*Rule, error) {
	name, to, value := strings.TrimSpace(w.e.str("matchHeader")), strings.TrimSpace(w.e.str("newHeader")), w.e.str("newValue")
	made := func(when filter.Node, f fields) (*Rule, error) {
		return &Rule{Match: w.when(when), Actions: []Action{{kind, f}}}, nil
	}
	if w.kind == addHeader || w.kind == addQuery {
		when, err := w.keyed(field)
		if err == nil && to == "" {
			err = fmt.Errorf("the %s that it adds has no name", what)
		}
		if err != nil {
			return nil, err
		}
		return made(when, fields{{"add", fields{{to, value}}}})
	}
	looks := w.e.str("matchValue") != ""
	switch {
	case w.e.is("matchHeaderRegex") && name != "":
		return nil, fmt.Errorf("it matches names by a regular expression")
	case name == "" && !looks:
		return nil, fmt.Errorf("it is about every %s", what)
	case name == "":
		name = "*"
	}
	if w.kind == removeHeader || w.kind == removeQuery {
		if looks {
			return made(nil, fields{{"remove", []any{append(fields{{"name", name}}, w.finding()...)}}})
		}
		return made(nil, fields{{"remove", []any{name}}})
	}
	replace := w.replacement()
	if !looks {
		replace = all(value)
	}
	replacing := []any{append(fields{{"name", name}}, replace...)}
	if to == "" || strings.EqualFold(to, name) {
		return made(nil, fields{{"replace", replacing}})
	}
	if name == "*" {
		return nil, fmt.Errorf("it renames every %s", what)
	}
	when, err := w.keyed(field)
	if err != nil {
		return nil, err
	}
	if value == "" {
		replacing = nil // the value stays
	}
	return made(when, fields{{"replace", append(replacing, append(fields{{"name", name}, {"part", "name"}}, all(to)...))}})
}

// bodies replaces text in bodies.
func (w *rewrite) bodies() (all []*Rule, err error) {
	sides, err := w.sides()
	if err != nil {
		return nil, err
	}
	f := fields{{"body", w.e.str("newValue")}}
	if w.e.str("matchValue") != "" {
		if w.e.is("matchWholeValue") {
			return nil, fmt.Errorf("it replaces bodies that are as a whole like a text")
		}
		f = fields{{"replace", []any{w.replacement()}}}
	}
	for _, side := range sides {
		all = append(all, &Rule{Match: w.when(nil), Actions: []Action{{side + "-body", f}}})
	}
	return all, nil
}

// url replaces in the host, the path or the whole URL.
func (w *rewrite) url() ([]*Rule, error) {
	part := map[string]string{editHost: "host", editPath: "path", editURL: "url"}[w.kind]
	value := w.e.str("newValue")
	if w.e.str("matchValue") == "" {
		if value == "" {
			return nil, fmt.Errorf("it has nothing to look for and nothing to put in")
		}
		if part == "path" {
			value = "/" + strings.TrimPrefix(strings.ReplaceAll(value, "$", "$$"), "/")
		}
		return []*Rule{{Match: w.when(nil), Actions: []Action{{"map-remote", fields{{part, value}}}}}}, nil
	}
	f := w.replacement()
	return []*Rule{{Match: w.when(nil), Actions: []Action{{"url", append(fields{{"part", part}}, f...)}}}}, nil
}

// status changes the status of the response: it looks for one, or a part of one.
func (w *rewrite) status() ([]*Rule, error) {
	code, _, _ := strings.Cut(strings.TrimSpace(w.e.str("newValue")), " ")
	to, err := strconv.Atoi(code)
	if err != nil || to < 200 || to > 599 {
		return nil, fmt.Errorf("%q is no status", oneLine(w.e.str("newValue")))
	}
	var when filter.Node
	if look := strings.TrimSpace(w.e.str("matchValue")); look != "" {
		low, high, ok := statuses(w.pattern())
		if !ok {
			return []*Rule{{Match: w.when(nil), Actions: []Action{{"status", fields{{"replace", []any{w.replacement()}}}}}}}, nil
		}
		text := strconv.Itoa(low)
		if high > low {
			when = cond("status", filter.Value{Op: filter.Between, Text: text, To: strconv.Itoa(high)})
		} else {
			when = cond("status", filter.Value{Text: text})
		}
	}
	return []*Rule{{Match: w.when(when), Actions: []Action{{"status", to}}}}, nil
}

// statuses are the first and the last of those that a pattern finds, if all between
// are found, too.
func statuses(pattern string) (low, high int, ok bool) {
	re, err := regexp.Compile(pattern)
	if err != nil {
		return 0, 0, false
	}
	n := 0
	for s := 100; s <= 599; s++ {
		if re.MatchString(strconv.Itoa(s)) {
			if n++; low == 0 {
				low = s
			}
			high = s
		}
	}
	return low, high, n > 0 && high-low+1 == n
}
