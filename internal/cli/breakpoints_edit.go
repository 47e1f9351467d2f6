package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/cli/render"
)

func (c *breakpointsCommand) newEdit() *cobra.Command {
	return &cobra.Command{
		Use: "edit ID", Short: "Edit what is paused in your editor, then decide",
		Long: `Opens the message in your editor (VISUAL, EDITOR). When you leave the editor, you
are asked what is to become of it. Its timeout does not count while you are at it.`,
		Args: exactArgs(1, "the number of something that is paused"),
		RunE: c.with(func(ctx context.Context, args []string) error {
			client, err := c.dial(ctx)
			if err != nil {
				return err
			}
			defer client.Close()
			ids, err := c.pausedIDs(ctx, client, args)
			if err != nil || len(ids) != 1 {
				return errors.Join(err, errIf(len(ids) > 1, "edit them one by one"))
			}
			said, _, err := c.edit(ctx, client, ids[0])
			if err == nil {
				c.say("%s", said)
			}
			return err
		}),
	}
}

func errIf(is bool, text string) error {
	if is {
		return errors.New(text)
	}
	return nil
}

// edit has a person edit a message and decide about it. said is what became of it,
// stays that it is paused still.
func (c *breakpointsCommand) edit(ctx context.Context, client *api.Client, id uint64) (said string, stays bool, err error) {
	if err := client.Take(ctx, id); err != nil {
		return "", false, err
	}
	d, err := client.PausedMessage(ctx, id)
	if err != nil {
		return "", false, err
	}
	text, place, err := draftText(&d)
	if err != nil {
		return "", false, err
	}
	in := bufio.NewReader(c.io.In)
	before := text
	for again := true; ; {
		if again {
			if text, err = editText(c.io, fmt.Sprintf("%s-%d.http", d.Phase, id), text); err != nil {
				return "", false, err
			}
		}
		again = false
		e := fromDraft(text, place)
		what := "edited"
		if text == before {
			what = "not changed"
		}
		answer, err := c.ask(in, fmt.Sprintf("%d is %s. [s]end, send as it came [o], [a]bort, [e]dit again, save as a [t]emplate, [l]eave it paused, and Enter: ", id, what))
		if err != nil {
			return "", false, err
		}
		word, rest, _ := strings.Cut(answer, " ")
		stays = word == "l" || word == "leave"
		switch word {
		case "s", "send":
			said, err = "sent", client.Decide(ctx, id, api.Decision{Action: "send", Edit: e})
		case "o", "original":
			said, err = "sent as it came", client.Decide(ctx, id, api.Decision{Action: "original"})
		case "a", "abort":
			said, err = "aborted", client.Decide(ctx, id, api.Decision{Action: "abort"})
		case "l", "leave":
			said, err = "left paused", nil
			if text != before {
				said, err = "left paused as edited", client.Draft(ctx, id, &e)
			}
		case "e", "edit":
			again = true
			continue
		case "t", "template":
			err = c.saveEdit(ctx, client, in, rest, e)
			if err == nil {
				continue
			}
		default:
			continue
		}
		if err == nil {
			return fmt.Sprintf("%d %s", id, said), stays, nil
		}
		var refused *api.Error
		if !errors.As(err, &refused) || refused.Status >= 404 {
			return "", false, err
		}
		c.err.fail(err)
	}
}

func (c *breakpointsCommand) saveEdit(ctx context.Context, client *api.Client, in *bufio.Reader, name string, e api.Edit) (err error) {
	if name == "" {
		if name, err = c.ask(in, "Its name: "); err != nil {
			return err
		}
	}
	return client.SaveTemplate(ctx, name, e)
}

// ask asks at the terminal. Its end is an answer: to leave it.
func (c *breakpointsCommand) ask(in *bufio.Reader, question string) (string, error) {
	fmt.Fprint(c.err, question)
	line, err := in.ReadString('\n')
	if errors.Is(err, io.EOF) {
		return "l", nil
	}
	return strings.TrimSpace(line), err
}

// draftText is what is opened in the editor. In the place of a body that is no text
// stands a line, place, that says so.
func draftText(d *api.PausedDetail) (text, place string, err error) {
	f := present(d)
	if f.Raw != nil {
		return *f.Raw, "", nil
	}
	head, body, ok := bytes.Cut(f.RawBase64, []byte("\n\n"))
	if !ok || !utf8.Valid(head) || d.Kind != "" || d.Draft != nil {
		return "", "", &hintError{fmt.Errorf("%d is not text that an editor could open", d.ID),
			fmt.Sprintf("rockxy breakpoints show %d > FILE writes its octets, and rockxy breakpoints send %d --file FILE sends them", d.ID, d.ID)}
	}
	place = fmt.Sprintf("(the body is not text and goes as it came: %s)", render.Plural(int64(len(body)), "octet"))
	return string(head) + "\n\n" + place, place, nil
}

// fromDraft is the edit that a text from the editor says.
func fromDraft(text, place string) api.Edit {
	e := api.Edit{Raw: &text}
	if place == "" {
		return e
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if head, body, _ := strings.Cut(text, "\n\n"); strings.TrimSpace(body) == place {
		head += "\n\n"
		return api.Edit{Raw: &head, KeepBody: true}
	}
	return e
}
