package foreign

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// YAML is the group as a rule file. from is said at its top: where it comes from.
func (g *Group) YAML(from string) []byte {
	var b strings.Builder
	if from != "" {
		fmt.Fprintf(&b, "# Imported from %s.\n", oneLine(from))
	}
	if len(g.Left) > 0 {
		b.WriteString("# Not carried over, or not as it was:\n")
		for _, l := range g.Left {
			fmt.Fprintf(&b, "#   %s\n", l)
		}
	}
	fmt.Fprintf(&b, "enabled: %t\nrules:\n", g.Enabled)
	for _, one := range g.Rules {
		one.write(&b)
	}
	return []byte(b.String())
}

func (r *Rule) write(b *strings.Builder) {
	fmt.Fprintf(b, "  - name: %s\n", scalar(r.Name))
	if !r.Enabled {
		b.WriteString("    enabled: false\n")
	}
	if r.Match != "" {
		fmt.Fprintf(b, "    match: %s\n", scalar(r.Match))
	}
	if r.Notes != "" {
		fmt.Fprintf(b, "    notes: %s\n", scalar(r.Notes))
	}
	b.WriteString("    actions:\n")
	for _, a := range r.Actions {
		fmt.Fprintf(b, "      - %s: %s\n", a.Kind, inline(a.Value))
	}
}

// inline writes a value in one line.
func inline(v any) string {
	switch v := v.(type) {
	case string:
		return scalar(v)
	case int:
		return strconv.Itoa(v)
	case bool:
		return strconv.FormatBool(v)
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = inline(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case fields:
		items := make([]string, len(v))
		for i, p := range v {
			items[i] = key(p.key) + ": " + inline(p.value)
		}
		return "{" + strings.Join(items, ", ") + "}"
	}
	return "null"
}

// key writes one; that of a breakpoint is "on", which is no text in YAML 1.1 only.
func key(s string) string {
	if s == "on" {
		return s
	}
	return scalar(s)
}

// scalar writes a text: plainly when that cannot be read as anything else, else in
// quotation marks. JSON's are YAML's.
func scalar(s string) string {
	if isPlain(s) {
		return s
	}
	if !strings.ContainsAny(s, "\n\r\t") && isPrintable(s) {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(strings.ToValidUTF8(s, "\uFFFD")) // a text can always be encoded
	return strings.TrimSuffix(b.String(), "\n")
}

// isPlain keeps to what no reader of YAML takes for anything but text, in braces or not.
func isPlain(s string) bool {
	word := regexp.MustCompile(`^([A-Za-z/][A-Za-z0-9_./:=$*-]*|[0-9]+(\.[0-9]+)?(kbit|ms|%))( [A-Za-z0-9_./:=$*-]+)*$`)
	if !word.MatchString(s) || strings.Contains(s, ": ") || strings.HasSuffix(s, ":") || strings.Contains(s, " -") || strings.Contains(s, " *") {
		return false
	}
	switch strings.ToLower(s) {
	case "true", "false", "yes", "no", "on", "off", "null", "y", "n":
		return false
	}
	return true
}

// isPrintable: YAML 1.2 §5.1, without what is a line break somewhere.
func isPrintable(s string) bool {
	for _, r := range s {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' || r == '\uFEFF' || r == '\uFFFD' {
			return false
		}
	}
	return true
}
