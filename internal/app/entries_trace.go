package app

import (
	"context"
	"strings"
	"unicode/utf8"

	"rockxy/internal/api"
	"rockxy/internal/view"
	"rockxy/internal/view/linediff"
)

// traceLimits are those of a change that a page shows.
func traceLimits() linediff.Limits { return linediff.Limits{Lines: 2000, Width: 2000} }

// EntryTrace implements api.Entries.
func (e *entryReader) EntryTrace(ctx context.Context, ref api.EntryRef) ([]api.TraceStep, error) {
	o, err := e.open(ctx, ref)
	if err != nil {
		return nil, err
	}
	defer o.close()
	all := []api.TraceStep{}
	for _, s := range api.NewTrace(o.Trace) {
		step := api.TraceStep{Rule: s.Rule, Group: s.Group, Action: s.Action, Phase: s.Phase, Did: s.Did, Skipped: s.Skipped,
			DurationMS: s.DurationMS, Log: s.Log, Changes: []api.TraceChange{}}
		for i := range s.Changes {
			step.Changes = append(step.Changes, traceChange(&s.Changes[i]))
		}
		all = append(all, step)
	}
	return all, nil
}

func traceChange(c *api.RuleChange) api.TraceChange {
	out := api.TraceChange{Part: c.Part, From: c.From, Cut: c.Cut}
	if c.Before != nil && c.After != nil {
		out.Lines = diffLines(*c.Before, *c.After, traceLimits())
		return out
	}
	out.Octets = true
	out.Lines = diffLines(hexText(c.BeforeBase64), hexText(c.AfterBase64), traceLimits())
	return out
}

// diffLines is what became of a text; never nil.
func diffLines(before, after string, lim linediff.Limits) []api.DiffLine {
	lines := []api.DiffLine{}
	for _, l := range linediff.Diff(before, after, lim) {
		lines = append(lines, api.DiffLine{Op: string(l.Op), Text: l.Text})
	}
	return lines
}

// maxHexText is how many octets are compared in hex.
const maxHexText = 64 << 10

// hexText is octets in hexadecimal.
func hexText(b []byte) string {
	var out strings.Builder
	p := view.NewPrinter(&out, view.PlainStyle{}, 0)
	view.HexDump(p, 0, b[:min(len(b), maxHexText)])
	_ = p.Close() // a Builder has no errors
	return out.String()
}

// textOrOctets is text when it is UTF-8, else octets.
func textOrOctets(b []byte) (*string, []byte) {
	if utf8.Valid(b) {
		text := string(b)
		return &text, nil
	}
	return nil, b
}
