package cli

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
)

func newDoctor(io IO) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what works, what does not, and the next step",
		Long:  "Looks at the data directory, the running instance, its listeners, the root and\nwhere its key is, trust stores, the policy, the rules, the store and the system's\nroots. It changes nothing. Its exit status is 1 when something does not work.",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := data(cmd)
			if err != nil {
				return err
			}
			if printFindings(newScreen(io.Out), examine(cmd.Context(), dir)) {
				return &statusError{exitFailed}
			}
			return nil
		},
	}
}

func examine(ctx context.Context, dir string) []api.Finding {
	e := app.Examination{Data: dir, Reach: reach}
	if client, err := api.Dial(ctx, dir); err == nil {
		defer client.Close()
		e.Running = client
	}
	return e.Findings(ctx)
}

// reach tries whether a listener accepts.
func reach(addr string) error {
	c, err := net.DialTimeout("tcp", addr, 2*time.Second)
	if err == nil {
		c.Close()
	}
	return err
}

// printFindings reports whether something does not work.
func printFindings(out screen, found []api.Finding) (broken bool) {
	for _, f := range found {
		mark := out.Paint(render.Green, "✓")
		switch f.State {
		case api.FindingWarn:
			mark = out.Paint(render.Yellow, "–")
		case api.FindingFail:
			mark, broken = out.Paint(render.BoldRed, "✗"), true
		}
		fmt.Fprintf(out, "%s %s %s\n", mark, out.Paint(render.Dim, render.Left(f.Name, 8)), render.Safe(f.Text))
		if f.Hint != "" {
			fmt.Fprintf(out, "           %s\n", out.Paint(render.Dim, render.Safe(f.Hint)))
		}
	}
	return broken
}
