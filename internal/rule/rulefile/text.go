package rulefile

import (
	"encoding/json"
	"regexp"
	"strings"
)

// Text is how a text is written as a value, in a line of its own or in brackets:
// as it is when it can be, else in quotation marks.
func Text(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string can be encoded; JSON's escapes are YAML's
	return strings.ReplaceAll(strings.TrimSuffix(b.String(), "\n"), "\u0085", `\u0085`)
}

// isPlain reports whether a text reads as that text without quotation marks,
// whichever version of YAML it is read by.
func isPlain(s string) bool {
	switch strings.ToLower(s) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n":
		return false
	}
	return regexp.MustCompile(`^[A-Za-z/](?:[ ]?[A-Za-z0-9/._*@+=<>!?$()^|~-]|:[A-Za-z0-9/._*<>=~(-])*$`).MatchString(s)
}
