package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/cli/render"
)

func newUI(io IO) *cobra.Command {
	c := &uiCommand{command: command{io: io}}
	cmd := &cobra.Command{
		Use:   "ui",
		Short: "Open the page of the running instance in the browser",
		Long: `Opens the page of the running instance in the browser. The link lets in once, within a
minute: other users of this machine can see what programs are started with.

--print prints the link of this start instead, as rockxy serve did. Whoever has it can
read and change everything that is captured, as long as the instance runs.`,
		Example: "  rockxy ui\n  rockxy ui --print",
		Args:    noArgs,
		RunE:    c.with(func(ctx context.Context, _ []string) error { return c.run(ctx) }),
	}
	cmd.Flags().BoolVar(&c.print, "print", false, "print the link and open nothing")
	return cmd
}

type uiCommand struct {
	command
	print bool
}

func (c *uiCommand) run(ctx context.Context) error {
	client, err := api.Dial(ctx, c.dir)
	if errors.Is(err, api.ErrNotRunning) {
		hint := "start one with rockxy serve" + dataFlag(c.dir)
		if api.SocketPath(c.dir) == "" {
			hint = "on this system the link is in the output of rockxy serve alone, and in its --ready-file"
		}
		return &hintError{errors.New("no instance is running with the data directory " + c.dir), hint}
	}
	if err != nil {
		return err
	}
	defer client.Close()
	once, err := client.PageLink(ctx) // says so if there is no page
	if err != nil {
		return err
	}
	if c.print {
		return c.printLink(ctx, client)
	}
	program, why := openerOf(runtime.GOOS, os.Getenv, onPath)
	if why == "" {
		if err := start(append(program, once), openerTime); err == nil {
			fmt.Fprintln(c.err, c.err.Paint(render.Dim, "The page is opened in the browser."))
			return nil
		} else {
			why = program[0] + " does not work here: " + err.Error()
		}
	}
	fmt.Fprintln(c.err, c.err.Paint(render.Dim, "Open this in a browser on this machine ("+render.Safe(why)+"):"))
	return c.printLink(ctx, client)
}

func (c *uiCommand) printLink(ctx context.Context, client *api.Client) error {
	s, err := client.Status(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.out, s.UI)
	return err
}

// openerTime is how long a program that opens pages is watched for failing.
const openerTime = 3 * time.Second
