package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/cli/render"
	"rockxy/internal/flow"
)

// sendCommand is what rockxy replay and rockxy compose share: how often, how, and
// what is printed of it.
type sendCommand struct {
	command
	times, parallel int
	pause           time.Duration
	noRules, show   bool
	failed          bool // one of them
}

func (c *sendCommand) flags(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.IntVarP(&c.times, "times", "n", 1, "send it `N` times, up to 1,000")
	fs.DurationVar(&c.pause, "pause", 0, "wait this `TIME` between them, such as 500ms")
	fs.IntVarP(&c.parallel, "parallel", "P", 1, "up to `N` at once, at most 100")
	fs.BoolVar(&c.noRules, "no-rules", false, "no rule has a say")
	fs.BoolVar(&c.show, "show", false, "print the new entries as rockxy show does")
	fs.BoolVar(&c.json, "json", false, "print the new entries, one JSON object a line")
}

func (c *sendCommand) check() error {
	switch {
	case c.times < 1 || c.times > 1000:
		return c.usage("--times is a number from 1 to 1,000")
	case c.parallel < 1 || c.parallel > 100:
		return c.usage("--parallel is a number from 1 to 100")
	case c.pause < 0 || c.pause > time.Hour:
		return c.usage("--pause is a time up to an hour")
	case c.show && c.json:
		return c.usage("--show and --json exclude each other")
	}
	return nil
}

// dial asks the running instance: only one can send.
func (c *sendCommand) dial(ctx context.Context) (*api.Client, error) {
	client, err := api.Dial(ctx, c.dir)
	if errors.Is(err, api.ErrNotRunning) {
		return nil, &hintError{errors.New("no instance is running with the data directory " + c.dir + ", and it is what sends"), "start one with rockxy serve" + dataFlag(c.dir)}
	}
	return client, err
}

// repeated calls send as often as is wanted. One after the other they are asked for
// one by one, so that each is printed when it has ended.
func (c *sendCommand) repeated(ctx context.Context, client *api.Client, send func(api.Repeat) ([]api.SentRequest, error)) error {
	rules := !c.noRules
	r := api.Repeat{Times: c.times, Parallel: c.parallel, PauseMS: int(c.pause.Milliseconds()), Rules: &rules, Wait: true}
	rounds := 1
	if c.parallel == 1 {
		r.Times, rounds = 1, c.times
	}
	for n := range rounds {
		if n > 0 {
			select {
			case <-time.After(c.pause):
			case <-ctx.Done():
				return &statusError{exitFailed}
			}
		}
		sent, err := send(r)
		if ctx.Err() != nil {
			tell(c.io, "Stopped: what was going on has ended.")
			return &statusError{exitFailed}
		}
		if err != nil {
			return err
		}
		for _, s := range sent {
			if err := c.print(ctx, client, s); err != nil {
				return err
			}
		}
	}
	if c.failed {
		return &statusError{exitFailed}
	}
	return nil
}

// print prints one that has ended.
func (c *sendCommand) print(ctx context.Context, client *api.Client, s api.SentRequest) error {
	if s.Error != "" {
		c.failed = true
		who := ""
		if s.Of != 0 && !strings.Contains(s.Error, fmt.Sprintf("entry %d ", s.Of)) {
			who = fmt.Sprintf("%d: ", s.Of)
		}
		c.err.fail(&hintError{errors.New(who + s.Error), s.Hint})
		return nil
	}
	if s.Fault != nil {
		c.failed = true
	}
	if c.show {
		return c.page(ctx, s.ID)
	}
	d, err := client.Get(ctx, s.ID)
	if errors.Is(err, api.ErrNotFound) {
		return nil // it was deleted meanwhile
	}
	if err != nil {
		return err
	}
	if c.json {
		return encodeLine(c.out, d.Flow)
	}
	width, _ := c.out.size()
	_, err = fmt.Fprintln(c.out, render.List{Style: c.out.Style, Width: width, IDs: true}.Row(&d.Flow, time.Now()))
	return err
}

func (c *sendCommand) page(ctx context.Context, id flow.ID) error {
	show := showCommand{dir: c.dir, noPager: true, out: c.out, err: c.io.Err}
	if err := show.check(false, false); err != nil {
		return err
	}
	return show.show(ctx, fmt.Sprint(id))
}

// edits are what is changed about a request.
type edits struct {
	method, url, body, http string
	fields                  []string
	hasBody                 bool
}

func (e *edits) flags(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringArrayVarP(&e.fields, "header", "H", nil, "set a field, \"`NAME: VALUE`\"; \"NAME:\" takes it away (repeatable)")
	fs.StringVarP(&e.body, "body", "d", "", "the body: a `TEXT`, @FILE, or @- for the standard input")
	fs.StringVar(&e.http, "http", "", "the `VERSION` of HTTP: 1.1 or 2; without it, as it was, or as the origin chooses")
	completeWords(cmd, "http", []string{"1.1", "2"})
}

// apply changes c. The body is whole when it is said.
func (e *edits) apply(c *api.Compose, body []byte) error {
	if e.method != "" {
		c.Method = e.method
	}
	if e.url != "" {
		c.URL = e.url
	}
	switch e.http {
	case "":
	case "1.1", "http/1.1":
		c.Version = "http/1.1"
	case "2", "h2":
		c.Version = "h2"
	default:
		return fmt.Errorf("--http is 1.1 or 2, not %q", e.http)
	}
	for _, f := range e.fields {
		name, value, ok := strings.Cut(f, ":")
		if name = strings.TrimSpace(name); !ok || name == "" {
			return fmt.Errorf("--header is \"Name: value\", not %q", f)
		}
		c.Fields = withField(c.Fields, name, strings.TrimSpace(value))
	}
	if e.hasBody {
		c.SameBody, c.Text, c.Base64 = false, nil, body
	}
	return nil
}

// withField sets a field where it was first, or last; an empty value takes it away.
func withField(all []api.ComposeField, name, value string) []api.ComposeField {
	kept, done := make([]api.ComposeField, 0, len(all)+1), value == ""
	for _, f := range all {
		switch {
		case !strings.EqualFold(f.Name, name):
			kept = append(kept, f)
		case !done:
			done = true
			kept = append(kept, api.ComposeField{Name: name, Value: value})
		}
	}
	if !done {
		kept = append(kept, api.ComposeField{Name: name, Value: value})
	}
	return kept
}
