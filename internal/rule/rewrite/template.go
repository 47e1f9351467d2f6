package rewrite

import (
	"fmt"
	"regexp"
	"strings"
)

// template is what a match is replaced with: pieces of text and groups in turn.
type template []piece

type piece struct {
	text  string
	group int // when text is empty
}

// TemplateError is a replacement that names a group that is not there.
type TemplateError struct {
	Offset int // in the replacement
	What   string
}

func (e *TemplateError) Error() string { return e.What }

// parseTemplate reads a replacement: $1 to $99 and ${1} are groups of re, as far as it has
// them; ${name} is one with a name; $0 and $& are the whole match, $$ is a dollar sign. A dollar sign
// before anything else is one. Without re, all is text.
func parseTemplate(s string, re *regexp.Regexp) (template, error) {
	if re == nil {
		return template{{text: s}}, nil
	}
	var all template
	var text strings.Builder
	add := func(group int) {
		if text.Len() > 0 {
			all = append(all, piece{text: text.String()})
			text.Reset()
		}
		all = append(all, piece{group: group})
	}
	for i := 0; i < len(s); {
		if s[i] != '$' || i+1 == len(s) {
			text.WriteByte(s[i])
			i++
			continue
		}
		switch group, n, err := readGroup(s[i:], re); {
		case err != "":
			return nil, &TemplateError{i, err}
		case n > 0:
			add(group)
			i += n
		case s[i+1] == '$':
			text.WriteByte('$')
			i += 2
		default:
			text.WriteByte('$')
			i++
		}
	}
	if text.Len() > 0 {
		all = append(all, piece{text: text.String()})
	}
	return all, nil
}

// readGroup reads the group that s begins with; n is 0 when it does not.
func readGroup(s string, re *regexp.Regexp) (group, n int, bad string) {
	switch c := s[1]; {
	case c == '&':
		return 0, 2, ""
	case c == '{':
		name, _, ok := strings.Cut(s[2:], "}")
		if !ok {
			return 0, 0, "a ${ without its }; expected a group such as ${1} or ${name}, or $$ for a dollar sign"
		}
		if digits(name) > 0 && digits(name) == len(name) && len(name) < 4 {
			group = number(name)
		} else if group = re.SubexpIndex(name); group < 0 {
			return 0, 0, fmt.Sprintf("no group is called %q; expected one of the expression's groups", name)
		}
		n = len(name) + 3
	case c >= '0' && c <= '9':
		most := min(digits(s[1:]), 2)
		for n = most; n > 1 && number(s[1:1+n]) > re.NumSubexp(); n-- {
		}
		group, n = number(s[1:1+n]), n+1
	default:
		return 0, 0, ""
	}
	if group > re.NumSubexp() {
		return 0, 0, fmt.Sprintf("there is no group %d; the expression has %d", group, re.NumSubexp())
	}
	return group, n, ""
}

func digits(s string) (n int) {
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

func number(s string) (n int) {
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}

// appendTo appends what a match in b, as of FindSubmatchIndex, is replaced with.
func (t template) appendTo(dst, b []byte, match []int) []byte {
	for _, p := range t {
		switch {
		case p.text != "":
			dst = append(dst, p.text...)
		case match[2*p.group] >= 0:
			dst = append(dst, b[match[2*p.group]:match[2*p.group+1]]...)
		}
	}
	return dst
}

// texts are the parts of the template that do not come from the match.
func (t template) texts() string {
	var b strings.Builder
	for _, p := range t {
		b.WriteString(p.text)
	}
	return b.String()
}
