package cli

import (
	"context"
	"fmt"
	"io"

	"rockxy/internal/api"
	"rockxy/internal/app"
)

// tellPaused tells the person in front of the list that something waits for a
// decision, once for each rule. The channel is closed when the instance has ended.
func tellPaused(a *app.App, out io.Writer, command string) <-chan struct{} {
	ended := make(chan struct{})
	notes := pausedNotes{command: command, told: map[string]bool{}}
	go func() {
		defer close(ended)
		_ = a.WatchPaused(context.Background(), func() error { return nil }, func(events []api.PausedEvent) error {
			if note := notes.take(events); note != "" {
				_, _ = io.WriteString(out, note) // as the list's lines
			}
			return nil
		})
	}()
	return ended
}

// pausedNotes knows of which rules was told.
type pausedNotes struct {
	command string // that decides
	told    map[string]bool
}

// take returns what is to be said of events, mostly nothing.
func (n *pausedNotes) take(events []api.PausedEvent) (note string) {
	for _, e := range events {
		if p := e.Paused; p != nil && !n.told[p.Rule] {
			n.told[p.Rule] = true
			note += fmt.Sprintf("Paused by the rule %q: %s %s. To decide: %s\n", p.Rule, p.Method, p.URL, n.command)
		}
	}
	return note
}
