package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
)

func newImport(std IO) *cobra.Command {
	var c importCommand
	cmd := &cobra.Command{
		Use:   "import FILE…",
		Short: "Read HAR files into a session",
		Long: `Reads HTTP Archives (HAR) of browsers and other tools into a session, after what
is there already; nothing is replaced. "-" is standard input.

An entry that cannot be read is left out and named, the rest is imported.
is:imported finds what was imported. It works while an instance is running, too.`,
		Example: "  rockxy import shop.har\n  rockxy import --session old a.har b.har.gz\n  ssh host cat log.har | rockxy import -",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &usageError{cmd, errors.New("rockxy import wants files")}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if c.dir, err = data(cmd); err != nil {
				return err
			}
			c.in, c.out, c.err = std.In, newScreen(std.Out), newScreen(std.Err)
			return c.run(cmd.Context(), args)
		},
	}
	cmd.Flags().StringVar(&c.session, "session", "", "`NAME` of the session; made if it is missing. Without it, the one that is captured into")
	cmd.Flags().BoolVar(&c.json, "json", false, "one JSON object for each file")
	return cmd
}

type importCommand struct {
	dir, session string
	json         bool
	in           io.Reader
	out, err     screen
}

// importer reads an archive into a session: that of a running instance, or one
// that no instance has.
type importer func(ctx context.Context, archive io.Reader) (api.Imported, error)

// archive is a file to be imported.
type archive struct {
	name string
	io.Reader
	size  int64 // 0: not known
	close func() error
}

func (c *importCommand) run(ctx context.Context, args []string) (err error) {
	files, err := c.openAll(args)
	defer func() {
		for _, f := range files {
			err = errors.Join(err, f.close())
		}
	}()
	if err != nil {
		return err
	}
	read, done, err := c.open(ctx)
	if err != nil {
		return err
	}
	failed := c.importAll(ctx, read, files)
	return errors.Join(failed, done())
}

// openAll opens all files before any is read.
func (c *importCommand) openAll(args []string) (files []archive, err error) {
	for _, name := range args {
		if name == "-" {
			files = append(files, archive{"-", c.in, 0, func() error { return nil }})
			continue
		}
		f, err := os.Open(name)
		if err != nil {
			return files, err
		}
		a := archive{name, f, 0, f.Close}
		files = append(files, a)
		info, err := f.Stat()
		if err != nil {
			return files, err
		}
		if info.IsDir() {
			return files, fmt.Errorf("%s is a directory", name)
		}
		files[len(files)-1].size = info.Size()
	}
	return files, nil
}

// open finds who can write the session.
func (c *importCommand) open(ctx context.Context) (importer, func() error, error) {
	client, err := api.Dial(ctx, c.dir)
	if err == nil {
		st, err := client.Status(ctx)
		if err == nil && app.Captures(st, c.dir, c.session) {
			return client.Import, func() error { client.Close(); return nil }, nil
		}
		client.Close()
		if err != nil {
			return nil, nil, err
		}
	}
	i, err := app.OpenImporter(c.dir, c.session, slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		return nil, nil, err
	}
	return i.Import, i.Close, nil
}

func (c *importCommand) importAll(ctx context.Context, read importer, files []archive) error {
	var total, before int64
	for _, f := range files {
		total += f.size
		if f.size == 0 {
			total = 0
			break
		}
	}
	var failed []error
	for _, f := range files {
		bar := newProgress(c.err, "Importing", true)
		report, err := read(ctx, &countingReader{f, bar, &before, total})
		bar.Close()
		report.File = f.name
		if err == nil || report.Imported > 0 {
			if err := c.tell(&report); err != nil {
				return err
			}
		}
		switch {
		case ctx.Err() != nil && err != nil:
			return errors.Join(append(failed, fmt.Errorf("%s: stopped; what was imported stays", f.name))...)
		case err != nil:
			failed = append(failed, &fileError{f.name, err})
		case report.Imported == 0 && report.Skipped > 0:
			failed = append(failed, fmt.Errorf("%s: none of its entries could be read", f.name))
		}
	}
	return errors.Join(failed...)
}

// fileError is an error of one of several files.
type fileError struct {
	name string
	err  error
}

func (e *fileError) Error() string { return e.name + ": " + e.err.Error() }
func (e *fileError) Unwrap() error { return e.err }

// tell says what became of a file.
func (c *importCommand) tell(r *api.Imported) error {
	if c.json {
		return encodeLine(c.out, r)
	}
	said := "Imported " + render.Plural(int64(r.Imported), "exchange") + " from " + render.Safe(r.File)
	if r.Creator != "" {
		said += " (" + render.Safe(r.Creator) + ")"
	}
	if r.First != 0 {
		said += fmt.Sprintf(", entries %d to %d", r.First, r.Last)
	}
	if r.Skipped > 0 {
		said += ", " + render.Count(int64(r.Skipped)) + " skipped"
	}
	fmt.Fprintln(c.out, said)
	for _, d := range r.Damages {
		if d.Index < 0 {
			fmt.Fprintf(c.err, "rockxy: line %d: %s\n", d.Line, render.Safe(d.Reason))
			continue
		}
		fmt.Fprintf(c.err, "rockxy: entry %d (line %d): %s\n", d.Index, d.Line, render.Safe(d.Reason))
	}
	if hidden := r.Skipped - len(r.Damages); hidden > 0 {
		fmt.Fprintf(c.err, "rockxy: … and %s more\n", render.Count(int64(hidden)))
	}
	if r.Truncated {
		fmt.Fprintln(c.err, "rockxy: the file ends too early")
	}
	return nil
}
