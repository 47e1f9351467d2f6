package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	othertools "rockxy/internal/rule/foreign"
)

// rulesImport is what --json prints of an import.
type rulesImport struct {
	Tool   string             `json:"tool"` // that the rules are of
	DryRun bool               `json:"dry_run"`
	Groups []rulesImportGroup `json:"groups"`
	Files  []string           `json:"files"` // that rules refer to, from the directory of the groups
	Left   []string           `json:"left"`  // what is not carried over, or not as it was, and why
	Live   bool               `json:"live"`  // a running instance goes by it
}

type rulesImportGroup struct {
	Name    string   `json:"name"`
	File    string   `json:"file"`
	Enabled bool     `json:"enabled"`
	Rules   []string `json:"rules"`
	Text    string   `json:"text"` // of the file
}

func (c *rulesCommand) newImport() *cobra.Command {
	var dryRun, replace bool
	cmd := &cobra.Command{
		Use: "import FILE", Short: "Take over the rules of Charles, Proxyman or Rockxy for macOS",
		Long: `Writes the rules of another program as groups of rules, one for each of its tools,
and says what could not be carried over and why. What was off there is off here.

FILE is what these programs export:
  Charles           Tools → Import/Export Settings, one tool's export, or charles.config
                    (XML): map remote, map local, rewrite, block and allow list,
                    breakpoints, throttling, DNS spoofing, no caching, block cookies
  Proxyman          Export Settings of a tool (JSON, or an XML property list): map
                    local with its files, map remote, breakpoints, block list
  Rockxy for macOS  exported rules, or its block list (JSON)

There, often only the first of several rules that match counts; here all apply. So
that the outcome is the same, a rule's match leaves out what those before it take.`,
		Example: "  rockxy rules import --dry-run charles-settings.xml\n  rockxy rules import proxyman_map_local_rules.config",
		Args:    exactArgs(1, "the file to import"),
		RunE: c.with(func(ctx context.Context, args []string) error {
			in, err := app.ReadForeignRules(args[0])
			if err != nil {
				return err
			}
			return c.take(ctx, in, in.From+", "+filepath.Base(args[0]), dryRun, replace)
		}),
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "print the rules, and change nothing")
	cmd.Flags().BoolVar(&replace, "replace", false, "replace groups of the same names")
	return cmd
}

// take writes what was read.
func (c *rulesCommand) take(ctx context.Context, in *othertools.Import, from string, dryRun, replace bool) error {
	r := rulesImport{Tool: in.From, DryRun: dryRun, Groups: []rulesImportGroup{}, Files: []string{}, Left: []string{}}
	for _, g := range in.Groups {
		one := rulesImportGroup{Name: g.Name, File: app.RulesFile(c.dir, g.Name), Enabled: g.Enabled, Text: string(g.YAML(from))}
		for _, rule := range g.Rules {
			one.Rules = append(one.Rules, rule.Name)
		}
		r.Groups = append(r.Groups, one)
	}
	for _, f := range in.Files {
		r.Files = append(r.Files, f.Name)
	}
	for _, l := range in.Left {
		r.Left = append(r.Left, l.String())
	}
	if !dryRun && len(in.Groups) > 0 {
		if _, err := app.TakeForeignRules(c.dir, in, from, replace); err != nil {
			return err
		}
		var err error
		if r.Live, err = c.reload(ctx); err != nil {
			return err
		}
	}
	if c.json {
		return c.encode(r)
	}
	c.tellImport(&r)
	if len(r.Groups) == 0 {
		return errors.New("nothing was carried over")
	}
	return nil
}

// reload makes a running instance read its rules again; live is false when there
// is none.
func (c *rulesCommand) reload(ctx context.Context) (live bool, err error) {
	client, err := api.Dial(ctx, c.dir)
	if errors.Is(err, api.ErrNotRunning) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer client.Close()
	_, err = client.ReloadRules(ctx)
	return err == nil, err
}

func (c *rulesCommand) tellImport(r *rulesImport) {
	for _, g := range r.Groups {
		if r.DryRun {
			fmt.Fprintf(c.out, "%s\n%s\n", c.out.Paint(render.Bold, "# "+render.Safe(g.File)), render.SafeText(g.Text))
			continue
		}
		state := ""
		if !g.Enabled {
			state = ", off as it was"
		}
		fmt.Fprintf(c.out, "%s %s in the group %s%s\n", c.out.Paint(render.Green, "✓"), render.Plural(int64(len(g.Rules)), "rule"), render.Safe(g.Name), state)
	}
	if len(r.Left) > 0 {
		fmt.Fprintln(c.err, "Not carried over, or not as it was:")
		for _, l := range r.Left {
			fmt.Fprintln(c.err, c.err.Paint(render.Yellow, "  "+render.Safe(l)))
		}
	}
	if len(r.Groups) > 0 && !r.DryRun {
		how := "in force at once, in the running instance"
		if !r.Live {
			how = "in force with the next start; no instance is running"
		}
		fmt.Fprintln(c.out, "  "+c.out.Paint(render.Dim, how))
	}
}
