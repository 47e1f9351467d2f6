package cli

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/flow"
)

// markCommand is rockxy mark and rockxy unmark.
type markCommand struct {
	io              IO
	session         string
	pin, unpin      bool
	comment, colour string
	json            bool
}

func newMark(io IO) *cobra.Command {
	c := markCommand{io: io}
	cmd := &cobra.Command{
		Use: "mark ID… [--pin] [--comment TEXT] [--colour NAME]", Short: "Pin entries, comment on them, give them a colour",
		Long: `Notes something about entries of the list. What is pinned stays when older entries
are deleted to keep the session within its size. Marks are kept with the session
and can be looked for: comment:flaky, colour:red.`,
		Example: "  rockxy mark 12 --pin --comment 'the one that fails'\n  rockxy mark 12 13 --colour red\n  rockxy mark last --pin",
		Args:    someIDs,
		RunE: func(cmd *cobra.Command, args []string) error {
			q, err := c.request(cmd)
			if err != nil {
				return &usageError{cmd, err}
			}
			return c.run(cmd, args, q)
		},
	}
	fs := cmd.Flags()
	fs.BoolVar(&c.pin, "pin", false, "keep it when older entries are deleted")
	fs.BoolVar(&c.unpin, "unpin", false, "do not")
	fs.StringVar(&c.comment, "comment", "", "note `TEXT`; empty takes it back")
	fs.StringVar(&c.colour, "colour", "", "give it a `COLOUR`: "+colourNames()+"; empty takes it back")
	fs.StringVar(&c.colour, "color", "", "the same")
	_ = fs.MarkHidden("color") // it is there
	c.flags(cmd)
	completeWords(cmd, "colour", strings.Split(colourNames(), ", "))
	return cmd
}

func newUnmark(io IO) *cobra.Command {
	c := markCommand{io: io}
	cmd := &cobra.Command{
		Use: "unmark ID…", Short: "Take pin, comment and colour back", Args: someIDs,
		RunE: func(cmd *cobra.Command, args []string) error {
			var pinned bool
			var comment string
			var colour flow.Colour
			return c.run(cmd, args, api.MarkRequest{Pinned: &pinned, Comment: &comment, Colour: &colour})
		},
	}
	c.flags(cmd)
	return cmd
}

func (c *markCommand) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.session, "session", "", sessionHelp)
	cmd.Flags().BoolVar(&c.json, "json", false, "print the entries as they are now, one JSON object a line")
}

func colourNames() string {
	var all []string
	for _, c := range flow.Colours() {
		all = append(all, string(c))
	}
	return strings.Join(all, ", ")
}

func someIDs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return &usageError{cmd, fmt.Errorf("%s wants the numbers of entries, as rockxy flows lists them", cmd.CommandPath())}
	}
	return nil
}

// request understands the flags.
func (c *markCommand) request(cmd *cobra.Command) (q api.MarkRequest, err error) {
	given := cmd.Flags().Changed
	if c.pin && c.unpin {
		return q, errors.New("--pin and --unpin exclude each other")
	}
	if c.pin || c.unpin {
		q.Pinned = &c.pin
	}
	if given("comment") {
		q.Comment = &c.comment
	}
	if given("colour") || given("color") {
		colour := flow.Colour(strings.ToLower(c.colour))
		if !colour.Valid() {
			return q, fmt.Errorf("there is no colour %q, only %s", c.colour, colourNames())
		}
		q.Colour = &colour
	}
	if q.Pinned == nil && q.Comment == nil && q.Colour == nil {
		return q, errors.New("say what to note: --pin, --unpin, --comment or --colour")
	}
	return q, nil
}

func (c *markCommand) run(cmd *cobra.Command, args []string, q api.MarkRequest) error {
	dir, err := synced(cmd)
	if err != nil {
		return err
	}
	if q.IDs, err = c.ids(cmd, dir, args); err != nil {
		return err
	}
	e, done, err := editor(cmd.Context(), c.io, dir, c.session)
	if err != nil {
		return err
	}
	flows, err := e.Mark(cmd.Context(), q)
	if err = errors.Join(err, done()); err != nil {
		return err
	}
	if !c.json {
		tell(c.io, "Marked "+render.Plural(int64(len(flows)), "entry")+".")
		return nil
	}
	w := bufio.NewWriter(c.io.Out)
	for i := range flows {
		if err := encodeLine(w, &flows[i]); err != nil {
			return err
		}
	}
	return w.Flush()
}

func (c *markCommand) ids(cmd *cobra.Command, dir string, args []string) (ids []flow.ID, err error) {
	s, err := app.OpenNamed(dir, c.session)
	if err != nil {
		return nil, sessionError(err)
	}
	defer s.Close()
	for _, name := range args {
		id, err := entryID(cmd.Context(), s, name)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}
