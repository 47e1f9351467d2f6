package trust

import (
	"fmt"
	"strings"
)

// String is the plan for a person, in lines of text.
func (p *Plan) String() string {
	var b strings.Builder
	if p.Root != nil {
		fmt.Fprintf(&b, "%s\n  SHA-256 %s\n  valid until %s\n", displayName(p.Root), Fingerprint(p.Root), p.Root.NotAfter.UTC().Format("2 January 2006"))
	}
	if p.Empty() {
		b.WriteString("\nNothing is to be done.\n")
	}
	for i, s := range p.Steps {
		fmt.Fprintf(&b, "\n%d. %s\n", i+1, s.title())
		if p.Root == nil || !s.Root.Equal(p.Root) {
			fmt.Fprintf(&b, "     %s\n     SHA-256 %s\n", displayName(s.Root), s.SHA256())
		}
		for _, line := range s.Does {
			fmt.Fprintf(&b, "     %s\n", line)
		}
		for _, line := range s.Notes {
			fmt.Fprintf(&b, "     (%s)\n", line)
		}
		if s.Admin {
			fmt.Fprintf(&b, "     NEEDS ADMINISTRATOR RIGHTS, and is left out without them%s\n", p.env.elevated())
		}
	}
	if len(p.Skipped) > 0 {
		b.WriteString("\nLeft as it is:\n")
		for _, s := range p.Skipped {
			fmt.Fprintf(&b, "   - %s: %s\n", s.Store, s.Why)
		}
	}
	p.writeStale(&b)
	return b.String()
}

func (s Step) title() string {
	if s.Action == Remove {
		return "Remove the root from " + s.Store.Name()
	}
	return "Add the root to " + s.Store.Name()
}

func (e Env) elevated() string {
	if e.Again == "" {
		return ""
	}
	return ": sudo " + e.Again
}

func (p *Plan) writeStale(b *strings.Builder) {
	if len(p.Stale) == 0 {
		return
	}
	b.WriteString("\nOther roots of Rockxy found:\n")
	for _, s := range p.Stale {
		fate := "a step above removes it"
		if s.Stays {
			fate = "it stays unless its removal is asked for"
		}
		fmt.Fprintf(b, "   - %s in %s\n     SHA-256 %s\n     %s; %s\n", displayName(s.Root), s.Store.Name(), Fingerprint(s.Root), s.Reason, fate)
	}
}
