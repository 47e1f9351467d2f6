package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/flow"
)

func newSessionRename(io IO) *cobra.Command {
	return &cobra.Command{
		Use: "rename NAME NEW", Short: "Give a session another name", Args: exactArgs(2, "the name of a session and its new one"),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := data(cmd)
			if err == nil {
				err = sessionError(app.RenameSession(dir, args[0], args[1]))
			}
			if err == nil {
				tell(io, fmt.Sprintf("Renamed: %s is now %s.", args[0], args[1]))
			}
			return err
		},
	}
}

// tell says to a person what was done.
func tell(io IO, text string) {
	s := newScreen(io.Err)
	fmt.Fprintln(s, s.Paint(render.Dim, render.Safe(text)))
}

func newSessionDelete(io IO) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use: "delete NAME…", Short: "Delete sessions with all that was captured",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &usageError{cmd, errors.New("rockxy session delete wants the names of sessions")}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := data(cmd)
			if err != nil {
				return err
			}
			var lines []string
			for _, name := range args {
				s, err := app.DescribeSession(cmd.Context(), dir, name)
				if err != nil {
					return sessionError(err)
				}
				if s.InUse {
					return &hintError{fmt.Errorf("the session %s is %s: nothing was deleted", name, inUse(&s)), "stop that process first, or use rockxy session clear"}
				}
				lines = append(lines, fmt.Sprintf("%s: %s, %s", name, render.Plural(s.Entries, "entry"), render.Bytes(s.Bytes)))
			}
			if err := agree(io, yes, "Delete "+strings.Join(lines, "; ")); err != nil {
				return err
			}
			for _, name := range args {
				if err := app.DeleteSession(dir, name); err != nil {
					return sessionError(err)
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return cmd
}

// agree asks whether something is to be done that cannot be undone.
func agree(io IO, yes bool, what string) error {
	if yes {
		return nil
	}
	answer, err := prompt(io, what+"? [y/N] ")
	var none *noTerminalError
	if errors.As(err, &none) {
		return &hintError{errors.New("there is no terminal to ask at: nothing was deleted"), "--yes says so in advance"}
	}
	if err != nil {
		return err
	}
	if a := strings.ToLower(answer); a != "y" && a != "yes" {
		return errDeclined
	}
	return nil
}

func newSessionCopy(io IO) *cobra.Command {
	return &cobra.Command{
		Use: "copy NAME NEW", Short: "Copy a session as it is now, also while it is captured into", Args: exactArgs(2, "the name of a session and that of the copy"),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := synced(cmd)
			if err != nil {
				return err
			}
			p := newProgress(newScreen(io.Err), "Copying", true)
			err = app.CopySession(cmd.Context(), dir, args[0], args[1], p.set)
			p.Close()
			return sessionError(err)
		},
	}
}

func newSessionCompact(io IO) *cobra.Command {
	return &cobra.Command{
		Use: "compact [NAME]", Short: "Give back the space that deleted entries have left", Args: atMostOne,
		RunE: func(cmd *cobra.Command, args []string) error {
			return withEditor(cmd, io, first(args), "Compacting", func(ctx context.Context, e api.SessionEditor, p *progress) error {
				return e.Compact(ctx, p.set)
			})
		},
	}
}

// withEditor does long work on a session and says what it has freed.
func withEditor(cmd *cobra.Command, io IO, session, what string, work func(context.Context, api.SessionEditor, *progress) error) error {
	dir, err := data(cmd)
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	e, done, err := editor(ctx, io, dir, session)
	if err != nil {
		return err
	}
	before, err := describe(ctx, dir, session)
	if err == nil {
		p := newProgress(newScreen(io.Err), what, true)
		err = work(ctx, e, p)
		p.Close()
	}
	if err = errors.Join(err, done()); err != nil {
		return err
	}
	after, err := describe(ctx, dir, session)
	if err == nil {
		tell(io, fmt.Sprintf("%s, %s; it was %s.", render.Plural(after.Entries, "entry"), render.Bytes(after.Bytes), render.Bytes(before.Bytes)))
	}
	return err
}

func describe(ctx context.Context, dir, session string) (api.SessionInfo, error) {
	if session == "" {
		session = app.CapturedInto(dir)
	}
	return app.DescribeSession(ctx, dir, session)
}

func newSessionClear(io IO) *cobra.Command {
	var session string
	var pinned, yes bool
	cmd := &cobra.Command{
		Use: "clear [FILTER…]", Short: "Delete entries: all of them, or those that a filter selects",
		Long: `Deletes entries that are over: all of a session, or those that FILTER selects
(id:12 is one). What is pinned stays unless --pinned says otherwise, and so does
what is still going on. Their space is given back; rockxy session compact gives back
the last of it.`,
		Example:           "  rockxy session clear --yes\n  rockxy session clear --session old host:example.com\n  rockxy session clear id:12..40",
		ValidArgsFunction: completeFilter,
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := filterText(args)
			if err != nil {
				return err
			}
			what := "Delete everything that was captured"
			if text != "" {
				what = "Delete what " + text + " selects"
			}
			if session != "" {
				what += " in " + session
			}
			if err := agree(io, yes, what); err != nil {
				return err
			}
			return withEditor(cmd, io, session, "Clearing", func(ctx context.Context, e api.SessionEditor, p *progress) error {
				if text == "" {
					return e.Clear(ctx, pinned, p.set)
				}
				return clearSelected(cmd, session, text, pinned, e)
			})
		},
	}
	cmd.Flags().StringVar(&session, "session", "", sessionHelp)
	cmd.Flags().BoolVar(&pinned, "pinned", false, "what is pinned too")
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return cmd
}

// clearAtOnce is how many entries one request deletes.
const clearAtOnce = 100_000

func clearSelected(cmd *cobra.Command, session, text string, pinned bool, e api.SessionEditor) error {
	dir, err := synced(cmd)
	if err != nil {
		return err
	}
	s, err := app.OpenNamed(dir, session)
	if err != nil {
		return err
	}
	defer s.Close()
	var ids []flow.ID
	err = s.Each(cmd.Context(), api.Query{Filter: text}, func(f *api.Flow) error {
		if pinned || !f.Pinned {
			ids = append(ids, f.ID)
		}
		return nil
	})
	for len(ids) > 0 && err == nil {
		n := min(len(ids), clearAtOnce)
		_, err = e.Delete(cmd.Context(), ids[:n])
		ids = ids[n:]
	}
	return err
}
