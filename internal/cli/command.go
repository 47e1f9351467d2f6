package cli

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"rockxy/internal/cli/render"
)

// command is what commands that belong together share.
type command struct {
	io       IO
	cmd      *cobra.Command // that is run
	dir      string
	json     bool
	out, err screen
}

// with prepares a command and runs it.
func (c *command) with(run func(context.Context, []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) (err error) {
		if c.dir, err = data(cmd); err != nil {
			return err
		}
		c.cmd, c.out, c.err = cmd, newScreen(c.io.Out), newScreen(c.io.Err)
		return run(cmd.Context(), args)
	}
}

func (c *command) usage(format string, args ...any) error {
	return &usageError{c.cmd, fmt.Errorf(format, args...)}
}

// encode prints one object.
func (c *command) encode(v any) error {
	enc := json.NewEncoder(c.out)
	enc.SetEscapeHTML(false)
	if c.out.terminal {
		enc.SetIndent("", "  ")
	}
	return enc.Encode(v)
}

// tellChange says what is so now, in a sentence, and since when.
func (c *command) tellChange(sentence string, changed, live bool) {
	mark, how := c.out.Paint(render.Green, "✓"), "in force at once, in the running instance"
	if !live {
		how = "in force with the next start; no instance is running"
	}
	if !changed {
		mark, how = c.out.Paint(render.Dim, "–"), "nothing was changed: it was so already"
	}
	fmt.Fprintf(c.out, "%s %s\n  %s\n", mark, render.Safe(sentence), c.out.Paint(render.Dim, how))
}
