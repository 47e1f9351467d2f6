package render

import (
	"fmt"
	"strings"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/view/linediff"
)

// rules are what rules did to an exchange: a line for each step, and under it what
// it changed.
func (p Page) rules(trace []api.RuleStep) string {
	if len(trace) == 0 {
		return ""
	}
	lim := linediff.Limits{Lines: 60}
	if p.Full {
		lim = linediff.Limits{Lines: 5000, Width: 4000}
	}
	return p.heading("Rules") + p.Steps(trace, lim)
}

// Steps renders a trace without a heading.
func (s Style) Steps(trace []api.RuleStep, lim linediff.Limits) string {
	var b strings.Builder
	for i := range trace {
		step := &trace[i]
		b.WriteString("  " + s.step(step) + "\n")
		for j := range step.Changes {
			b.WriteString(s.change(&step.Changes[j], lim))
		}
		for _, l := range step.Log {
			b.WriteString("    " + s.Paint(Dim, "log ") + Safe(l) + "\n")
		}
	}
	return b.String()
}

// step is such as "to staging · map-remote · request head · sent it to https://b.test/ · 12 µs".
func (s Style) step(t *api.RuleStep) string {
	parts := []string{s.Paint(Bold, Safe(t.Rule))}
	for _, text := range []string{t.Action, t.Phase} {
		if text != "" {
			parts = append(parts, s.Paint(Dim, Safe(text)))
		}
	}
	if t.Did != "" {
		parts = append(parts, s.Paint(Green, Safe(t.Did)))
	}
	if t.Skipped != "" {
		parts = append(parts, s.Paint(Yellow, "skipped: "+Safe(t.Skipped)))
	}
	if t.DurationMS > 0 {
		parts = append(parts, s.Paint(Dim, Duration(time.Duration(t.DurationMS*float64(time.Millisecond)))))
	}
	if t.Rule == "" {
		parts = parts[1:]
	}
	return strings.Join(parts, s.Paint(Dim, " · "))
}

// change is a diff in lines.
func (s Style) change(c *api.RuleChange, lim linediff.Limits) string {
	const indent = "    "
	if c.Before == nil || c.After == nil {
		return indent + s.Paint(Dim, fmt.Sprintf("%s: %s became %s, which are not text", Safe(c.Part), Bytes(int64(len(c.BeforeBase64))), Bytes(int64(len(c.AfterBase64))))) + "\n"
	}
	var b strings.Builder
	title := Safe(c.Part)
	if c.From > 0 {
		title += fmt.Sprintf(", from octet %s on", Count(int64(c.From)))
	}
	b.WriteString(indent + s.Paint(Cyan, title) + "\n")
	lines := linediff.Diff(strings.TrimRight(*c.Before, "\r\n"), strings.TrimRight(*c.After, "\r\n"), lim)
	for _, l := range lines {
		text := string(l.Op) + Safe(l.Text)
		switch l.Op {
		case linediff.Gone:
			text = s.Paint(Red, text)
		case linediff.Came:
			text = s.Paint(Green, text)
		case linediff.Apart:
			text = s.Paint(Dim, "@ "+Safe(l.Text))
		}
		b.WriteString(strings.TrimRight(indent+text, " ") + "\n")
	}
	if c.Cut {
		b.WriteString(indent + s.Paint(Dim, "@ what follows was not kept") + "\n")
	}
	return b.String()
}
