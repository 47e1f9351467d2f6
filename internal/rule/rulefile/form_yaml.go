package rulefile

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// wide is how long a list or mapping in one line may be.
const wide = 90

// keyLines are the lines of a key with its value.
func keyLines(key string, v any) []string {
	name := Text(key) + ":"
	switch v := v.(type) {
	case string:
		return textLines(key, v)
	case []any:
		if text, ok := inline(v); ok && len(name)+len(text) < wide {
			return []string{name + " " + text}
		}
		lines := []string{name}
		for _, one := range v {
			lines = append(lines, indented(itemLines(one), 2)...)
		}
		return lines
	case object:
		if text, ok := inline(v); ok && len(name)+len(text) < wide {
			return []string{name + " " + text}
		}
		lines := []string{name}
		for _, m := range v {
			lines = append(lines, indented(keyLines(m.key, m.value), 2)...)
		}
		return lines
	}
	return []string{name + " " + scalar(v)}
}

// itemLines are the lines of a value in a list.
func itemLines(v any) []string {
	if text, ok := inline(v); ok && len(text) < wide {
		return []string{"- " + text}
	}
	var lines []string
	switch v := v.(type) {
	case object:
		for _, m := range v {
			lines = append(lines, keyLines(m.key, m.value)...)
		}
	case []any:
		for _, one := range v {
			lines = append(lines, itemLines(one)...)
		}
	default:
		return []string{"- " + scalar(v)}
	}
	lines = indented(lines, 2)
	lines[0] = "- " + lines[0][2:]
	return lines
}

// inline is a value in one line; ok is false for one with a text of several lines.
func inline(v any) (text string, ok bool) {
	var parts []string
	switch v := v.(type) {
	case string:
		return scalar(v), !strings.Contains(v, "\n")
	case []any:
		for _, one := range v {
			part, ok := inline(one)
			if !ok {
				return "", false
			}
			parts = append(parts, part)
		}
		return "[" + strings.Join(parts, ", ") + "]", true
	case object:
		for _, m := range v {
			part, ok := inline(m.value)
			if !ok {
				return "", false
			}
			parts = append(parts, Text(m.key)+": "+part)
		}
		return "{" + strings.Join(parts, ", ") + "}", true
	}
	return scalar(v), true
}

// scalar is a value that is neither a list nor a mapping.
func scalar(v any) string {
	switch v := v.(type) {
	case string:
		if measure(v) {
			return v
		}
		return Text(v)
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return "null"
}

// measure reports whether a text is a number with a unit, such as 3g, 400ms or 5%, which
// needs no quotation marks.
func measure(s string) bool {
	return regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,3})?(ns|us|ms|s|m|h|d|g|[kMG]?bit|[KMG]i?B|%)$`).MatchString(s)
}

// textLines are the lines of a key whose value is a text.
func textLines(key, text string) []string {
	name := Text(key) + ":"
	body, ends := strings.CutSuffix(text, "\n")
	if !strings.Contains(text, "\n") || !blockable(body) {
		return []string{name + " " + scalar(text)}
	}
	head := name + " |"
	if strings.HasPrefix(body, " ") || strings.HasPrefix(body, "\n") {
		head += "2"
	}
	if !ends {
		head += "-"
	}
	return append([]string{head}, indented(strings.Split(body, "\n"), 2)...)
}

// blockable reports whether a text can be a block: its lines are shown as they are.
func blockable(body string) bool {
	if body == "" || strings.HasSuffix(body, "\n") || strings.TrimSpace(body) == "" {
		return false
	}
	return !strings.ContainsFunc(body, func(r rune) bool {
		return r != '\n' && r != '\t' && (unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\uFEFF' || r == unicode.ReplacementChar || r > 0xFFFD && r < 0x10000)
	})
}

// indented moves lines to the right, but for empty ones.
func indented(lines []string, by int) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		if line != "" {
			line = strings.Repeat(" ", by) + line
		}
		out[i] = line
	}
	return out
}
