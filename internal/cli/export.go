package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/flow"
)

func newExport(io IO) *cobra.Command {
	var c exportCommand
	var request, response bool
	cmd := &cobra.Command{
		Use:   "export FORMAT [FILTER… | ID…]",
		Short: "Write what was captured as HAR, curl, code, packets",
		Long: `Writes exchanges in another form, oldest first, to standard output or a file. A
file appears when it is whole: stopped in between, there is none.

Secrets (passwords, cookies, tokens, keys) are replaced by stand-ins of the same
shape, the same secret by the same one. --with-secrets leaves them, and the file
says so.

FORMAT is one of

` + formatTable() + `
Entries are named by number ("12", "last"), or selected by a filter; all of them
when there is neither. To look for a number, quote it: '"12"'.

` + filterTable,
		Example: "  rockxy export har -o shop.har host:shop.example.com\n  rockxy export curl last\n  rockxy export python 12 -o again.py\n" +
			"  rockxy export raw 12 --response --with-secrets > response.bin\n  rockxy export pcapng -o all.pcapng time:'<1h'",
		ValidArgsFunction: completeExport,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if c.dir, err = data(cmd); err != nil {
				return err
			}
			if err := c.read(args, request, response); err != nil {
				var f *filterError
				if errors.As(err, &f) {
					return err
				}
				return &usageError{cmd, err}
			}
			c.out, c.err = newScreen(io.Out), newScreen(io.Err)
			return c.run(cmd.Context())
		},
	}
	fs := cmd.Flags()
	fs.StringVarP(&c.file, "output", "o", "", "write to `FILE` instead of standard output")
	fs.BoolVar(&c.force, "force", false, "replace a file that is there")
	fs.StringVar(&c.session, "session", "", sessionHelp)
	fs.BoolVar(&c.x.WithSecrets, "with-secrets", false, "leave secrets as they are")
	fs.BoolVar(&c.x.Wire, "wire", false, "har: encoded bodies also as they were on the wire")
	fs.BoolVar(&request, "request", false, "raw: the request only")
	fs.BoolVar(&response, "response", false, "raw: the response only")
	fs.BoolVar(&c.json, "json", false, "say what was written as one JSON object: on standard output with --output, else on standard error")
	return cmd
}

func formatTable() string {
	var b strings.Builder
	for _, f := range app.ExportFormats() {
		fmt.Fprintf(&b, "  %-16s %s\n", f.Name, f.Summary)
	}
	return b.String()
}

type exportCommand struct {
	dir, session, file string
	force, json        bool
	x                  app.Export
	last               bool // the newest entry is one of those named
	out, err           screen
}

// read understands the arguments.
func (c *exportCommand) read(args []string, request, response bool) error {
	formats := app.ExportFormats()
	var names []string
	for _, f := range formats {
		names = append(names, f.Name)
	}
	if len(args) == 0 {
		return fmt.Errorf("rockxy export wants a format: %s", strings.Join(names, ", "))
	}
	i := slices.Index(names, strings.ToLower(args[0]))
	if i < 0 {
		return fmt.Errorf("there is no format %q; there are %s", args[0], strings.Join(names, ", "))
	}
	c.x.Format, c.x.Version = formats[i], Version()
	if c.x.Wire && c.x.Format.Name != "har" {
		return errors.New("--wire is for har")
	}
	if (request || response) && c.x.Format.Name != "raw" {
		return errors.New("--request and --response are for raw")
	}
	switch {
	case request && !response:
		c.x.Sides = []flow.Direction{flow.Request}
	case response && !request:
		c.x.Sides = []flow.Direction{flow.Response}
	}
	if c.named(args[1:]) {
		return nil
	}
	var err error
	c.x.Filter, err = filterText(args[1:])
	return err
}

// named reads arguments that are the numbers of entries, all of them.
func (c *exportCommand) named(args []string) bool {
	var ids []flow.ID
	last := false
	for _, a := range args {
		if a == "last" {
			last = true
			continue
		}
		id, err := strconv.ParseUint(strings.TrimPrefix(a, "#"), 10, 63)
		if err != nil || id == 0 {
			return false
		}
		ids = append(ids, flow.ID(id))
	}
	c.x.IDs, c.last = ids, last
	return len(args) > 0
}

func (c *exportCommand) run(ctx context.Context) error {
	toFile := c.file != "" && c.file != "-"
	if !toFile && c.out.terminal && c.x.Format.Binary && c.x.Format.Name != "raw" {
		return &hintError{errors.New(c.x.Format.Name + " is nothing for a terminal"), "write it to a file: -o NAME" + c.x.Format.Suffix}
	}
	s, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	if c.last {
		id, err := entryID(ctx, s, "last")
		if err != nil {
			return err
		}
		c.x.IDs = append(c.x.IDs, id)
	}
	bar := newProgress(c.err, "Exporting", false)
	c.x.Progress = bar.set
	var report app.Exported
	if toFile {
		report, err = c.toFile(ctx, s)
	} else {
		report, err = c.toStream(ctx, s)
	}
	bar.Close()
	if ctx.Err() != nil && err != nil {
		return stopped(toFile, c.file)
	}
	if err != nil {
		return err
	}
	return c.tell(&report, toFile)
}

func stopped(toFile bool, file string) error {
	if toFile {
		return errors.New("stopped: " + file + " was not written")
	}
	return errors.New("stopped: what was written is not whole")
}

// open opens the session as it is by now.
func (c *exportCommand) open(ctx context.Context) (*app.Session, error) {
	if client := capturing(ctx, c.dir, c.session); client != nil {
		defer client.Close()
		if err := client.Sync(ctx); err != nil {
			return nil, err
		}
	}
	s, err := app.OpenNamed(c.dir, c.session)
	if errors.Is(err, fs.ErrNotExist) {
		if c.session != "" {
			return nil, &hintError{fmt.Errorf("there is no session %q in %s", c.session, c.dir), "rockxy import --session makes one"}
		}
		return nil, &hintError{errors.New("nothing has been captured in " + c.dir), "try: rockxy run -- curl https://example.com"}
	}
	return s, err
}

func (c *exportCommand) toFile(ctx context.Context, s *app.Session) (app.Exported, error) {
	d, err := newDraft(c.file, c.force)
	if err != nil {
		return app.Exported{}, err
	}
	report, err := s.Export(ctx, d, c.x)
	return report, d.finish(err)
}

func (c *exportCommand) toStream(ctx context.Context, s *app.Session) (app.Exported, error) {
	var to io.Writer = c.out
	if c.out.terminal {
		to = safeWriter{c.out}
	}
	w := bufio.NewWriterSize(to, 64<<10)
	report, err := s.Export(ctx, w, c.x)
	if err != nil {
		return report, err // a part of it helps nobody
	}
	return report, w.Flush()
}

// tell says what was written.
func (c *exportCommand) tell(r *app.Exported, toFile bool) error {
	if c.json {
		if toFile {
			return encodeLine(c.out, r)
		}
		return encodeLine(c.err, r)
	}
	said := "Exported " + render.Plural(int64(r.Exchanges), "exchange")
	if toFile {
		said += " to " + c.file
	}
	said += ". "
	switch {
	case !r.Redacted:
		said += "Secrets are in it as they were captured: share it with nobody."
	case r.Secrets == 1:
		said += "1 secret was replaced by a stand-in (--with-secrets leaves it)."
	case r.Secrets > 0:
		said += render.Count(int64(r.Secrets)) + " secrets were replaced by stand-ins (--with-secrets leaves them)."
	default:
		said += "No secrets were found to replace."
	}
	fmt.Fprintln(c.err, "rockxy: "+said)
	if r.Others > 0 {
		fmt.Fprintf(c.err, "rockxy: %s left out: only exchanges can be exported\n", render.Plural(int64(r.Others), "tunnel or handshake failure"))
	}
	if r.Incomplete > 0 {
		fmt.Fprintf(c.err, "rockxy: of %s something is missing; the file says what\n", render.Plural(int64(r.Incomplete), "exchange"))
	}
	for _, u := range r.Unsupported {
		fmt.Fprintln(c.err, "rockxy: left out: "+render.Safe(u))
	}
	return nil
}

// completeExport completes the format, and then the filter.
func completeExport(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return completeFilter(cmd, args[1:], toComplete)
	}
	var all []string
	for _, f := range app.ExportFormats() {
		all = append(all, cobra.CompletionWithDesc(f.Name, f.Summary))
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}
