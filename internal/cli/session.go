package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
)

func newSession(io IO) *cobra.Command {
	cmd := &cobra.Command{
		Use: "session", Short: "List, rename, delete, copy, clear and compact sessions", Args: noArgs,
		Long: `A session is what was captured under one name: rockxy serve --session NAME.
Without a name that is the session called default. Commands that read take
--session NAME, also while another one is being captured.`,
		Example: "  rockxy session list\n  rockxy session copy default before-the-upgrade\n  rockxy session clear host:example.com\n  rockxy flows --session before-the-upgrade",
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newSessionList(io), newSessionShow(io), newSessionRename(io), newSessionDelete(io), newSessionCopy(io),
		newSessionClear(io), newSessionCompact(io))
	return cmd
}

func newSessionList(io IO) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the sessions", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := synced(cmd)
			if err != nil {
				return err
			}
			all, err := app.Sessions(cmd.Context(), dir)
			if err != nil {
				return err
			}
			out := newScreen(io.Out)
			w := bufio.NewWriter(out)
			for i := range all {
				if asJSON {
					err = encodeLine(w, all[i])
				} else {
					_, err = fmt.Fprintln(w, sessionRow(out, &all[i]))
				}
				if err != nil {
					return err
				}
			}
			if len(all) == 0 && !asJSON {
				s := newScreen(io.Err)
				fmt.Fprintln(s, s.Paint(render.Dim, nothing("")))
			}
			return w.Flush()
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	return cmd
}

// synced returns the data directory, after a running instance has written what
// it has.
func synced(cmd *cobra.Command) (string, error) {
	dir, err := data(cmd)
	if err != nil {
		return dir, err
	}
	if client, err := api.Dial(cmd.Context(), dir); err == nil {
		_ = client.Sync(cmd.Context()) // what has been written can be shown anyway
		client.Close()
	}
	return dir, nil
}

func sessionRow(out screen, s *api.SessionInfo) string {
	cols := []string{
		out.Paint(render.Bold, render.Left(render.Safe(s.Name), 20)), render.Right(render.Bytes(s.Bytes), 7),
		render.Right(render.Plural(s.Entries, "entry"), 15), span(s),
	}
	if s.InUse {
		cols = append(cols, out.Paint(render.Green, inUse(s)))
	}
	if s.Problem != "" {
		cols = append(cols, out.Paint(render.Red, render.Safe(s.Problem)))
	}
	return strings.TrimRight(strings.Join(cols, "  "), " ")
}

func inUse(s *api.SessionInfo) string {
	if s.PID == 0 {
		return "in use"
	}
	return fmt.Sprintf("in use by process %d", s.PID)
}

// span is from when to when it reaches.
func span(s *api.SessionInfo) string {
	if s.First == nil {
		return strings.Repeat(" ", 33)
	}
	const minutes = "2006-01-02 15:04"
	return s.First.Local().Format(minutes) + "–" + s.Last.Local().Format(minutes)
}

func newSessionShow(io IO) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "show [NAME]", Short: "Show what is known of a session", Args: atMostOne,
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := synced(cmd)
			if err != nil {
				return err
			}
			s, err := app.DescribeSession(cmd.Context(), dir, first(args))
			if err != nil {
				return sessionError(err)
			}
			if asJSON {
				return encodeLine(io.Out, s)
			}
			out := newScreen(io.Out)
			line := func(label, text string) {
				fmt.Fprintf(out, "%s %s\n", out.Paint(render.Dim, render.Left(label, 9)), render.Safe(text))
			}
			line("name", s.Name)
			line("directory", s.Dir)
			line("size", render.Bytes(s.Bytes))
			line("entries", fmt.Sprintf("%d, %d pinned", s.Entries, s.Pinned))
			if s.First != nil {
				line("from", s.First.Local().Format(time.DateTime))
				line("to", s.Last.Local().Format(time.DateTime))
			}
			line("format", fmt.Sprintf("%d, index %d", s.Format, s.Index))
			if s.InUse {
				line("state", inUse(&s))
			}
			if s.Problem != "" {
				line("problem", s.Problem)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return cmd
}

func first(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

func atMostOne(cmd *cobra.Command, args []string) error {
	return optionalArg("the name of one session")(cmd, args)
}

// sessionError adds the next step to what can be wrong with a session.
func sessionError(err error) error {
	var locked *app.LockedError
	var none *app.NoSessionError
	switch {
	case errors.As(err, &locked):
		return &hintError{err, "stop that process first; reading and copying work meanwhile"}
	case errors.As(err, &none):
		return &hintError{err, "rockxy session list says which there are"}
	}
	return err
}

const sessionHelp = "`NAME` of the session, where it is not the one that is captured into"

// capturing returns the running instance if it captures into a session, nil
// else. Close it after use.
func capturing(ctx context.Context, dir, session string) *api.Client {
	client, err := api.Dial(ctx, dir)
	if err != nil {
		return nil
	}
	if st, err := client.Status(ctx); err != nil || !app.Captures(st, dir, session) {
		client.Close()
		return nil
	}
	return client
}

// noSession is the error for a session that was named and is not there; that
// there is none yet at all is no error.
func noSession(session string) error {
	if session == "" {
		return nil
	}
	return sessionError(&app.NoSessionError{Name: session})
}

// editor finds who can change a session: the instance that captures into it, or
// this process.
func editor(ctx context.Context, io IO, dir, session string) (api.SessionEditor, func() error, error) {
	if client := capturing(ctx, dir, session); client != nil {
		return client, func() error { client.Close(); return nil }, nil
	}
	e, err := app.OpenEditor(dir, session, slog.New(slog.NewTextHandler(newScreen(io.Err), &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		return nil, nil, sessionError(err)
	}
	return e, e.Close, nil
}
