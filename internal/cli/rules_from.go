package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/rule/rulefile"
)

// fromEntry names an exchange whose response is given again.
type fromEntry struct{ entry, session string }

func (f *fromEntry) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.entry, "map-local-from", "", "give the response of the exchange `ID` again; what it is like is the match, unless --match says it")
	cmd.Flags().StringVar(&f.session, "session", "", "`NAME` of the session that the exchange is in")
}

// addFromEntry adds a rule that gives the response of an entry again. The response
// is written into a file beside that of the group, to be edited there.
func (c *rulesCommand) addFromEntry(ctx context.Context, f *ruleFlags, from fromEntry) error {
	if len(f.actions.lines()) > 0 {
		return c.usage("--map-local-from is what the rule does; add other actions with rockxy rules edit")
	}
	group, err := c.fileOf(ctx, f.group)
	if err != nil {
		return err
	}
	again, err := c.giveAgain(ctx, from, filepath.Dir(group))
	if err != nil {
		return err
	}
	if f.match == "" {
		f.match = again.Match
	}
	if f.name == "" {
		if f.name, err = c.freeName(ctx, again.Name); err != nil {
			return errors.Join(err, os.Remove(again.File))
		}
	}
	if err := c.addRule(ctx, f, []string{"map-local: {message: " + rulefile.Text(again.Message) + "}"}); err != nil {
		return errors.Join(err, os.Remove(again.File))
	}
	if !c.json {
		fmt.Fprintf(c.out, "  the response is in %s\n", render.Safe(again.File))
	}
	return nil
}

// giveAgain writes the response of an entry into a file below dir.
func (c *rulesCommand) giveAgain(ctx context.Context, from fromEntry, dir string) (*app.GivenAgain, error) {
	s, e, err := openEntry(ctx, c.dir, from.session, from.entry)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	again, err := app.GiveAgain(e, dir)
	if err != nil {
		return nil, err
	}
	if again.Note != "" {
		fmt.Fprintln(c.err, "rockxy:", render.Safe(again.Note))
	}
	return again, nil
}
