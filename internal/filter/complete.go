package filter

import (
	"sort"
	"strings"
)

// Suggestion is one way to go on: Text in place of Span. It ends with a colon
// when a value has to follow.
type Suggestion struct {
	Text    string
	Summary string
	Span    Span
}

// maxSuggestions bounds the list; who types on narrows it.
const maxSuggestions = 50

// Complete lists what can stand at the cursor (an octet of text), the fitting
// first. values gives the values of a field that begin with what was typed, as
// a session knows them; for fields with keys (header, cookie, query, form,
// json) it gives the keys. It may be nil. What is wrong elsewhere in the text
// does not matter.
func Complete(text string, cursor int, values func(field, prefix string) []string) []Suggestion {
	cursor = max(0, min(cursor, len(text)))
	from, group := termAt(text[:cursor])
	for from < cursor && (text[from] == '-' || text[from] == '!') {
		from++
	}
	typed := text[from:cursor]
	f := group
	if f == nil {
		name, rest, ok := strings.Cut(typed, ":")
		f = lookup(name)
		if !ok || f == nil {
			return completeField(typed, Span{from, cursor})
		}
		from, typed = cursor-len(rest), rest
	}
	if f.list {
		if i := strings.LastIndexByte(typed, ','); i >= 0 && !strings.Contains(typed, `"`) {
			from, typed = from+i+1, typed[i+1:]
		}
	}
	return completeValue(f, typed, Span{from, cursor}, values)
}

// termAt is where the term begins that text ends in, and the field before the
// parenthesis that it stands in, if there is one.
func termAt(text string) (from int, group *field) {
	s := scanner{text}
	var groups []*field
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case isBlank(c):
			i++
			from = i
		case c == '(' && (i == from || text[i-1] == '-' || text[i-1] == '!' || text[i-1] == ':'):
			groups = append(groups, groupField(text[from:i], groups))
			i++
			from = i
		case c == ')':
			groups = groups[:max(0, len(groups)-1)]
			i++
			from = i
		case c == '"' && strings.IndexByte("-!:=~,", before(text, i)) >= 0:
			_, end := s.quoted(i)
			if end < 0 {
				return from, last(groups)
			}
			i = end
		default:
			i++
		}
	}
	return from, last(groups)
}

func before(text string, i int) byte {
	if i == 0 || isBlank(text[i-1]) || text[i-1] == '(' {
		return ':'
	}
	return text[i-1]
}

func last(groups []*field) *field {
	if len(groups) == 0 {
		return nil
	}
	return groups[len(groups)-1]
}

// groupField is the field of status:( and of what is in parentheses in it.
func groupField(term string, groups []*field) *field {
	if f := last(groups); f != nil {
		return f
	}
	if name, ok := strings.CutSuffix(strings.TrimLeft(term, "-!"), ":"); ok {
		return lookup(name)
	}
	return nil
}

// completeField offers fields, and the flags of is and has by their own name.
func completeField(typed string, at Span) (found []Suggestion) {
	low := strings.ToLower(typed)
	for i := range table {
		f := &table[i]
		for _, name := range append([]string{f.Name}, f.Aliases...) {
			if strings.HasPrefix(name, low) {
				found = append(found, Suggestion{Text: f.Name + ":", Summary: f.Summary, Span: at})
				break
			}
		}
	}
	if typed == "" {
		return limited(found)
	}
	for i := range flags {
		if g := &flags[i]; strings.HasPrefix(g.name, low) {
			found = append(found, Suggestion{Text: g.field + ":" + g.name, Summary: g.summary, Span: at})
		}
	}
	for _, op := range []ValueDoc{{"or", "one of both sides"}, {"not", "what does not match"}, {"and", "both sides, as without a word"}} {
		if strings.HasPrefix(op.Value, low) {
			found = append(found, Suggestion{Text: op.Value, Summary: op.Summary, Span: at})
		}
	}
	return limited(found)
}

func completeValue(f *field, typed string, at Span, values func(field, prefix string) []string) (found []Suggestion) {
	plain := strings.TrimPrefix(typed, `"`)
	low := strings.ToLower(plain)
	seen := map[string]bool{}
	add := func(text, summary string) {
		if strings.HasPrefix(strings.ToLower(text), low) && !seen[text] {
			seen[text] = true
			found = append(found, Suggestion{Text: f.write(text), Summary: summary, Span: at})
		}
	}
	for _, d := range f.values() {
		add(d.Value, d.Summary)
	}
	if values != nil {
		known := append([]string(nil), values(f.Name, plain)...)
		sort.Strings(known)
		for _, v := range known {
			add(v, "")
		}
	}
	if f.kind == headerKind {
		for _, h := range headerNames {
			add(h, "")
		}
	}
	return limited(found)
}

// write is a value, or a key, as it has to be typed.
func (f *field) write(text string) string {
	c := &Cond{Field: f.Name, Values: []Value{{Text: text, Quoted: true}}}
	switch {
	case f.kind == flagKind, f.ordered():
		return text
	case f.Keyed && f.kind != jsonKind:
		c.Key, c.Values[0] = text, Value{Op: Present}
	case f.kind == jsonKind:
		return text
	case len(f.Values) > 0 && text == strings.ReplaceAll(text, " ", ""):
		return text
	}
	start := f.Name + ":"
	return strings.TrimPrefix(c.one(start, c.Values[0]), start)
}

func limited(found []Suggestion) []Suggestion {
	return found[:min(len(found), maxSuggestions)]
}
