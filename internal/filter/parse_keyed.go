package filter

import (
	"regexp"
	"strconv"
	"strings"
)

// keyed reads a name or path, and perhaps an operator and a value.
func (p *parser) keyed(f *field, c *Cond) (bad *SyntaxError) {
	if bad := p.missing(f); bad != nil {
		return bad
	}
	if f.kind == jsonKind {
		c.Key, bad = p.path(f)
	} else {
		c.Key, bad = p.key(f)
	}
	if bad != nil {
		return bad
	}
	v := Value{Op: Present, At: Span{p.i, p.i}}
	if !p.ends(p.i) {
		v, bad = p.keyedValue(f)
	}
	c.Values = []Value{v}
	return bad
}

const keyStops = `=~<>:!`

func (p *parser) key(f *field) (string, *SyntaxError) {
	at := p.i
	if p.text[at] == '"' {
		text, end := p.quoted(at)
		if end < 0 {
			return "", p.fail(at, p.text[at:], "a closing quotation mark")
		}
		if text == "" {
			return "", p.fail(at, `""`, f.want)
		}
		p.i = end
		return text, nil
	}
	key := p.take(keyStops)
	if key == "" {
		return "", p.fail(at, p.text[at:at+1], f.want)
	}
	return key, nil
}

func (p *parser) keyedValue(f *field) (v Value, bad *SyntaxError) {
	at := p.i
	op, ok := p.comparison()
	if !ok {
		bad := p.fail(at, p.text[at:p.word(at, "")], "=, ~, <, <=, > or >= and a value, or a blank")
		if strings.HasPrefix(p.text[at:], "!=") {
			bad.Suggest = "-" + f.Name + ":… with ="
		}
		return v, bad
	}
	valued := *f
	valued.want = "a value"
	if p.ends(p.i) {
		return v, p.missing(&valued)
	}
	switch op {
	case Matches:
		v.At.From = p.i
		bad = p.pattern(&valued, &v, "")
	case Present: // a colon: somewhere in the value
		v, bad = p.textValue(&valued, "")
		if v.Op == Is {
			v.Op, v.Text, v.Flags, v.Quoted = Matches, regexp.QuoteMeta(v.Text), "i", false
		}
	case Is:
		v, bad = p.textValue(&valued, "")
	default:
		v.At.From = p.i
		v.Op, v.Text = op, p.take("")
		if _, err := strconv.ParseFloat(v.Text, 64); err != nil {
			bad = p.fail(v.At.From, v.Text, "a number to compare with")
		}
	}
	v.At.To = p.i
	return v, bad
}

// comparison takes an operator between a key and a value.
func (p *parser) comparison() (Op, bool) {
	for _, o := range []struct {
		text string
		op   Op
	}{{">=", GreaterOrEqual}, {"<=", LessOrEqual}, {">", Greater}, {"<", Less}, {"=", Is}, {"~", Matches}, {":", Present}} {
		if strings.HasPrefix(p.text[p.i:], o.text) {
			p.i += len(o.text)
			return o.op, true
		}
	}
	return 0, false
}

// checkPattern compiles a regular expression; its source begins at from.
func (p *parser) checkPattern(v *Value, from int) *SyntaxError {
	parsed, err := parsePattern(v)
	if err == nil {
		p.program += programSize(parsed)
		if p.program <= maxProgram {
			return nil
		}
		err = &patternError{why: "all of them together are too large"}
	}
	at, found := err.locate(v.Text)
	return p.fail(from+at, found, "a regular expression as RE2 has it: "+err.why)
}
