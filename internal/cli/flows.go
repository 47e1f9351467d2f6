package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
)

func newFlows(io IO) *cobra.Command {
	var c flowsCommand
	var sort, columns string
	var oldest, reverse, follow bool
	cmd := &cobra.Command{
		Use:   "flows [FILTER…]",
		Short: "List what was captured, newest first",
		Long: `Lists what was captured, newest first, also while an instance is running.

` + filterTable + `

With --json each line is one object; its keys stay what they are. In a pipe,
--columns gives their values separated by tabs.`,
		Example: "  rockxy flows\n  rockxy flows host:api.example.com 'status:>=400'\n  rockxy flows --sort took --limit 10 is:exchange\n" +
			"  rockxy flows --columns id,status,took,url type:json\n  rockxy flows --count is:error\n  rockxy flows --facets host\n  rockxy flows --json --limit 1 | jq .status",
		ValidArgsFunction: completeFilter,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if c.dir, err = data(cmd); err != nil {
				return err
			}
			if c.q.Filter, err = filterText(args); err != nil {
				return err
			}
			c.q.Sort, c.q.Oldest = api.Sort(sort), oldest != reverse
			if c.columns, err = render.ParseColumns(columns); err == nil {
				err = c.check(follow)
			}
			if err != nil {
				return &usageError{cmd, err}
			}
			c.out, c.err = newScreen(io.Out), newScreen(io.Err)
			return c.run(cmd.Context(), follow)
		},
	}
	fs := cmd.Flags()
	fs.IntVarP(&c.q.Limit, "limit", "n", 100, "at most so many, `N`; 0 for all")
	fs.StringVar(&sort, "sort", "", "sort by `WHAT`, largest first: "+sortNames())
	fs.BoolVar(&oldest, "oldest", false, "oldest first, or smallest first")
	fs.BoolVarP(&reverse, "reverse", "r", false, "the other way round, as --oldest")
	fs.StringVar(&columns, "columns", "", "show these `COLUMNS`, separated by commas: "+strings.Join(render.ColumnNames(), ", "))
	fs.BoolVar(&c.count, "count", false, "print how many there are, and nothing else")
	fs.StringVar(&c.facets, "facets", "", "count the values of `FIELD`: "+strings.Join(app.FacetNames(), ", "))
	fs.BoolVar(&c.json, "json", false, "one JSON object a line")
	fs.BoolVarP(&follow, "follow", "f", false, "keep going: print what ends from now on (with --json, every change)")
	fs.StringVar(&c.session, "session", "", sessionHelp)
	fs.BoolVar(&c.noPager, "no-pager", false, "never start $PAGER for what is longer than the terminal")
	completeWords(cmd, "sort", strings.Split(sortNames(), ", "))
	completeWords(cmd, "facets", app.FacetNames())
	completeWords(cmd, "columns", render.ColumnNames())
	return cmd
}

func completeWords(cmd *cobra.Command, flag string, words []string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)) // the flag is there
}

func sortNames() string {
	var all []string
	for _, s := range api.Sorts() {
		all = append(all, string(s))
	}
	return strings.Join(all, ", ")
}

type flowsCommand struct {
	dir      string
	session  string
	q        api.Query
	columns  []render.Column
	facets   string
	count    bool
	json     bool
	noPager  bool
	out, err screen
}

// check understands the flags together.
func (c *flowsCommand) check(follow bool) error {
	switch {
	case c.q.Limit < 0:
		return errors.New("--limit is a number, 0 for all")
	case c.q.Sort != "" && !slices.Contains(api.Sorts(), c.q.Sort):
		return fmt.Errorf("--sort does not know %q; it knows %s", c.q.Sort, sortNames())
	case c.facets != "" && !slices.Contains(app.FacetNames(), c.facets):
		return fmt.Errorf("--facets does not know %q; it knows %s", c.facets, strings.Join(app.FacetNames(), ", "))
	case c.json && c.columns != nil:
		return errors.New("--json and --columns exclude each other: an object has all keys")
	case c.count && c.facets != "":
		return errors.New("--count and --facets exclude each other")
	case follow && c.session != "":
		return errors.New("--follow shows what is being captured; it does not go with --session")
	case follow && (c.count || c.facets != "" || c.q.Sort != "" || c.q.Oldest || c.columns != nil && !c.json):
		return errors.New("--follow goes with a filter, --limit and --json alone")
	}
	return nil
}

func (c *flowsCommand) run(ctx context.Context, follow bool) error {
	switch {
	case follow:
		return c.follow(ctx)
	case c.count:
		return c.printCount(ctx)
	case c.facets != "":
		return c.printFacets(ctx)
	}
	return c.list(ctx)
}

func (c *flowsCommand) list(ctx context.Context) error {
	out := newPager(c.out, c.noPager || c.json)
	w := bufio.NewWriter(out)
	n := 0
	err := c.each(ctx, func(f *api.Flow) error {
		if n == 0 && c.columns != nil && c.out.terminal {
			fmt.Fprintln(w, c.rows().Titles(c.columns))
		}
		n++
		return c.print(w, f)
	})
	if err = errors.Join(err, w.Flush(), out.Close()); err != nil {
		return err
	}
	if n == 0 && !c.json {
		fmt.Fprintln(c.err, c.err.Paint(render.Dim, nothing(c.q.Filter)))
	}
	return nil
}

func nothing(filter string) string {
	if filter != "" {
		return "Nothing captured matches that."
	}
	return "Nothing captured yet. Try: rockxy run -- curl https://example.com"
}

func (c *flowsCommand) rows() render.List {
	width, _ := c.out.size()
	return render.List{Style: c.out.Style, Width: width, IDs: true}
}

func (c *flowsCommand) print(w io.Writer, f *api.Flow) error {
	if c.json {
		return encodeLine(w, f)
	}
	line := ""
	if c.columns != nil {
		line = c.rows().Columns(c.columns, f, time.Now())
	} else {
		line = c.rows().Row(f, time.Now())
	}
	_, err := fmt.Fprintln(w, line)
	return err
}

// encodeLine writes a value as one line of JSON.
func encodeLine(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// askedLimit is up to how many entries the running instance is asked for: more
// would be in its memory all at once. They are read from the store instead.
const askedLimit = 1000

// each asks the running instance, which knows what is going on; without one, or
// for what takes long, it reads the store.
func (c *flowsCommand) each(ctx context.Context, yield func(*api.Flow) error) error {
	if client := capturing(ctx, c.dir, c.session); client != nil {
		defer client.Close()
		if c.q.Limit > 0 && c.q.Limit <= askedLimit && app.IsQuick(c.q.Filter) {
			flows, err := client.List(ctx, c.q)
			for i := range flows {
				if err := yield(&flows[i]); err != nil {
					return err
				}
			}
			return err
		}
		if err := client.Sync(ctx); err != nil {
			return err
		}
	}
	return c.read(func(s *app.Session) error { return s.Each(ctx, c.q, yield) })
}

// read calls f with the session, if there is one.
func (c *flowsCommand) read(f func(*app.Session) error) error {
	s, err := app.OpenNamed(c.dir, c.session)
	if errors.Is(err, fs.ErrNotExist) {
		return noSession(c.session)
	}
	if err != nil {
		return err
	}
	defer s.Close()
	return f(s)
}

// synced calls f with the session as it is by now.
func (c *flowsCommand) synced(ctx context.Context, f func(*app.Session) error) error {
	if client := capturing(ctx, c.dir, c.session); client != nil {
		defer client.Close()
		if err := client.Sync(ctx); err != nil {
			return err
		}
	}
	return c.read(f)
}

func (c *flowsCommand) printCount(ctx context.Context) error {
	n := 0
	err := c.synced(ctx, func(s *app.Session) (err error) {
		n, err = s.Count(ctx, c.q.Filter)
		return err
	})
	if err != nil {
		return err
	}
	if c.json {
		return encodeLine(c.out, struct {
			Count int `json:"count"`
		}{n})
	}
	_, err = fmt.Fprintln(c.out, n)
	return err
}

func (c *flowsCommand) printFacets(ctx context.Context) error {
	var all []app.Facet
	err := c.synced(ctx, func(s *app.Session) (err error) {
		all, err = s.Facets(ctx, c.q.Filter, c.facets, c.q.Limit)
		return err
	})
	if err != nil {
		return err
	}
	for _, f := range all {
		if c.json {
			if err := encodeLine(c.out, f); err != nil {
				return err
			}
			continue
		}
		value := render.Safe(f.Value)
		if value == "" {
			value = c.out.Paint(render.Dim, "–")
		}
		fmt.Fprintf(c.out, "%8d  %s\n", f.Count, value)
	}
	if len(all) == 0 && !c.json {
		fmt.Fprintln(c.err, c.err.Paint(render.Dim, nothing(c.q.Filter)))
	}
	return nil
}
