package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
)

func newFlows(io IO) *cobra.Command {
	var q api.Query
	var asJSON, follow bool
	cmd := &cobra.Command{
		Use:   "flows [FILTER]",
		Short: "List what was captured, newest first",
		Long: `Lists what was captured, newest first, also while an instance is running.

FILTER is ` + app.FilterHelp + `. (Conditions on fields
are not there yet.)

With --json each line is one object; its keys stay what they are.`,
		Example: "  rockxy flows\n  rockxy flows api.example.com /login\n  rockxy flows --json --limit 1 | jq .status",
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := data(cmd)
			if err != nil {
				return err
			}
			if q.Limit < 0 {
				return &usageError{cmd, errors.New("--limit is a number, 0 for all")}
			}
			q.Filter = strings.Join(args, " ")
			c := flowsCommand{dir: dir, q: q, json: asJSON, out: newScreen(io.Out), err: newScreen(io.Err)}
			if follow {
				return c.follow(cmd.Context())
			}
			return c.list(cmd.Context())
		},
	}
	cmd.Flags().IntVarP(&q.Limit, "limit", "n", 100, "at most so many, `N`; 0 for all")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	cmd.Flags().BoolVarP(&follow, "follow", "f", false, "keep going: print what ends from now on (with --json, every change)")
	return cmd
}

type flowsCommand struct {
	dir      string
	q        api.Query
	json     bool
	out, err screen
}

func (c *flowsCommand) list(ctx context.Context) error {
	flows, err := listFlows(ctx, c.dir, c.q)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(c.out)
	for i := range flows {
		if err := c.print(w, &flows[i]); err != nil {
			return err
		}
	}
	if len(flows) == 0 && !c.json {
		fmt.Fprintln(c.err, c.err.Paint(render.Dim, nothing(c.q.Filter)))
	}
	return w.Flush()
}

func nothing(filter string) string {
	if filter != "" {
		return "Nothing captured matches that."
	}
	return "Nothing captured yet. Try: rockxy run -- curl https://example.com"
}

func (c *flowsCommand) print(w *bufio.Writer, f *api.Flow) error {
	if c.json {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(f)
	}
	width, _ := c.out.size()
	_, err := fmt.Fprintln(w, render.List{Style: c.out.Style, Width: width, IDs: true}.Row(f, time.Now()))
	return err
}

// listFlows asks the running instance, which knows what is going on; without
// one it reads the store.
func listFlows(ctx context.Context, dir string, q api.Query) ([]api.Flow, error) {
	client, err := api.Dial(ctx, dir)
	if err == nil {
		defer client.Close()
		return client.List(ctx, q)
	}
	s, err := app.OpenSession(dir)
	if errors.Is(err, fs.ErrNotExist) {
		_, err := app.MatchURL(q.Filter)
		return nil, err
	}
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return s.List(ctx, q)
}
