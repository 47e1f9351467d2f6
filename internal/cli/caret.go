package cli

import (
	"errors"
	"fmt"
	"strings"

	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/policy"
)

// patternError is a pattern, or another part of the policy that was typed, which
// cannot be read.
type patternError struct {
	text string
	at   *policy.SyntaxError
}

func (e *patternError) Error() string { return app.PolicyComplaint(e.at) }
func (e *patternError) Hint() string {
	return "rockxy policy --help says how patterns are written"
}

// parsePattern reads a pattern from the arguments of a command line.
func parsePattern(args []string) (policy.Pattern, error) {
	text := patternText(args)
	p, err := policy.ParsePattern(text)
	return p, pointAt(text, err)
}

// pointAt makes an error that says where in text it is.
func pointAt(text string, err error) error {
	var at *policy.SyntaxError
	if errors.As(err, &at) {
		return &patternError{text, at}
	}
	return err
}

// patternText puts together what the shell has taken apart: of several arguments,
// one that names an application may hold blanks.
func patternText(args []string) string {
	if len(args) == 1 {
		return args[0]
	}
	words := make([]string, len(args))
	for i, a := range args {
		words[i] = a
		name, ok := strings.CutPrefix(strings.TrimPrefix(a, "!"), "app:")
		if ok && strings.ContainsAny(name, " \t") && !strings.Contains(name, `"`) {
			words[i] = a[:len(a)-len(name)] + `"` + name + `"`
		}
	}
	return strings.Join(words, " ")
}

// errorLine is one line of an error, and perhaps the place that it is about.
type errorLine struct {
	text   string
	source string
	column int // from 1; 0 is no place
}

// sourced is an error about places in a text, one in each of its lines.
type sourced interface {
	error
	Places() []app.Place
	Source(line int) string
}

func errorLines(err error) (lines []errorLine) {
	var pattern *patternError
	var file sourced
	var filter *filterError
	switch {
	case errors.As(err, &filter):
		return []errorLine{{err.Error(), filter.text, filter.at.Column}}
	case errors.As(err, &pattern):
		return []errorLine{{err.Error(), pattern.text, pattern.at.Column}}
	case errors.As(err, &file):
		if before, ok := strings.CutSuffix(err.Error(), file.Error()); ok && before != "" {
			lines = append(lines, errorLine{text: strings.TrimSuffix(before, " ")})
		}
		for i, text := range strings.Split(file.Error(), "\n") {
			l := errorLine{text: text}
			if places := file.Places(); i < len(places) && places[i].Line > 0 {
				l.source, l.column = file.Source(places[i].Line), places[i].Column
			}
			lines = append(lines, l)
		}
		return lines
	}
	for text := range strings.SplitSeq(err.Error(), "\n") {
		lines = append(lines, errorLine{text: text})
	}
	return lines
}

// sourceCells is how much of a long line is shown around the place.
const sourceCells = 100

// caret shows a line, safe for a terminal, and points at a column of it.
func caret(source string, column int) (line, pointer string) {
	all := []rune(source)
	at := min(max(column-1, 0), len(all))
	from, to := 0, len(all)
	if len(all) > sourceCells {
		from = max(0, at-sourceCells/2)
		to = min(len(all), from+sourceCells)
	}
	before := render.Safe(string(all[from:at]))
	line = before + render.Safe(string(all[at:to]))
	if from > 0 {
		line, before = "…"+line, "…"+before
	}
	if to < len(all) {
		line += "…"
	}
	return line, strings.Repeat(" ", render.Width(before)) + "^"
}

// fail prints an error, the places that it is about, and its hint.
func (s screen) fail(err error) {
	label := "rockxy: "
	for _, l := range errorLines(err) {
		fmt.Fprintln(s, s.Paint(render.BoldRed, label)+render.Safe(l.text))
		label = "        "
		if l.column > 0 {
			line, pointer := caret(l.source, l.column)
			fmt.Fprintln(s, label+"  "+line)
			fmt.Fprintln(s, label+"  "+s.Paint(render.BoldRed, pointer))
		}
	}
	if h := hint(err); h != "" {
		fmt.Fprintln(s, s.Paint(render.Dim, label+render.Safe(h)))
	}
}
