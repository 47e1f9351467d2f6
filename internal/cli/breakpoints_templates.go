package cli

import (
	"bufio"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/rule/breakpoint"
)

func (c *breakpointsCommand) newTemplates() *cobra.Command {
	cmd := &cobra.Command{
		Use: "templates", Short: "List, show, save and remove messages to send in the place of others",
		Long: `Templates are requests and responses as text, kept as NAME.http in the directory
templates of the data directory, which editors know too. rockxy breakpoints send
--template sends one; a rule proposes one with breakpoint: {template: NAME}. No
instance is needed, but for what is paused.`,
		Example: "  rockxy breakpoints templates\n  rockxy breakpoints templates save not-found --file 404.http\n  rockxy breakpoints templates save login 3\n  rockxy breakpoints templates show login",
		Args:    noArgs,
		RunE:    c.with(func(context.Context, []string) error { return c.listTemplates() }),
	}
	cmd.AddCommand(c.newTemplateShow(), c.newTemplateSave(), c.newTemplateRemove())
	return cmd
}

func (c *breakpointsCommand) listTemplates() error {
	all, err := app.DescribeTemplates(app.Templates(c.dir))
	if err != nil {
		return err
	}
	w := bufio.NewWriter(c.out)
	for i := range all {
		if c.json {
			err = encodeLine(w, all[i])
		} else {
			_, err = fmt.Fprintf(w, "%s  %s  %s\n", render.Left(all[i].Name, 24), render.Left(all[i].Form, 8), render.Safe(all[i].Line))
		}
		if err != nil {
			return err
		}
	}
	if len(all) == 0 && !c.json {
		fmt.Fprintln(c.err, c.err.Paint(render.Dim, "There are no templates."))
	}
	return w.Flush()
}

func (c *breakpointsCommand) newTemplateShow() *cobra.Command {
	return &cobra.Command{
		Use: "show NAME", Short: "Print a template", Args: exactArgs(1, "the name of a template"),
		RunE: c.with(func(_ context.Context, args []string) error {
			text, err := app.Templates(c.dir).Read(args[0])
			if err != nil {
				return err
			}
			if c.out.terminal {
				text = []byte(render.SafeText(string(text)) + "\n")
			}
			_, err = c.out.Write(text)
			return err
		}),
	}
}

func (c *breakpointsCommand) newTemplateSave() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use: "save NAME ID | save NAME --file FILE", Short: "Save a template, in the place of one with that name",
		Args: func(cmd *cobra.Command, args []string) error {
			if want := map[bool]int{false: 2, true: 1}[file != ""]; len(args) != want {
				return &usageError{cmd, fmt.Errorf("%s wants a name, and the number of something that is paused or --file", cmd.CommandPath())}
			}
			return nil
		},
		RunE: c.with(func(ctx context.Context, args []string) error {
			m, err := c.toSave(ctx, args, file)
			if err != nil {
				return err
			}
			if err := app.Templates(c.dir).Write(args[0], m); err != nil {
				return err
			}
			c.say("saved as %s", args[0])
			return nil
		}),
	}
	cmd.Flags().StringVar(&file, "file", "", "what is in `FILE`; - is standard input")
	return cmd
}

// toSave is the message in a file, or one that is paused.
func (c *breakpointsCommand) toSave(ctx context.Context, args []string, file string) (*breakpoint.Message, error) {
	if file != "" {
		text, err := c.read(file)
		if err != nil {
			return nil, err
		}
		return breakpoint.Parse(text)
	}
	client, err := c.dial(ctx)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	ids, err := c.pausedIDs(ctx, client, args[1:])
	if err != nil || len(ids) != 1 {
		return nil, fmt.Errorf("one message is saved under a name: %w", err)
	}
	d, err := client.PausedMessage(ctx, ids[0])
	if err != nil {
		return nil, err
	}
	return savedForm(present(&d))
}

// savedForm is a form as a template has it: its body is in its own charset.
func savedForm(f *api.MessageForm) (*breakpoint.Message, error) {
	if f.Raw != nil {
		return breakpoint.ParseText(*f.Raw, nil)
	}
	return breakpoint.Parse(f.RawBase64)
}

func (c *breakpointsCommand) newTemplateRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove NAME", Short: "Delete a template", Args: exactArgs(1, "the name of a template"),
		RunE: c.with(func(_ context.Context, args []string) error {
			if err := app.Templates(c.dir).Remove(args[0]); err != nil {
				return err
			}
			c.say("%s is gone", args[0])
			return nil
		}),
	}
}
