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
	re, err := syntax.Parse(patternSource(&v), syntax.Perl)
	if err != nil {
		return Plan{}
	}
	return literals(re, parts)
}

func literals(re *syntax.Regexp, parts Part) Plan {
	switch re.Op {
	case syntax.OpLiteral:
		return literal(re, parts)
	case syntax.OpConcat, syntax.OpAlternate:
		kids := make([]Plan, len(re.Sub))
		for i, s := range re.Sub {
			kids[i] = literals(s, parts)
		}
		if re.Op == syntax.OpConcat {
			return planAnd(kids...)
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

// literal cuts at characters that could have matched something that folds
// differently.
func literal(re *syntax.Regexp, parts Part) Plan {
	var all []Plan
	var b strings.Builder
	for _, r := range re.Rune {
		if r == utf8.RuneError || re.Flags&syntax.FoldCase != 0 && !foldsAlike(r) {
			all = append(all, planNeedle(b.String(), parts))
			b.Reset()
			continue
		}
		b.WriteRune(r)
	}
	return planAnd(append(all, planNeedle(b.String(), parts))...)
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
