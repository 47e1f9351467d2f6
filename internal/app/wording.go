package app

import (
	"fmt"
	"strings"
	"time"

	"rockxy/internal/api"
)

// ShellWord quotes a word for a shell where it has to be.
func ShellWord(s string) string {
	safe := strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-~+:@%\\", r))
	}) < 0
	if safe {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// ShortPrint is the beginning of a SHA-256 in hex.
func ShortPrint(sha256 string) string { return strings.ToUpper(sha256[:min(16, len(sha256))]) + "…" }

// PolicyPlace is a problem of the policy with its place.
func PolicyPlace(file string, p api.PolicyProblem) string {
	if p.Line == 0 {
		return p.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", file, p.Line, p.Column, p.Message)
}

// RulePlace is a problem of rules with its place.
func RulePlace(p api.RuleProblem) string {
	if p.Line == 0 {
		return p.File + ": " + p.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
}

// Lasts says until when something applies, and how long that still is.
func Lasts(until *time.Time, now time.Time) string {
	if until == nil || until.IsZero() {
		return "for good"
	}
	left := until.Sub(now)
	at := until.Local().Format("2006-01-02 15:04")
	if left <= 0 {
		return "expired " + at
	}
	return "until " + at + " (" + Remaining(left) + " left)"
}

// Remaining is a time in its largest unit, such as "59 min" or "3 days".
func Remaining(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Round(time.Second).Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Round(time.Hour).Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Round(24*time.Hour).Hours()/24))
}
