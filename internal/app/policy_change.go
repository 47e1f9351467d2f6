package app

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"rockxy/internal/policy"
)

// AddEntry puts an entry into a policy's text. What a person noted about the same pattern
// before stays its note if there is no other.
func AddEntry(text string, e policy.Entry) (string, error) {
	f, err := policy.ParseFile(text)
	if err != nil {
		return text, err
	}
	if was, ok := FindEntry(f, e.Pattern); ok && e.Note == "" && !was.Auto && was.Action == e.Action {
		e.Note = was.Note
	}
	return policy.Add(text, e)
}

// SetDefaultAction says what becomes of connections that no entry matches.
func SetDefaultAction(text string, a policy.Action) (string, error) {
	if f, err := policy.ParseFile(text); err != nil || f.Default == a {
		return text, err
	}
	return policy.SetDefault(text, a), nil
}

// AddImported adds the entries of another program that are not there yet, and takes over
// its default when asked to.
func AddImported(text string, in policy.Imported, takeDefault bool) (string, error) {
	f, err := policy.ParseFile(text)
	if err != nil {
		return text, err
	}
	fresh := slices.DeleteFunc(slices.Clone(in.Entries), func(e policy.Entry) bool {
		_, there := FindEntry(f, e.Pattern)
		return there
	})
	if text, err = policy.AddAll(text, fresh); err == nil && takeDefault && f.Default != in.Default {
		text = policy.SetDefault(text, in.Default)
	}
	return text, err
}

// NotOneHostError is what is to be one host, and is not.
type NotOneHostError struct{ Text string }

func (e *NotOneHostError) Error() string {
	return fmt.Sprintf("%q: an exception is for one host, without a port", e.Text)
}

// OneHost is the name or address of a host as the policy has it. The error is a
// *NotOneHostError or a *policy.SyntaxError.
func OneHost(text string) (string, error) {
	host := strings.TrimSuffix(strings.TrimPrefix(text, "["), "]")
	if a, err := netip.ParseAddr(host); err == nil {
		return a.Unmap().String(), nil
	}
	p, err := policy.ParsePattern(text)
	if err != nil {
		return "", err
	}
	if strings.ContainsAny(text, "*?[]:/! ") || strings.HasPrefix(text, ".") {
		return "", &NotOneHostError{text}
	}
	return p.String(), nil
}

// GroupWith is the ready-made group that has a pattern, empty for none.
func GroupWith(p policy.Pattern) string {
	for _, g := range policy.Groups() {
		if slices.Contains(g.Patterns, p.String()) {
			return g.Name
		}
	}
	return ""
}

// Statements are the lines that an import stands for.
func Statements(in policy.Imported, takeDefault bool) []string {
	all := []string{}
	for _, e := range in.Entries {
		all = append(all, e.String())
	}
	if takeDefault {
		all = append(all, "default "+in.Default.String())
	}
	return all
}
