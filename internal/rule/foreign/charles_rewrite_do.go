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
		when, err := w.keyed(map[string]string{"request": "req.header", "response": "res.header"}[side])
		if err != nil {
			return nil, err
		}
		f, err := w.edit("header", when != nil)
		if err != nil {
			return nil, err
		}
		all = append(all, &Rule{Match: w.when(when), Actions: []Action{{headerKind(side), f}}})
	}
	return all, nil
}

// query does the same with a parameter.
func (w *rewrite) query() ([]*Rule, error) {
	when, err := w.keyed("query")
	if err != nil {
		return nil, err
	}
	f, err := w.edit("parameter", when != nil)
	if err != nil {
		return nil, err
	}
	return []*Rule{{Match: w.when(when), Actions: []Action{{"query", f}}}}, nil
}

// edit is what is done to fields of a name; what they are called is for errors.
func (w *rewrite) edit(what string, matched bool) (fields, error) {
	name, to, value := strings.TrimSpace(w.e.str("matchHeader")), strings.TrimSpace(w.e.str("newHeader")), w.e.str("newValue")
	switch w.kind {
	case addHeader, addQuery:
		if to == "" {
			return nil, fmt.Errorf("the %s that it adds has no name", what)
		}
		return fields{{"add", fields{{to, value}}}}, nil
	case removeHeader, removeQuery:
		if name == "" {
			return nil, fmt.Errorf("it would remove every %s", what)
		}
		return fields{{"remove", []any{name}}}, nil
	}
	switch {
	case name == "":
		return nil, fmt.Errorf("it would modify every %s", what)
	case to != "" && !strings.EqualFold(to, name) && value == "":
		return nil, fmt.Errorf("it renames a %s and keeps its value", what)
	case to != "" && !strings.EqualFold(to, name):
		return fields{{"remove", []any{name}}, {"set", fields{{to, value}}}}, nil
	case w.e.str("matchValue") == "":
		return fields{{"set", fields{{name, value}}}}, nil
	}
	return fields{{"replace", append(fields{{"name", name}}, w.replacement()...)}}, nil
}

// bodies replaces text in bodies.
func (w *rewrite) bodies() (all []*Rule, err error) {
	sides, err := w.sides()
	if err != nil {
		return nil, err
	}
	for _, side := range sides {
		var f fields
		if w.e.str("matchValue") == "" {
			f = fields{{"text", w.e.str("newValue")}}
		} else {
			f = fields{{"replace", []any{w.replacement()}}}
		}
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
	if part == "host" && strings.Contains(value, "://") {
		return nil, fmt.Errorf("the host that it puts in is a URL: %s", value)
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
			return nil, fmt.Errorf("it looks for the status %q, which is not one or a range of them", oneLine(look))
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
