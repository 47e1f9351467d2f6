package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	stdio "io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"rockxy/internal/api"
	"rockxy/internal/cli/render"
	"rockxy/internal/compose"
)

// composeCommand is rockxy compose.
type composeCommand struct {
	sendCommand
	edits
	file string
	edit bool
}

func newCompose(io IO) *cobra.Command {
	c := &composeCommand{sendCommand: sendCommand{command: command{io: io}}}
	cmd := &cobra.Command{
		Use:   "compose [[METHOD] URL]",
		Short: "Send a request of your own",
		Long: `Sends a request that you write, and lists what came back: a new entry like any other.
The running instance sends it; the origin is verified, and rules apply.

Without a URL the request is read from --file or the standard input: a cURL command
as browsers copy it (quoted for a POSIX shell, cmd.exe or PowerShell), a request as
HTTP/1.1 writes it, or a URL. What of a command has no place here is said.

Fields are sent in your order. User-Agent and Accept are added unless you give
them, and with a body Content-Type; "Accept:" keeps one away.`,
		Example: `  rockxy compose https://api.example.com/orders
  rockxy compose POST https://api.example.com/orders -H 'X-Key: 1' -d '{"id":7}' --show
  rockxy compose PUT https://api.example.com/picture -d @picture.png -H 'Content-Type: image/png'
  xclip -o | rockxy compose
  rockxy compose --file request.http --edit`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 2 {
				return &usageError{cmd, errors.New("rockxy compose wants a URL, or a method and a URL")}
			}
			return nil
		},
		RunE: c.with(func(ctx context.Context, args []string) error {
			c.hasBody = c.cmd.Flags().Changed("body")
			if err := c.check(); err != nil {
				return err
			}
			q, err := c.request(args)
			if err != nil {
				return err
			}
			if c.edit {
				if err := editRequest(c.io, q); err != nil {
					return err
				}
			}
			client, err := c.dial(ctx)
			if err != nil {
				return err
			}
			defer client.Close()
			return c.compose(ctx, client, *q)
		}),
	}
	c.sendCommand.flags(cmd)
	c.edits.flags(cmd)
	cmd.Flags().StringVarP(&c.file, "file", "f", "", "read the request from `FILE`, - for the standard input")
	cmd.Flags().BoolVarP(&c.edit, "edit", "e", false, "edit the request in your editor first")
	return cmd
}

// request is what the command line, or what it reads, comes to.
func (c *composeCommand) request(args []string) (*api.Compose, error) {
	q := &api.Compose{}
	if len(args) == 0 {
		read, err := c.read()
		if err != nil {
			return nil, err
		}
		*q = *read
	} else {
		q.URL = args[len(args)-1]
		if !strings.Contains(q.URL, "://") {
			return nil, c.usage("%q is not a whole URL: it begins with https:// or http://", q.URL)
		}
		q.Fields = []api.ComposeField{{Name: "User-Agent", Value: "Rockxy"}, {Name: "Accept", Value: "*/*"}}
		if q.Method = "GET"; c.hasBody {
			q.Method = "POST"
		}
		if len(args) == 2 {
			q.Method = args[0]
		}
	}
	body, err := readBody(c.io, c.body)
	if err != nil {
		return nil, err
	}
	if c.hasBody && len(body) > 0 && !hasField(q.Fields, "content-type") {
		q.Fields = append(q.Fields, api.ComposeField{Name: "Content-Type", Value: guessType(body)})
	}
	if err := c.edits.apply(q, body); err != nil {
		return nil, &usageError{c.cmd, err}
	}
	return q, nil
}

func hasField(all []api.ComposeField, name string) bool {
	for _, f := range all {
		if strings.EqualFold(f.Name, name) {
			return true
		}
	}
	return false
}

// guessType: what is JSON is meant as JSON, and all else as curl has it.
func guessType(body []byte) string {
	if b := strings.TrimSpace(string(body)); strings.HasPrefix(b, "{") || strings.HasPrefix(b, "[") {
		if json.Valid([]byte(b)) {
			return "application/json"
		}
	}
	return "application/x-www-form-urlencoded"
}

// read reads a request that somebody copied, and says what has no place in it.
func (c *composeCommand) read() (*api.Compose, error) {
	text, err := c.text()
	if err != nil {
		return nil, err
	}
	r, err := compose.Parse(text)
	if err != nil {
		return nil, composeError(err)
	}
	for _, n := range r.Notes {
		fmt.Fprintln(c.err, c.err.Paint(render.Dim, render.Safe(n)))
	}
	q := &api.Compose{Method: r.Method, URL: r.URL, Version: r.Version, Base64: r.Body}
	for _, f := range r.Fields {
		q.Fields = append(q.Fields, api.ComposeField(f))
	}
	if text := string(r.Body); c.edit && r.Body != nil {
		q.Text, q.Base64 = &text, nil
	}
	return q, nil
}

func (c *composeCommand) text() (string, error) {
	if c.file != "" && c.file != "-" {
		b, err := os.ReadFile(c.file)
		return string(b), err
	}
	if c.io.In == nil || c.file == "" && term.IsTerminal(int(c.io.In.Fd())) {
		return "", c.usage("there is no URL, and nothing is read: pipe a cURL command into it, or name a --file")
	}
	b, err := stdio.ReadAll(stdio.LimitReader(c.io.In, compose.MaxText+1))
	return string(b), err
}

// composeError is a text that cannot be read, with its next step.
func composeError(err error) error {
	var e *compose.Error
	if errors.As(err, &e) {
		return &hintError{err, e.Hint}
	}
	return err
}

// maxBodyFile bounds a body that is read from a file: it travels to the instance in
// one request.
const maxBodyFile = 64 << 20

// readBody is the body that --body names: a text, @FILE, or @- for the standard input.
func readBody(io IO, body string) ([]byte, error) {
	name, file := strings.CutPrefix(body, "@")
	if !file {
		return []byte(body), nil
	}
	from := io.In
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		from = f
	}
	if from == nil {
		return nil, errors.New("there is no standard input to read the body from")
	}
	b, err := stdio.ReadAll(stdio.LimitReader(from, maxBodyFile+1))
	if err == nil && len(b) > maxBodyFile {
		err = fmt.Errorf("the body is longer than the %d MiB that can be composed", maxBodyFile>>20)
	}
	return b, err
}
