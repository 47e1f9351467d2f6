package cli

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/flow"
	"rockxy/internal/policy"
)

func newBypass(io IO) *cobra.Command {
	c := &policyCommand{command{io: io}}
	t := validity{d: time.Hour}
	var note string
	cmd := &cobra.Command{
		Use: "bypass ID|PATTERN", Short: "Leave alone what a row of the list is about, for an hour",
		Long: `Passes connections through unread: of the program (or device) and the host of an
entry of the list, or those that a pattern matches. It is rockxy policy bypass with
an hour for a default.

ID is the entry's number; "last" is the newest entry.

` + patternHelp,
		Example: "  rockxy bypass 12\n  rockxy bypass 12 --for 1d\n  rockxy bypass last --for always\n  rockxy bypass '*.bank.example' --for 1h",
		Args:    someArgs("the number of an entry, or a pattern"),
		RunE: c.with(func(ctx context.Context, args []string) error {
			p, why, err := c.meant(ctx, args)
			if err != nil {
				return err
			}
			if note != "" {
				why = note
			}
			return c.add(ctx, entryOf(policy.Bypass, p, t, why))
		}),
	}
	t.flag(cmd, "how long: 1h, 90m, 1d, 2w or always")
	cmd.Flags().StringVar(&note, "note", "", "`TEXT` that says why")
	cmd.Flags().BoolVar(&c.json, "json", false, "one JSON object")
	return cmd
}

// meant is the pattern that the arguments name, or that an entry is about.
func (c *policyCommand) meant(ctx context.Context, args []string) (p policy.Pattern, note string, err error) {
	name := strings.TrimPrefix(args[0], "#")
	if _, err := strconv.ParseUint(name, 10, 63); len(args) > 1 || err != nil && name != "last" {
		p, err = parsePattern(args)
		return p, "", err
	}
	s, e, err := openEntry(ctx, c.dir, "", name)
	if err != nil {
		return p, "", err
	}
	defer s.Close()
	d := e.Detail
	text, err := app.RowPattern(d, false)
	if err != nil {
		return p, "", &hintError{fmt.Errorf("entry %d: %w", d.ID, err), rowHint(d)}
	}
	if p, err = policy.ParsePattern(text); err != nil {
		return p, "", pointAt(text, err)
	}
	set, err := app.ReadPolicy(c.dir)
	if err != nil {
		return p, "", err
	}
	return p, app.RowNote(d), app.Settled(set, d, p, time.Now())
}

func rowHint(d *api.Detail) string {
	if host, port := app.RowTarget(d); host != "" && d.Process == "" && d.Verdict != flow.VerdictRaw && !strings.HasPrefix(d.URL, "http:") {
		return "for every client: rockxy bypass " + net.JoinHostPort(host, strconv.Itoa(int(port)))
	}
	return fmt.Sprintf("rockxy show %d says what it is", d.ID)
}
