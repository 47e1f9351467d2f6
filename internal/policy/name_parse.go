package policy

import (
	"strings"
	"unicode/utf8"
)

// setName reads a host part that is a name, a suffix or a glob.
func (p *Pattern) setName(text string) *SyntaxError {
	if text == "" || strings.Trim(text, "*") == "" {
		p.kind = anyHost
		return nil
	}
	if at := strings.IndexFunc(text, noHostRune); at >= 0 {
		return &SyntaxError{Column: utf8.RuneCountInString(text[:at]) + 1, Found: text[at:],
			Want: "the end of the host: a pattern has no scheme, path or user"}
	}
	column := 1
	text = asciiDots(text)
	for strings.HasPrefix(text, "**") {
		text = text[1:]
		column++
	}
	name, kind, offset := text, exact, 0
	if s, ok := strings.CutPrefix(text, "*."); ok {
		name, kind, offset = s, below, 2
	} else if s, ok := strings.CutPrefix(text, "."); ok {
		name, kind, offset = s, within, 1
	}
	if strings.ContainsAny(name, "*?[]") {
		name, kind, offset = text, glob, 0
	}
	canonical, bad := readName(name)
	if bad != nil {
		bad.Column += column + offset - 1
		return bad
	}
	p.kind, p.host = kind, canonical
	if kind != glob && looksNumeric(p.hostText()) { // digits that are not ASCII
		return &SyntaxError{Column: column, Found: text, Want: wantAddress}
	}
	return nil
}

// noHostRune is a character that no host part has. What is not ASCII is judged
// label by label.
func noHostRune(r rune) bool { return r < 0x80 && noLabelRune(r) && !strings.ContainsRune(".*?[]", r) }

func noLabelRune(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_')
}

// asciiDots turns the other full stops of IDNA (RFC 3490 section 3.1) into dots.
func asciiDots(name string) string {
	return strings.NewReplacer("\u3002", ".", "\uFF0E", ".", "\uFF61", ".").Replace(name)
}

// readName checks the labels of a name or glob and brings it into its canonical form.
func readName(text string) (string, *SyntaxError) {
	name := strings.TrimSuffix(text, ".")
	if badClass(name) {
		return "", &SyntaxError{Column: 1, Found: text, Want: "letters and ranges between [ and ], as in [a-f0-9]"}
	}
	labels := strings.Split(name, ".")
	column := 1
	for i, label := range labels {
		canonical, ok := readLabel(label)
		if !ok {
			return "", &SyntaxError{Column: column, Found: label, Want: "a label of 1 to 63 letters, digits, - or _"}
		}
		labels[i] = canonical
		column += utf8.RuneCountInString(label) + 1
	}
	name = strings.Join(labels, ".")
	for strings.Contains(name, "**") {
		name = strings.ReplaceAll(name, "**", "*")
	}
	if len(name) > maxName {
		return "", &SyntaxError{Column: 1, Found: text, Want: "a name of at most 253 bytes"}
	}
	return name, nil
}

// readLabel is one label in lower case, as an A-label where it is not ASCII.
// That needs the whole label, so that no wildcard can be beside it.
func readLabel(label string) (string, bool) {
	wild := strings.ContainsAny(label, "*?[]")
	for i := range len(label) {
		if label[i] < 0x80 {
			continue
		}
		s, err := lookup().ToASCII(label)
		return s, err == nil && !wild && s != "" && len(s) <= 63 && strings.IndexFunc(s, noLabelRune) < 0
	}
	return strings.ToLower(label), label != "" && (wild || len(label) <= 63)
}

// badClass reports whether brackets are empty, nested or not closed.
func badClass(pattern string) bool {
	open := -1
	for i := range len(pattern) {
		switch pattern[i] {
		case '[':
			if open >= 0 {
				return true
			}
			open = i
		case ']':
			if open < 0 || open == i-1 {
				return true
			}
			open = -1
		case '.':
			if open >= 0 {
				return true
			}
		}
	}
	return open >= 0
}
