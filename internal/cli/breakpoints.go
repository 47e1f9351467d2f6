package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"rockxy/internal/api"
	"rockxy/internal/cli/render"
)

// breakpointsCommand is what the commands around breakpoints share.
type breakpointsCommand struct{ command }

func newBreakpoints(io IO) *cobra.Command {
	c := &breakpointsCommand{command{io: io}}
	cmd := &cobra.Command{
		Use:   "breakpoints",
		Short: "Decide about what waits at breakpoints",
		Long: `Shows what is paused and lets you decide: on a terminal as a list that lives, where
one key edits a message in your editor, sends it, or ends it; in a pipe as
rockxy breakpoints list.

A rule with the action breakpoint pauses requests, responses, or the messages of
WebSockets, event streams and gRPC calls; rockxy breakpoints add makes such a rule.
What is paused is edited as text: a start line with the whole URL, the fields, an
empty line, the body without its content codings. Another URL leads the request
elsewhere. Content-Length and the like are put right when it is sent. A response
in the place of a paused request answers it, and the origin gets nothing.`,
		Example: `  rockxy breakpoints add 'host:api.example.com path:/login'
  rockxy breakpoints
  rockxy breakpoints list --json
  rockxy breakpoints show 3 > login.http
  rockxy breakpoints send 3 --file login.http
  rockxy breakpoints abort 3 --status 503
  rockxy breakpoints off`,
		Args: noArgs,
		RunE: c.with(func(ctx context.Context, _ []string) error {
			if c.out.terminal && c.io.In != nil && term.IsTerminal(int(c.io.In.Fd())) {
				return c.board(ctx)
			}
			return c.list(ctx)
		}),
	}
	cmd.PersistentFlags().BoolVar(&c.json, "json", false, "JSON, one object a line")
	cmd.AddCommand(c.newList(), c.newShow(), c.newEdit(), c.newSend(), c.newAbort(), c.newDrop(), c.newAdd(), c.newOff(), c.newTemplates())
	return cmd
}

// dial asks the running instance: what is paused is there and nowhere else.
func (c *breakpointsCommand) dial(ctx context.Context) (*api.Client, error) {
	client, err := api.Dial(ctx, c.dir)
	if errors.Is(err, api.ErrNotRunning) {
		return nil, &hintError{errors.New("no instance is running with the data directory " + c.dir + ", so nothing is paused"), "start one with rockxy serve" + dataFlag(c.dir)}
	}
	return client, err
}

func (c *breakpointsCommand) newList() *cobra.Command {
	var wait time.Duration
	cmd := &cobra.Command{
		Use: "list", Short: "List what is paused, in the order of arrival", Args: noArgs,
		Example: "  rockxy breakpoints list\n  rockxy breakpoints list --json --wait 30s",
		RunE: c.with(func(ctx context.Context, _ []string) error {
			if wait > 0 {
				if err := c.await(ctx, wait); err != nil {
					return err
				}
			}
			return c.list(ctx)
		}),
	}
	cmd.Flags().DurationVar(&wait, "wait", 0, "wait up to this `TIME` until something is paused")
	return cmd
}

// await waits until something is paused. That nothing comes in time is no error.
func (c *breakpointsCommand) await(ctx context.Context, wait time.Duration) error {
	client, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	return client.WatchPaused(ctx, func(e api.PausedEvent) error {
		if e.Paused != nil {
			cancel()
		}
		return nil
	})
}

func (c *breakpointsCommand) list(ctx context.Context) error {
	client, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	l, err := client.Paused(ctx)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(c.out)
	now := time.Now()
	width, _ := c.out.size()
	for i := range l.Paused {
		if c.json {
			err = encodeLine(w, l.Paused[i])
		} else {
			_, err = fmt.Fprintln(w, pausedRow(c.out.Style, &l.Paused[i], now, width))
		}
		if err != nil {
			return err
		}
	}
	if len(l.Paused) == 0 && !c.json {
		fmt.Fprintln(c.err, c.err.Paint(render.Dim, "Nothing is paused."))
	}
	return w.Flush()
}

// pausedRow is a line of the list: number, where, what, by which rule, for how
// long.
func pausedRow(s render.Style, p *api.PausedItem, now time.Time, width int) string {
	where := p.Phase
	switch {
	case p.Kind != "" && p.Direction == "request":
		where = "↑ " + p.Kind
	case p.Kind != "":
		where = "↓ " + p.Kind
	}
	what := render.Safe(p.Method) + " " + render.Safe(p.URL)
	if p.Status != 0 {
		what = fmt.Sprintf("%d  %s", p.Status, what)
	}
	tail := "  " + render.Safe(p.Process) + "  " + waits(p, now)
	if p.Edited {
		tail += "  edited"
	}
	room := width - 5 - 2 - 9 - 2 - render.Width(tail)
	if width > 0 && room > 20 {
		what = render.Left(what, room)
	}
	return s.Paint(render.Bold, render.Right(strconv.FormatUint(p.ID, 10), 5)) + "  " + render.Left(where, 9) + "  " + what + s.Paint(render.Dim, tail)
}

// waits is for how long something is paused, and for how long it will be.
func waits(p *api.PausedItem, now time.Time) string {
	text := now.Sub(p.Since).Round(time.Second).String()
	if p.Deadline != nil {
		text += fmt.Sprintf(", %s in %s", p.Then, max(p.Deadline.Sub(now), 0).Round(time.Second))
	}
	return text
}

// pausedIDs reads numbers, or "all".
func (c *breakpointsCommand) pausedIDs(ctx context.Context, client *api.Client, args []string) (ids []uint64, err error) {
	for _, arg := range args {
		if arg == "all" {
			l, err := client.Paused(ctx)
			if err != nil {
				return nil, err
			}
			for i := range l.Paused {
				ids = append(ids, l.Paused[i].ID)
			}
			continue
		}
		id, err := strconv.ParseUint(arg, 10, 63)
		if err != nil || id == 0 {
			return nil, &usageError{c.cmd, fmt.Errorf("%q is not the number of something that is paused", arg)}
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func somePaused(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return &usageError{cmd, fmt.Errorf("%s wants numbers, as rockxy breakpoints list has them, or all", cmd.CommandPath())}
	}
	return nil
}

// say prints a sentence for a person, or nothing.
func (c *breakpointsCommand) say(format string, args ...any) {
	if !c.json {
		fmt.Fprintln(c.out, strings.TrimSpace(fmt.Sprintf(format, args...)))
	}
}
