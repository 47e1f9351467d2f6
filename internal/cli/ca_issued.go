package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
)

func newIssued(io IO) *cobra.Command {
	var limit int
	var asJSON bool
	cmd := &cobra.Command{
		Use: "issued", Short: "List the certificates that were issued, newest first", Args: noArgs,
		Long: "Lists every certificate that was issued for a host, newest first: when, for which\nnames and which client, its serial number and its SHA-256. It is kept apart from\nwhat was captured, and outlives it.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := data(cmd)
			if err != nil {
				return err
			}
			if limit < 0 {
				return &usageError{cmd, errors.New("--limit is a number, 0 for all")}
			}
			if client, err := api.Dial(cmd.Context(), dir); err == nil {
				_ = client.Sync(cmd.Context()) // what has been written can be shown anyway
				client.Close()
			}
			leaves, err := app.ReadIssued(dir, limit)
			if err != nil {
				return err
			}
			return printIssued(io, leaves, asJSON)
		},
	}
	cmd.Flags().IntVarP(&limit, "limit", "n", 100, "at most so many, `N`; 0 for all")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	return cmd
}

func printIssued(io IO, leaves []app.Issued, asJSON bool) error {
	if len(leaves) == 0 && !asJSON {
		s := newScreen(io.Err)
		fmt.Fprintln(s, s.Paint(render.Dim, "No certificate has been issued yet."))
		return nil
	}
	out := newScreen(io.Out)
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	for _, l := range leaves {
		if asJSON {
			if err := enc.Encode(l); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(w, "%s  %s  %s\n", l.Time.Local().Format(time.DateTime), render.Safe(strings.Join(l.Names, " ")), out.Paint(render.Dim, render.Safe("for "+l.Client)))
		fmt.Fprintf(w, "%s\n", out.Paint(render.Dim, render.Safe("    serial "+l.Serial+"  SHA-256 "+l.SHA256)))
	}
	return w.Flush()
}
