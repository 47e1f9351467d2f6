package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/compose"
	"rockxy/internal/flow"
)

// replayCommand is rockxy replay.
type replayCommand struct {
	sendCommand
	edits
	session string
	edit    bool
}

func newReplay(io IO) *cobra.Command {
	c := &replayCommand{sendCommand: sendCommand{command: command{io: io}}}
	cmd := &cobra.Command{
		Use:   "replay ID…",
		Short: "Send captured requests again, as they were or edited",
		Long: `Sends captured requests again, in the given order, and lists what came back. Each is
a new entry that names the one it repeats: replay-of:12 finds them, is:replayed all.

The request is the same, octet for octet: fields in their order and case, the body
with its codings. What was between the client and its proxy is left out, and what
says how long the body is fits the body. With flags that edit, the rest stays as it
was; a Host that is not edited follows a new --url. The origin is verified as for
any client, and rules apply.

It is the running instance that sends. WebSockets, tunnels, and bodies that were not
recorded whole cannot be sent again.`,
		Example: `  rockxy replay 12
  rockxy replay last --header 'Authorization: Bearer new' --show
  rockxy replay 12 --method PUT --body @order.json
  rockxy replay 12 --url https://staging.example.com/api --header 'Cookie:'
  rockxy replay 12 --times 100 --parallel 20
  rockxy replay 12 --edit`,
		Args: someIDs,
		RunE: c.with(func(ctx context.Context, args []string) error {
			c.edits.hasBody = c.cmd.Flags().Changed("body")
			if err := c.check(); err != nil {
				return err
			}
			return c.replay(ctx, args)
		}),
	}
	c.sendCommand.flags(cmd)
	c.edits.flags(cmd)
	fs := cmd.Flags()
	fs.StringVarP(&c.method, "method", "X", "", "another `METHOD`")
	fs.StringVar(&c.url, "url", "", "another `URL`")
	fs.BoolVarP(&c.edit, "edit", "e", false, "edit the request in your editor first")
	fs.StringVar(&c.session, "session", "", "the entries are those of another session, `NAME`")
	return cmd
}

func (c *replayCommand) replay(ctx context.Context, args []string) error {
	client, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	ids, err := c.ids(ctx, client, args)
	if err != nil {
		return err
	}
	if !c.edited() {
		return c.repeated(ctx, client, func(r api.Repeat) ([]api.SentRequest, error) {
			done, err := client.Replay(ctx, api.ReplayRequest{IDs: ids, Session: c.session, Repeat: r})
			if err != nil {
				return nil, err
			}
			return done.Replays, nil
		})
	}
	for _, id := range ids {
		q, err := client.ComposeOf(ctx, id, c.session)
		if err != nil {
			return err
		}
		if err := c.change(q); err != nil {
			return err
		}
		if err := c.compose(ctx, client, *q); err != nil {
			return err
		}
	}
	return nil
}

func (c *replayCommand) edited() bool {
	return c.method != "" || c.url != "" || c.http != "" || c.hasBody || c.edit || len(c.fields) > 0
}

// change edits a request as the flags say, and then by hand.
func (c *replayCommand) change(q *api.Compose) error {
	body, err := readBody(c.io, c.body)
	if err != nil {
		return err
	}
	if err := c.edits.apply(q, body); err != nil {
		return &usageError{c.cmd, err}
	}
	if !c.edit {
		return nil
	}
	return editRequest(c.io, q)
}

// ids reads the numbers of entries.
func (c *replayCommand) ids(ctx context.Context, client *api.Client, args []string) (ids []flow.ID, err error) {
	if err := client.Sync(ctx); err != nil {
		return nil, err
	}
	s, err := app.OpenNamed(c.dir, c.session)
	if err != nil {
		return nil, sessionError(err)
	}
	defer s.Close()
	for _, name := range args {
		id, err := entryID(ctx, s, name)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// compose sends a request that was written.
func (c *sendCommand) compose(ctx context.Context, client *api.Client, q api.Compose) error {
	return c.repeated(ctx, client, func(r api.Repeat) ([]api.SentRequest, error) {
		q.Repeat = r
		done, err := client.Compose(ctx, q)
		if err != nil {
			return nil, err
		}
		return done.Sent, nil
	})
}

// editRequest has a person edit a request as text.
func editRequest(io IO, q *api.Compose) error {
	before := requestText(q)
	after, err := editText(io, "request.http", before)
	if err != nil || after == before {
		return err
	}
	r, err := compose.Parse(after)
	if err != nil {
		return composeError(err)
	}
	q.Method, q.URL, q.Fields = r.Method, r.URL, nil
	for _, f := range r.Fields {
		q.Fields = append(q.Fields, api.ComposeField(f))
	}
	if q.Text == nil && r.Body == nil {
		return nil
	}
	if q.Text == nil || string(r.Body) != *q.Text {
		text := string(r.Body)
		q.Text, q.Base64, q.SameBody = &text, nil, false
	}
	return nil
}

// requestText is a request in the form that compose.Parse reads.
func requestText(q *api.Compose) string {
	text := q.Method + " " + q.URL + "\n"
	for _, f := range q.Fields {
		text += fmt.Sprintf("%s: %s\n", f.Name, f.Value)
	}
	if q.Text != nil {
		text += "\n" + *q.Text
	}
	return text
}
