package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/view/linediff"
)

func (c *rulesCommand) newTry() *cobra.Command {
	t := tryCommand{rulesCommand: c}
	cmd := &cobra.Command{
		Use: "test RULE|FILE", Short: "Say what a rule would have done to captured exchanges",
		Long: `Runs a rule, on or off, over exchanges that were captured, and shows what it would
have done to each: where the request would have gone, what would have changed, what
would have been skipped and why. Nothing is changed and nothing is sent; scripts
run, and nobody is asked at breakpoints.

RULE is the name of a rule; FILE is a file of rules, of which those are tried that
are on in it. The responses are those that were recorded.`,
		Example: "  rockxy rules test 'mock the profile'\n  rockxy rules test slow --group staging --on 'host:api.example.com time:<1h'\n  rockxy rules test draft.yaml --json",
		Args:    exactArgs(1, "the name of a rule, or a file of rules"),
		RunE:    c.with(func(ctx context.Context, args []string) error { return t.run(ctx, args[0]) }),
	}
	fs := cmd.Flags()
	fs.StringVar(&t.on, "on", "", "the `FILTER` that selects exchanges (default all)")
	fs.StringVar(&t.group, "group", "", "the `GROUP` that the rule is in")
	fs.StringVar(&t.session, "session", "", sessionHelp)
	fs.BoolVar(&t.full, "full", false, "whole changes")
	fs.BoolVar(&t.noPager, "no-pager", false, "never start $PAGER for what is longer than the terminal")
	return cmd
}

type tryCommand struct {
	*rulesCommand
	on, group, session string
	full, noPager      bool
}

func (c *tryCommand) run(ctx context.Context, what string) error {
	selects, err := filterText([]string{c.on})
	if err != nil {
		return err
	}
	trial, err := c.trial(ctx, what)
	if err != nil {
		return err
	}
	s, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	if c.json {
		return c.encodeAll(ctx, s, trial, selects)
	}
	out := newPager(c.out, c.noPager)
	report, err := s.Try(ctx, trial, selects, func(r *api.RuleTried) error {
		_, err := fmt.Fprint(out, c.exchange(r))
		return err
	})
	if err == nil {
		_, err = fmt.Fprintln(out, c.summary(report))
	}
	return errors.Join(err, out.Close())
}

// trial finds the rules that are meant.
func (c *tryCommand) trial(ctx context.Context, what string) (*app.Trial, error) {
	ext := filepath.Ext(what)
	if info, err := os.Stat(what); err == nil && !info.IsDir() && (ext == ".yaml" || ext == ".yml" || strings.ContainsRune(what, filepath.Separator)) {
		return app.NewTrial(what, "")
	}
	g, one, err := c.rule(ctx, what, c.group)
	if err != nil {
		return nil, err
	}
	return app.NewTrial(g.File, one.Name)
}

// open reads the session, of a running instance as far as it is by now.
func (c *tryCommand) open(ctx context.Context) (*app.Session, error) {
	if client := capturing(ctx, c.dir, c.session); client != nil {
		defer client.Close()
		if err := client.Sync(ctx); err != nil {
			return nil, err
		}
	}
	s, err := app.OpenNamed(c.dir, c.session)
	switch {
	case errors.Is(err, fs.ErrNotExist) && c.session != "":
		return nil, noSession(c.session)
	case errors.Is(err, fs.ErrNotExist):
		return nil, &hintError{errors.New("nothing has been captured in " + c.dir), "try: rockxy run -- curl https://example.com"}
	}
	return s, err
}

// encodeAll writes one object, without ever holding it.
func (c *tryCommand) encodeAll(ctx context.Context, s *app.Session, trial *app.Trial, selects string) error {
	before := `{"exchanges":[`
	report, err := s.Try(ctx, trial, selects, func(r *api.RuleTried) error {
		one, err := json.Marshal(r)
		if err == nil {
			_, err = fmt.Fprintf(c.out, "%s%s", before, one)
		}
		before = ",\n"
		return err
	})
	if err != nil {
		return err
	}
	if before != ",\n" {
		fmt.Fprint(c.out, before)
	}
	figures, err := json.Marshal(report)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, "],%s\n", figures[1:])
	return err
}

// exchange is what would have become of one.
func (c *tryCommand) exchange(r *api.RuleTried) string {
	out := c.out
	var b strings.Builder
	line := []string{out.Paint(render.Dim, fmt.Sprintf("#%d", r.ID)), out.Paint(render.Bold, render.Safe(r.Method)), render.Safe(r.URL)}
	if r.Status != 0 {
		line = append(line, fmt.Sprint(r.Status))
	}
	if r.StatusAfter != 0 && r.StatusAfter != r.Status {
		line = append(line, out.Paint(render.Yellow, fmt.Sprintf("→ %d", r.StatusAfter)))
	}
	b.WriteString(strings.Join(line, " ") + "\n")
	lim := linediff.Limits{Lines: 40}
	if c.full {
		lim = linediff.Limits{Lines: 5000, Width: 4000}
	}
	steps := out.Steps(r.Trace, lim)
	if steps == "" {
		steps = "  " + out.Paint(render.Dim, "it matches, and there is nothing that it would do") + "\n"
	}
	b.WriteString(steps)
	if r.Incomplete != "" {
		b.WriteString("  " + out.Paint(render.Yellow, "not all of it was recorded: "+render.Safe(r.Incomplete)) + "\n")
	}
	return b.String() + "\n"
}

// summary is such as "matches 3 of 120 exchanges, and would do something to 2".
func (c *tryCommand) summary(r api.RuleTrial) string {
	if r.Tried == 0 {
		return "There is no exchange to try it on."
	}
	text := fmt.Sprintf("matches %s of %s", render.Count(int64(r.Matched)), render.Plural(int64(r.Tried), "exchange"))
	if r.Changed != r.Matched {
		text += ", and would do something to " + render.Count(int64(r.Changed))
	}
	return c.out.Paint(render.Bold, text)
}
