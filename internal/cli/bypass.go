package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/flow"
	"rockxy/internal/policy"
)

func newBypass(io IO) *cobra.Command {
	c := &policyCommand{command{io: io}}
	t := validity{d: time.Hour}
	var note string
	cmd := &cobra.Command{
		Use: "bypass ID|PATTERN", Short: "Leave alone what a row of the list is about, for an hour",
		Long: `Passes connections through unread: of the program (or device) and the host of an
entry of the list, or those that a pattern matches. It is rockxy policy bypass with
an hour for a default.

ID is the entry's number; "last" is the newest entry.

` + patternHelp,
		Example: "  rockxy bypass 12\n  rockxy bypass 12 --for 1d\n  rockxy bypass last --for always\n  rockxy bypass '*.bank.example' --for 1h",
		Args:    someArgs("the number of an entry, or a pattern"),
		RunE: c.with(func(ctx context.Context, args []string) error {
			p, why, err := c.meant(ctx, args)
			if err != nil {
				return err
			}
			if note != "" {
				why = note
			}
			return c.add(ctx, entryOf(policy.Bypass, p, t, why))
		}),
	}
	t.flag(cmd, "how long: 1h, 90m, 1d, 2w or always")
	cmd.Flags().StringVar(&note, "note", "", "`TEXT` that says why")
	cmd.Flags().BoolVar(&c.json, "json", false, "one JSON object")
	return cmd
}

// meant is the pattern that the arguments name, or that an entry is about.
func (c *policyCommand) meant(ctx context.Context, args []string) (p policy.Pattern, note string, err error) {
	name := strings.TrimPrefix(args[0], "#")
	if _, err := strconv.ParseUint(name, 10, 63); len(args) > 1 || err != nil && name != "last" {
		p, err = parsePattern(args)
		return p, "", err
	}
	s, e, err := openEntry(ctx, c.dir, "", name)
	if err != nil {
		return p, "", err
	}
	defer s.Close()
	d := e.Detail
	text, err := rowPattern(d)
	if err != nil {
		return p, "", &hintError{fmt.Errorf("entry %d: %w", d.ID, err), rowHint(d)}
	}
	if p, err = policy.ParsePattern(text); err != nil {
		return p, "", pointAt(text, err)
	}
	return p, rowNote(d), c.settled(d, p)
}

// rowPattern is this client and this host, as a pattern. The error says why it
// makes no sense for this entry.
func rowPattern(d *api.Detail) (string, error) {
	host, port := rowTarget(d)
	switch {
	case host == "":
		return "", errors.New("it names no host")
	case d.Kind == "exchange" && strings.HasPrefix(d.URL, "http:"), d.Kind == "exchange" && strings.HasPrefix(d.URL, "ws:"):
		return "", errors.New("it is plain HTTP, and a bypass leaves TLS and other tunnels alone")
	case d.Kind == "tunnel" && d.Verdict == flow.VerdictRaw:
		return "", errors.New("it is neither TLS nor HTTP, and was passed through unread anyway")
	}
	where := net.JoinHostPort(host, strconv.Itoa(int(port)))
	if d.Process != "" {
		return "app:" + word(literal(d.Process)) + " " + where, nil
	}
	client, err := netip.ParseAddrPort(d.Client)
	if err != nil || client.Addr().Unmap().IsLoopback() {
		return "", errors.New("the program that made it is not known, and a bypass is for one client")
	}
	return "client:" + client.Addr().Unmap().String() + " " + where, nil
}

// rowTarget is the host and the port that an entry is about.
func rowTarget(d *api.Detail) (host string, port uint16) {
	text := d.URL
	if d.Kind != "exchange" {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		return "", 0
	}
	port = 443
	if n, err := strconv.ParseUint(u.Port(), 10, 16); err == nil && n > 0 {
		port = uint16(n)
	}
	return u.Hostname(), port
}

// literal is the glob that matches name alone; brackets, which no class of a
// glob can hold, match any character.
func literal(name string) string {
	return strings.NewReplacer("*", "[*]", "?", "[?]", "[", "?", "]", "?").Replace(name)
}

// word puts a text into quotation marks if it has to be.
func word(text string) string {
	if strings.ContainsAny(text, " \t\"#") {
		return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	return text
}

func rowHint(d *api.Detail) string {
	if host, port := rowTarget(d); host != "" && d.Process == "" && d.Verdict != flow.VerdictRaw && !strings.HasPrefix(d.URL, "http:") {
		return "for every client: rockxy bypass " + net.JoinHostPort(host, strconv.Itoa(int(port)))
	}
	return fmt.Sprintf("rockxy show %d says what it is", d.ID)
}

// rowNote is why, for the policy; empty is as before.
func rowNote(d *api.Detail) string {
	switch d.Verdict {
	case flow.VerdictPinned:
		return fmt.Sprintf("certificate pinning detected (entry %d)", d.ID)
	case flow.VerdictBypass:
		return ""
	}
	return fmt.Sprintf("from entry %d", d.ID)
}

// settled is an error when another entry passes such connections through already.
func (c *policyCommand) settled(d *api.Detail, p policy.Pattern) error {
	set, err := app.ReadPolicy(c.dir)
	if err != nil {
		return err
	}
	q := policy.Query{SNI: d.SNI, App: d.Process, AppPath: d.Path}
	q.Host, q.Port = rowTarget(d)
	if client, err := netip.ParseAddrPort(d.Client); err == nil {
		q.Client = client.Addr().Unmap()
	}
	now := set.Decide(q, time.Now())
	if now.Action == policy.Intercept || now.Entry != nil && now.Entry.Pattern == p {
		return nil
	}
	if now.Entry != nil && !now.Entry.Until.IsZero() {
		return nil // it ends, and this may go on
	}
	return fmt.Errorf("entry %d: such connections are passed through already: %s", d.ID, now.Reason())
}
