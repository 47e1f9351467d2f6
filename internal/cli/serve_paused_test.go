package cli

import (
	"testing"

	"rockxy/internal/api"
)

func TestPausedNotes(t *testing.T) {
	n := pausedNotes{command: "rockxy breakpoints", told: map[string]bool{}}
	one, two, other := pausedEvent(1), pausedEvent(2), pausedEvent(3)
	one.Paused.Rule, two.Paused.Rule, other.Paused.Rule = "r", "r", "s"
	const want = `Paused by the rule "r": GET https://example.com/1. To decide: rockxy breakpoints` + "\n"
	for i, step := range []struct {
		events []api.PausedEvent
		want   string
	}{
		{[]api.PausedEvent{one, two}, want},
		{[]api.PausedEvent{one, {Gone: 1}}, ""},
		{[]api.PausedEvent{two, other}, `Paused by the rule "s": GET https://example.com/3. To decide: rockxy breakpoints` + "\n"},
	} {
		if got := n.take(step.events); got != step.want {
			t.Errorf("%d: %q", i, got)
		}
	}
}
