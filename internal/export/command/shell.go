package command

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// posix quotes an argument for a POSIX shell: any octets but NUL, which no
// argument can have.
func posix(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+,") == "" {
		return s
	}
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
			return `"$(printf ` + printfFormat(s+"x") + `)"` // unreachable: see showable
		}
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// printfFormat returns s as a quoted format of the shell's printf.
func printfFormat(s string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\'':
			b.WriteString(`'\''`)
		case c == '%':
			b.WriteString("%%")
		case c == '\\':
			b.WriteString(`\\`)
		case c == '\n':
			b.WriteString(`\n`)
		case c < ' ' || c >= 0x7f:
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('\'')
	return b.String()
}

// maxArgument is how large an argument of a program may be: Linux allows
// 128 KiB.
const maxArgument = 100_000

// showable reports whether a body can stand in a command as text: a terminal
// takes it when it is pasted, and a person can read it.
func showable(b []byte) bool {
	if len(b) > maxArgument || !utf8.Valid(b) {
		return false
	}
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// comments writes the notes as comments of a language.
func comments(mark string, notes []string) string {
	var b strings.Builder
	for _, n := range notes {
		clean := strings.Map(func(c rune) rune {
			if c < ' ' || c == 0x7f || c == 0x85 || c == '\u2028' || c == '\u2029' {
				return ' '
			}
			return c
		}, n)
		b.WriteString(mark + " " + clean + "\n")
	}
	return b.String()
}
