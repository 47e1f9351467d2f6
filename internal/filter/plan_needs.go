package filter

import (
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pieces are the texts that have to be in whatever a value matches, as far as
// it is no regular expression. one says that ? is a wildcard.
func pieces(v Value, one bool) []string {
	switch v.Op {
	case Equal:
		return []string{v.Text}
	case Is:
		if v.Quoted {
			return []string{v.Text}
		}
		return strings.FieldsFunc(v.Text, func(r rune) bool { return r == '*' || one && r == '?' })
	}
	return nil
}

func valueNeeds(v Value, one bool, parts Part) Plan {
	if v.Op == Matches {
		return regexNeeds(v, parts)
	}
	var all []Plan
	for _, t := range pieces(v, one) {
		all = append(all, planNeedle(t, parts))
	}
	return planAnd(all...)
}

func needleNeeds(n *needle, parts Part) Plan { return valueNeeds(n.source, false, parts) }

func urlNeeds(v Value) Plan { return valueNeeds(v, false, InURL) }

func headerNeeds(key string, v Value, part Part) Plan {
	return planAnd(valueNeeds(Value{Text: key}, true, part), valueNeeds(v, true, part))
}

func cookieNeeds(key string, v Value, part Part) Plan {
	field := "set-cookie"
	if part == InRequestHead {
		field = "cookie"
	}
	return planAnd(planNeedle(field, part), headerNeeds(key, v, part))
}

// jsonNeeds are the names in a path, and a value that is a word. JSON can hide
// characters behind \u00, so that is the other way for each to be there.
func jsonNeeds(steps []step, v Value, part Part) Plan {
	var all []Plan
	for _, st := range steps {
		if st.kind == member || st.kind == deep && st.name != "*" {
			all = append(all, inJSON(st.name, part))
		}
	}
	if v.Op == Is && v.Text != "" && !startsNumber(v.Text) || v.Op == Equal {
		for _, t := range pieces(v, true) {
			all = append(all, inJSON(t, part))
		}
	}
	return planAnd(all...)
}

func startsNumber(s string) bool {
	return strings.IndexByte("+-.0123456789iInN", s[0]) >= 0 // infinity and NaN are numbers to strconv
}

func inJSON(text string, part Part) Plan {
	for i := range len(text) {
		if !isNameByte(text[i]) && text[i] != '-' && text[i] != ' ' {
			return Plan{}
		}
	}
	return planOr(planNeedle(text, part), planNeedle(`\u00`, part))
}

func graphqlNeeds(v Value) Plan {
	var all []Plan
	for _, t := range pieces(v, true) {
		all = append(all, inJSON(t, InRequestBody))
	}
	return planAnd(all...)
}

// regexNeeds are the literal texts of a regular expression.
func regexNeeds(v Value, parts Part) Plan {
	re, bad := parsePattern(&v)
	if bad != nil {
		return Plan{}
	}
	return literals(re, parts)
}

func literals(re *syntax.Regexp, parts Part) Plan {
	switch re.Op {
	case syntax.OpLiteral, syntax.OpConcat:
		return sequence(re, parts)
	case syntax.OpAlternate:
		kids := make([]Plan, len(re.Sub))
		for i, s := range re.Sub {
			kids[i] = literals(s, parts)
		}
		return planOr(kids...)
	case syntax.OpCapture, syntax.OpPlus:
		return literals(re.Sub[0], parts)
	case syntax.OpRepeat:
		if re.Min > 0 {
			return literals(re.Sub[0], parts)
		}
	}
	return Plan{}
}

// sequence joins the characters that follow each other, and cuts where there
// is something else.
func sequence(re *syntax.Regexp, parts Part) Plan {
	var all []Plan
	var b strings.Builder
	cut := func() {
		all = append(all, planNeedle(b.String(), parts))
		b.Reset()
	}
	var walk func(*syntax.Regexp)
	walk = func(re *syntax.Regexp) {
		switch runes, ok := characters(re); {
		case ok:
			for _, r := range runes {
				if r == utf8.RuneError || re.Flags&syntax.FoldCase != 0 && !foldsAlike(r) {
					cut()
				} else {
					b.WriteRune(r)
				}
			}
		case re.Op == syntax.OpConcat:
			for _, s := range re.Sub {
				walk(s)
			}
		default:
			cut()
			all = append(all, literals(re, parts))
		}
	}
	walk(re)
	cut()
	return planAnd(all...)
}

// characters are those of a literal, or of a class with both cases of one.
func characters(re *syntax.Regexp) ([]rune, bool) {
	if re.Op == syntax.OpLiteral {
		return re.Rune, true
	}
	if r := re.Rune; re.Op == syntax.OpCharClass && len(r) == 4 && r[0] == r[1] && r[2] == r[3] && Fold(r[0]) == Fold(r[2]) {
		return r[2:3], true
	}
	return nil, false
}

// foldsAlike reports whether all that (?i) takes for r folds to the same.
func foldsAlike(r rune) bool {
	for o := unicode.SimpleFold(r); o != r; o = unicode.SimpleFold(o) {
		if Fold(o) != Fold(r) {
			return false
		}
	}
	return true
}

func isGraphQLURL(url string) bool {
	q := queryOf(url)
	return strings.Contains(q, "query=") || strings.Contains(q, "operationName=")
}
