package cli

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/policy"
)

// policyImport is what --json prints of an import.
type policyImport struct {
	policyChange
	Format     string   `json:"format"`     // of which program
	DryRun     bool     `json:"dry_run"`    // nothing was changed
	Statements []string `json:"statements"` // carried over
	Skipped    []string `json:"skipped"`    // what was not, and why
	Default    string   `json:"default"`    // what the other program does with a host in no list
}

func (c *policyCommand) newImport() *cobra.Command {
	var dryRun, takeDefault bool
	cmd := &cobra.Command{
		Use: "import FILE", Short: "Take over the SSL lists of Charles, Proxyman or HTTP Toolkit",
		Long: `Adds the hosts of another program's lists to the policy, and says what could not
be carried over and why. Entries that are there already stay as they are.

FILE is what these programs export, or keep:
  Charles       the export of the SSL proxying settings, or charles.config (XML)
  Proxyman      the export of the SSL proxying list, or of all settings (JSON)
  HTTP Toolkit  its settings, or tlsPassthrough and tlsInterceptOnly (JSON)

They leave alone what is in no list, once there is a list of hosts to intercept.
--set-default takes that over as well.`,
		Example: "  rockxy policy import --dry-run charles-ssl.xml\n  rockxy policy import proxyman.config --set-default",
		Args:    exactArgs(1, "the file to import"),
		RunE: c.with(func(ctx context.Context, args []string) error {
			f, err := os.Open(args[0])
			if err != nil {
				return err
			}
			defer f.Close()
			in, err := policy.Import(f)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			return c.take(ctx, in, dryRun, takeDefault)
		}),
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "say what would be carried over, and change nothing")
	cmd.Flags().BoolVar(&takeDefault, "set-default", false, "also take over what becomes of hosts in no list")
	return cmd
}

// take adds what was read from another program's file.
func (c *policyCommand) take(ctx context.Context, in policy.Imported, dryRun, takeDefault bool) (err error) {
	r := policyImport{Format: in.Format, DryRun: dryRun, Statements: app.Statements(in, takeDefault), Skipped: in.Skipped, Default: in.Default.String()}
	if r.Skipped == nil {
		r.Skipped = []string{}
	}
	now, err := app.ReadPolicy(c.dir)
	if err != nil {
		return err
	}
	r.File = app.PolicyFile(c.dir)
	if !dryRun {
		r.policyChange, err = c.edit(ctx, func(text string) (string, error) { return app.AddImported(text, in, takeDefault) })
		if err != nil {
			return err
		}
	}
	if c.json {
		return c.encode(r)
	}
	return c.tell(r, !takeDefault && now.File().Default != in.Default)
}

func (c *policyCommand) tell(r policyImport, otherDefault bool) error {
	head := "carried over from " + r.Format
	if r.DryRun {
		head = "would be carried over from " + r.Format
	}
	fmt.Fprintf(c.out, "%s %s\n", render.Plural(int64(len(r.Statements)), "statement"), head)
	for _, s := range r.Statements {
		fmt.Fprintln(c.out, "  "+render.Safe(s))
	}
	if len(r.Skipped) > 0 {
		fmt.Fprintln(c.out, "Not carried over:")
		for _, s := range r.Skipped {
			fmt.Fprintln(c.out, c.out.Paint(render.Yellow, "  "+render.Safe(s)))
		}
	}
	if otherDefault {
		fmt.Fprintf(c.out, "In %s a host in no list is to %s; here it is not: rockxy policy default %s, or --set-default\n", r.Format, r.Default, r.Default)
	}
	if r.DryRun {
		return nil
	}
	return c.report(r.policyChange, "the policy has them")
}
