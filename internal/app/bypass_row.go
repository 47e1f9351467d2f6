package app

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/policy"
)

// errNoClient is an entry whose client cannot be told from others.
var errNoClient = errors.New("the program that made it is not known, and a bypass is for one client")

// RowPattern is this client and this host of an entry, as a pattern; or this host alone,
// for everybody. The error says why it makes no sense for the entry.
func RowPattern(d *api.Detail, everybody bool) (string, error) {
	host, port := RowTarget(d)
	switch {
	case host == "":
		return "", errors.New("it names no host")
	case d.Kind == "exchange" && (strings.HasPrefix(d.URL, "http:") || strings.HasPrefix(d.URL, "ws:")):
		return "", errors.New("it is plain HTTP, and a bypass leaves TLS and other tunnels alone")
	case d.Kind == "tunnel" && d.Verdict == flow.VerdictRaw:
		return "", errors.New("it is neither TLS nor HTTP, and was passed through unread anyway")
	}
	where := net.JoinHostPort(host, strconv.Itoa(int(port)))
	if everybody {
		return where, nil
	}
	if d.Process != "" {
		return "app:" + patternWord(literal(d.Process)) + " " + where, nil
	}
	client, err := netip.ParseAddrPort(d.Client)
	if err != nil || client.Addr().Unmap().IsLoopback() {
		return "", errNoClient
	}
	return "client:" + client.Addr().Unmap().String() + " " + where, nil
}

// RowTarget is the host and the port that an entry is about.
func RowTarget(d *api.Detail) (host string, port uint16) {
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

// patternWord puts a text into quotation marks if it has to be.
func patternWord(text string) string {
	if strings.ContainsAny(text, " \t\"#") {
		return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	return text
}

// RowNote is whose connection it was about and why, for the policy; empty is as before.
func RowNote(d *api.Detail) string {
	who := d.Process
	if who == "" {
		who, _, _ = net.SplitHostPort(d.Client)
	}
	if who != "" {
		who = " by " + strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f {
				return -1
			}
			return r
		}, who)
	}
	switch d.Verdict {
	case flow.VerdictPinned:
		return fmt.Sprintf("certificate pinning detected%s (entry %d)", who, d.ID)
	case flow.VerdictBypass:
		return ""
	}
	return fmt.Sprintf("from entry %d%s", d.ID, who)
}

// Settled is an error when another entry of the policy than that with the pattern passes
// connections like that of an entry through already, and goes on to do so.
func Settled(set *policy.Set, d *api.Detail, p policy.Pattern, at time.Time) error {
	q := policy.Query{SNI: d.SNI, App: d.Process, AppPath: d.Path}
	q.Host, q.Port = RowTarget(d)
	if client, err := netip.ParseAddrPort(d.Client); err == nil {
		q.Client = client.Addr().Unmap()
	}
	now := set.Decide(q, at)
	if now.Action == policy.Intercept || now.Entry != nil && now.Entry.Pattern == p {
		return nil
	}
	if now.Entry != nil && !now.Entry.Until.IsZero() {
		return nil // it ends, and this may go on
	}
	return fmt.Errorf("entry %d: such connections are passed through already: %s", d.ID, now.Reason())
}
