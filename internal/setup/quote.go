package setup

import (
	"encoding/json"
	"strings"
)

// posix quotes a word for sh, bash and zsh.
func posix(s string) string {
	if s != "" && plain(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// plain reports whether no shell reads a word as anything else.
func plain(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+:@=,", r))
	}) < 0
}

// fish quotes a word for fish.
func fish(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s) + "'"
}

// powershell quotes a word for PowerShell, which takes typographic marks for the others.
func powershell(s string) string {
	return "'" + strings.NewReplacer("'", "''", "‘", "‘‘", "’", "’’", "‚", "‚‚", "‛", "‛‛").Replace(s) + "'"
}

// cmd quotes a value for set in a batch file.
func cmd(s string) string { return strings.ReplaceAll(s, "%", "%%") }

// double is a text in double quotation marks with backslashes, as JavaScript, Python, Go,
// Java, C# and Rust read it.
func double(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string can be encoded
	return strings.TrimSuffix(b.String(), "\n")
}

// single is a text in single quotation marks, as Ruby and PHP read it: nothing in it is
// looked at.
func single(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s) + "'"
}
