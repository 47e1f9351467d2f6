package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/flow"
	"rockxy/internal/view"
)

func newShow(io IO) *cobra.Command {
	var c showCommand
	var request, response bool
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Show one exchange: heads, bodies, times, TLS",
		Long: `Shows one entry of the list: heads as on the wire, bodies decoded, messages,
measured times, both TLS connections, and what went wrong.

ID is its number in the list; "last" is the newest entry.

Bodies are shown as what they are: ` + kindList() + `.
Protobuf and gRPC are read without a schema, and with names when --proto gives one.`,
		Example: `  rockxy show 12
  rockxy show last --response
  rockxy show 12 --body response --as raw > picture.png
  rockxy show 12 --proto api/orders.proto --proto-path api
  rockxy show 12 --body request --as protobuf:shop.Order --proto orders.proto
  rockxy show 12 --raw --response > response.bin
  rockxy show 12 --messages 10 --as json`,
		Args: exactArgs(1, "the number of one entry, as rockxy flows lists them"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if c.dir, err = data(cmd); err != nil {
				return err
			}
			if err := c.check(request, response); err != nil {
				return &usageError{cmd, err}
			}
			if err := c.schema(cmd.Context()); err != nil {
				return err
			}
			c.out, c.err = newScreen(io.Out), io.Err
			return c.show(cmd.Context(), args[0])
		},
	}
	fs := cmd.Flags()
	fs.BoolVar(&c.json, "json", false, "one JSON object, bodies decoded")
	fs.BoolVar(&c.raw, "raw", false, "the octets on the wire, nothing else")
	fs.BoolVar(&c.full, "full", false, "whole bodies and all messages")
	fs.StringVar(&c.messages, "messages", "", "show the last `N` messages, or all (default 50; with --full and --json all)")
	fs.BoolVar(&request, "request", false, "the request only")
	fs.BoolVar(&response, "response", false, "the response only")
	fs.StringVar(&c.body, "body", "", "one body and nothing else: request or response (`SIDE`)")
	fs.BoolVar(&c.headersOnly, "headers-only", false, "no bodies, messages, times and TLS")
	fs.StringVar(&c.as, "as", "", "show bodies as this `KIND`, whatever their type says; protobuf:NAME also names the message")
	fs.StringArrayVar(&c.protos, "proto", nil, "a .proto `FILE`, or a set of descriptors, for protobuf and gRPC (repeatable)")
	fs.StringArrayVar(&c.protoPaths, "proto-path", nil, "`DIR` that imports of .proto files are relative to (repeatable)")
	fs.BoolVar(&c.jwt, "jwt", false, "what is in JSON Web Tokens, wherever they are")
	fs.StringVar(&c.session, "session", "", sessionHelp)
	fs.BoolVar(&c.noPager, "no-pager", false, "never start $PAGER for what is longer than the terminal")
	completeShow(cmd)
	return cmd
}

type showCommand struct {
	dir, session    string
	json, raw, full bool
	headersOnly     bool
	jwt, noPager    bool
	body, as        string
	messages        string // "", "all" or a number
	last            int    // messages that are shown
	protos          []string
	protoPaths      []string

	sides []flow.Direction // both when empty
	view  view.Options
	out   screen
	err   io.Writer
}

func (c *showCommand) show(ctx context.Context, name string) error {
	s, e, err := openEntry(ctx, c.dir, c.session, name)
	if err != nil {
		return err
	}
	defer s.Close()
	return c.print(e)
}

// openEntry reads an entry, of a running instance as far as it is by now. It is
// valid until the session is closed.
func openEntry(ctx context.Context, dir, session, name string) (*app.Session, *app.Entry, error) {
	if client := capturing(ctx, dir, session); client != nil {
		defer client.Close()
		if err := flush(ctx, client, name); err != nil {
			return nil, nil, err
		}
	}
	s, err := app.OpenNamed(dir, session)
	if errors.Is(err, fs.ErrNotExist) && session != "" {
		return nil, nil, noSession(session)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, &hintError{errors.New("nothing has been captured in " + dir), "try: rockxy run -- curl https://example.com"}
	}
	if err != nil {
		return nil, nil, err
	}
	id, err := entryID(ctx, s, name)
	if err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	e, err := s.Entry(ctx, id)
	if errors.Is(err, api.ErrNotFound) {
		err = &hintError{fmt.Errorf("there is no entry %d (any more)", id), "rockxy flows lists what there is"}
	}
	if err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	return s, e, nil
}

// flush makes the running instance write what it has of an entry.
func flush(ctx context.Context, client *api.Client, name string) error {
	id, err := strconv.ParseUint(name, 10, 63)
	if err != nil {
		return client.Sync(ctx)
	}
	_, err = client.Get(ctx, flow.ID(id))
	if errors.Is(err, api.ErrNotFound) {
		return nil // said in better words later
	}
	return err
}

func entryID(ctx context.Context, s *app.Session, name string) (flow.ID, error) {
	if name == "last" {
		newest, err := s.List(ctx, api.Query{Limit: 1})
		if err != nil || len(newest) == 0 {
			return 0, errors.Join(err, errors.New("nothing has been captured yet"))
		}
		return newest[0].ID, nil
	}
	id, err := strconv.ParseUint(strings.TrimPrefix(name, "#"), 10, 63)
	if err != nil || id == 0 {
		return 0, &hintError{fmt.Errorf("%q is not the number of an entry", name), "rockxy flows lists them"}
	}
	return flow.ID(id), nil
}

func (c *showCommand) print(e *app.Entry) error {
	if c.raw {
		return c.printRaw(e)
	}
	var bodies [2]render.Content
	for dir, b := range map[flow.Direction]*api.Body{flow.Request: &e.Detail.Request, flow.Response: &e.Detail.Response} {
		if c.headersOnly || c.body != "" && dir != c.sides[0] {
			continue
		}
		var err error
		if bodies[dir], err = render.NewContent(b, e.Body(dir)); err != nil {
			return fmt.Errorf("read the stored body: %w", err)
		}
	}
	if c.json {
		bodies[flow.Request].Fill(&e.Detail.Request)
		bodies[flow.Response].Fill(&e.Detail.Response)
		if !c.headersOnly {
			e.FillLog(c.last)
		}
		enc := json.NewEncoder(c.out)
		enc.SetEscapeHTML(false)
		if c.out.terminal {
			enc.SetIndent("", "  ")
		}
		return enc.Encode(e.Detail)
	}
	return c.page(e, bodies)
}

// page writes for reading, or one body as it is.
func (c *showCommand) page(e *app.Entry, bodies [2]render.Content) error {
	if c.body != "" && c.view.As == view.Raw && !c.out.terminal {
		return c.octets(e, bodies[c.sides[0]])
	}
	c.view.Now = time.Now()
	c.view.Width, _ = c.out.size()
	page := render.Page{Style: c.out.Style, Full: c.full, Sides: c.sides, HeadersOnly: c.headersOnly, Tokens: c.jwt, View: c.view}
	count := e.MessageCount()
	page.Log = render.Log{Count: count, Messages: e.LastMessages(c.last), Left: max(0, count-c.last)}
	out := newPager(c.out, c.noPager)
	var err error
	if c.body != "" {
		page.Full = c.full || !c.out.terminal // a pipe wants the whole
		err = page.Body(out, e.Detail, c.sides[0], bodies[c.sides[0]])
	} else {
		err = page.Render(out, e.Detail, bodies)
	}
	return errors.Join(err, out.Close())
}

// octets writes one body, its codings taken off, and nothing else.
func (c *showCommand) octets(e *app.Entry, body render.Content) error {
	if body.Encoded {
		return &hintError{errors.New("the body cannot be decoded: " + body.Note), "--raw writes it as it was on the wire"}
	}
	if !body.Cut || body.Note != "" && len(body.Octets) < render.MaxContent {
		if _, err := c.out.Write(body.Octets); err != nil || body.Note == "" {
			return err
		}
		_, err := fmt.Fprintln(c.err, "rockxy:", render.Safe(body.Note))
		return err
	}
	_, err := io.Copy(c.out, e.Body(c.sides[0])) // too long to be held; it has no codings
	return err
}

// printRaw writes octets as they are into a pipe or file; a terminal gets them
// made safe.
func (c *showCommand) printRaw(e *app.Entry) error {
	var w io.Writer = c.out
	if c.out.terminal {
		w = safeWriter{c.out}
	}
	sides := c.sides
	if len(sides) == 0 {
		sides = []flow.Direction{flow.Request, flow.Response}
	}
	for _, dir := range sides {
		if err := e.WriteRaw(w, dir); err != nil {
			return err
		}
	}
	return nil
}

// safeWriter makes what it is given safe for a terminal.
type safeWriter struct{ w io.Writer }

func (s safeWriter) Write(p []byte) (int, error) {
	if _, err := io.WriteString(s.w, render.SafeText(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}
