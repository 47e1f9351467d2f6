package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/cli/render"
)

func (c *breakpointsCommand) newShow() *cobra.Command {
	cmd := &cobra.Command{
		Use: "show ID", Short: "Print what is paused, as text to edit",
		Long: `Prints a paused message as the text that rockxy breakpoints send --file takes. What
is not text is printed octet for octet. With --json: both forms of it, and what is
known of the exchange.`,
		Args: exactArgs(1, "the number of something that is paused"),
		RunE: c.with(func(ctx context.Context, args []string) error {
			client, err := c.dial(ctx)
			if err != nil {
				return err
			}
			defer client.Close()
			ids, err := c.pausedIDs(ctx, client, args)
			if err != nil {
				return err
			}
			if len(ids) != 1 {
				return &usageError{c.cmd, fmt.Errorf("%s shows one at a time", c.cmd.CommandPath())}
			}
			d, err := client.PausedMessage(ctx, ids[0])
			if err != nil {
				return err
			}
			if c.json {
				return encodeLine(c.out, d)
			}
			return c.print(present(&d), d.BodyLeft)
		}),
	}
	return cmd
}

// present is what would be sent.
func present(d *api.PausedDetail) *api.MessageForm {
	if d.Draft != nil {
		return d.Draft
	}
	return &d.Original
}

// print writes a form; on a terminal nothing of it can do harm.
func (c *breakpointsCommand) print(f *api.MessageForm, left string) error {
	text, octets := f.Raw, f.RawBase64
	if text != nil {
		octets = []byte(*text)
	}
	if c.out.terminal {
		octets = []byte(render.SafeText(string(octets)) + "\n")
	}
	_, err := c.out.Write(octets)
	if left != "" {
		fmt.Fprintln(c.err, c.err.Paint(render.Dim, "The body is not part of it and passes as it is: "+left))
	}
	return err
}

func (c *breakpointsCommand) newSend() *cobra.Command {
	var file, template string
	var original, keepHost, keepBody bool
	cmd := &cobra.Command{
		Use: "send ID… [--file FILE | --original | --template NAME]", Short: "Send what is paused on, edited or not",
		Long: `Sends what is paused on: as it stands (with what a template or an editor made of
it), as FILE has it, or as it came. FILE has the text that rockxy breakpoints show
prints; - is standard input.`,
		Example: "  rockxy breakpoints send 3\n  rockxy breakpoints send 3 --file login.http\n  rockxy breakpoints send all --original",
		Args:    somePaused,
		RunE: c.with(func(ctx context.Context, args []string) error {
			d := api.Decision{Action: "send", KeepHost: keepHost}
			d.KeepBody, d.Template = keepBody, template
			if original {
				d.Action = "original"
			}
			if file != "" {
				octets, err := c.read(file)
				if err != nil {
					return err
				}
				d.Edit = rawEdit(octets, d.Edit)
			}
			return c.decide(ctx, args, d, map[bool]string{false: "sent", true: "sent as it came"}[original])
		}),
	}
	fs := cmd.Flags()
	fs.StringVar(&file, "file", "", "send what is in `FILE`")
	fs.BoolVar(&original, "original", false, "send it as it came")
	fs.StringVar(&template, "template", "", "send the template `NAME`")
	fs.BoolVar(&keepHost, "keep-host", false, "leave Host alone when the URL leads elsewhere")
	fs.BoolVar(&keepBody, "keep-body", false, "leave the body as it came, whatever FILE has")
	cmd.MarkFlagsMutuallyExclusive("file", "original", "template")
	return cmd
}

// read returns a file, or standard input. Octets that are no text stay what they
// are.
func (c *breakpointsCommand) read(file string) ([]byte, error) {
	if file != "-" {
		return os.ReadFile(file)
	}
	if c.io.In == nil {
		return nil, fmt.Errorf("there is no standard input")
	}
	return io.ReadAll(c.io.In)
}

func (c *breakpointsCommand) newAbort() *cobra.Command {
	var status int
	var reset, closes bool
	cmd := &cobra.Command{
		Use: "abort ID… [--status N | --close | --reset]", Short: "End what is paused",
		Long: `Ends the exchange: with a status and a page that says so (503 unless said
otherwise), or by closing or resetting its connection or stream. A message of a
WebSocket or stream has no status any more; there it is closed.`,
		Example: "  rockxy breakpoints abort 3\n  rockxy breakpoints abort 3 --status 404\n  rockxy breakpoints abort all --reset",
		Args:    somePaused,
		RunE: c.with(func(ctx context.Context, args []string) error {
			d := api.Decision{Action: "abort", Status: status}
			switch {
			case reset:
				d.How = "reset"
			case closes:
				d.How = "close"
			}
			return c.decide(ctx, args, d, "aborted")
		}),
	}
	fs := cmd.Flags()
	fs.IntVar(&status, "status", 0, "the client gets status `N`")
	fs.BoolVar(&closes, "close", false, "close the connection, or end the stream")
	fs.BoolVar(&reset, "reset", false, "reset it")
	cmd.MarkFlagsMutuallyExclusive("status", "close", "reset")
	return cmd
}

func (c *breakpointsCommand) newDrop() *cobra.Command {
	return &cobra.Command{
		Use: "drop ID…", Short: "Leave a paused message of a WebSocket or stream out",
		Args: somePaused,
		RunE: c.with(func(ctx context.Context, args []string) error {
			return c.decide(ctx, args, api.Decision{Action: "drop"}, "dropped")
		}),
	}
}

// pausedDecision is what --json prints of a decision.
type pausedDecision struct {
	ID     uint64 `json:"id"`
	Action string `json:"action"`
}

// decide says the same about each of what is named.
func (c *breakpointsCommand) decide(ctx context.Context, args []string, d api.Decision, did string) error {
	client, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	ids, err := c.pausedIDs(ctx, client, args)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := client.Decide(ctx, id, d); err != nil {
			var told *api.Error
			if errors.As(err, &told) && told.Status == http.StatusGone {
				return err // which names it
			}
			return fmt.Errorf("%d: %w", id, err)
		}
		if c.json {
			if err := encodeLine(c.out, pausedDecision{id, d.Action}); err != nil {
				return err
			}
		}
		c.say("%d %s", id, did)
	}
	if len(ids) == 0 && !c.json {
		fmt.Fprintln(c.err, c.err.Paint(render.Dim, "Nothing is paused."))
	}
	return nil
}

// rawEdit is an edit with what is in a file: as text, the body of which is put into its
// charset, when it can be text.
func rawEdit(octets []byte, e api.Edit) api.Edit {
	if utf8.Valid(octets) && bytes.IndexByte(octets, 0) < 0 {
		text := string(octets)
		e.Raw = &text
	} else {
		e.RawBase64 = octets
	}
	return e
}
