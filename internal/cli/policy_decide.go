package cli

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/policy"
)

// decided is what --json prints of a decision.
type decided struct {
	Host    string `json:"host"`
	Port    uint16 `json:"port"`
	SNI     string `json:"sni"`
	Action  string `json:"action"`  // "intercept" or "bypass"
	Reason  string `json:"reason"`  // a sentence
	Pattern string `json:"pattern"` // of the entry that decides; empty when the default does
	Line    int    `json:"line"`    // of it in the file, 0 for a group's
	Group   string `json:"group"`
	Matched string `json:"matched"` // the name that it matched
	// NeedsApp and NeedsSNI say that another decision is possible, by the program
	// or by the name in the handshake.
	NeedsApp          bool     `json:"needs_app"`
	NeedsSNI          bool     `json:"needs_sni"`
	Exceptions        []string `json:"exceptions"`         // SHA-256 of certificates allowed for the host
	ClientCertificate string   `json:"client_certificate"` // the statement, empty for none
}

func (c *policyCommand) newDecide() *cobra.Command {
	var q policy.Query
	var program, client string
	cmd := &cobra.Command{
		Use: "test HOST[:PORT]", Short: "Say what becomes of a connection, and why",
		Long: `Says what the policy decides about a connection, and which line does. The port is
443 if there is none. --sni is the name in the TLS handshake; without it, HOST.`,
		Example: "  rockxy policy test www.example.com\n  rockxy policy test 192.0.2.7:8443 --sni api.example.com\n  rockxy policy test api.example.com --app curl\n  rockxy policy test api.example.com --client 192.168.1.20",
		Args:    exactArgs(1, "a host, perhaps with a port"),
		RunE: c.with(func(_ context.Context, args []string) (err error) {
			if q.Host, q.Port, err = hostPort(args[0], 443); err != nil {
				return c.usage("%w", err)
			}
			if q.SNI != "" {
				if _, err := policy.ParsePattern(q.SNI); err != nil {
					return pointAt(q.SNI, err)
				}
			}
			if client != "" {
				if q.Client, err = netip.ParseAddr(client); err != nil {
					return c.usage("--client %q: it is an address, such as 192.168.1.20", client)
				}
				q.Client = q.Client.Unmap()
			}
			if q.App = program; strings.ContainsAny(program, `/\`) {
				q.App, q.AppPath = filepath.Base(program), program
			}
			return c.decide(q)
		}),
	}
	cmd.Flags().StringVar(&q.SNI, "sni", "", "`NAME` in the TLS handshake, where it is not HOST")
	cmd.Flags().StringVar(&program, "app", "", "`NAME` or path of the client's program")
	cmd.Flags().StringVar(&client, "client", "", "`ADDRESS` of the client")
	return cmd
}

// hostPort reads HOST, HOST:PORT or [V6]:PORT.
func hostPort(text string, port uint16) (string, uint16, error) {
	host := text
	if h, p, err := net.SplitHostPort(text); err == nil {
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil || n == 0 {
			return "", 0, fmt.Errorf("%q: a port is a number from 1 to 65535", text)
		}
		host, port = h, uint16(n)
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if host == "" || strings.ContainsAny(host, "/*? \t@") {
		return "", 0, fmt.Errorf("%q is not the name or address of a host", text)
	}
	return host, port, nil
}

func (c *policyCommand) decide(q policy.Query) error {
	set, err := app.ReadPolicy(c.dir)
	if err != nil {
		return err
	}
	now := time.Now()
	if _, err := netip.ParseAddr(q.Host); q.SNI == "" && err != nil {
		q.SNI = q.Host
	}
	d := set.Decide(q, now)
	r := decided{Host: q.Host, Port: q.Port, SNI: q.SNI, Action: d.Action.String(), Reason: d.Reason(), Matched: d.Matched,
		NeedsApp: q.App == "" && set.NeedsApp(q, now), NeedsSNI: set.NeedsSNI(q, now), Exceptions: exceptionsFor(set, q.Host, now)}
	if e := d.Entry; e != nil {
		r.Pattern, r.Line, r.Group = e.Pattern.String(), e.Line, e.Group
	}
	if cert, ok := set.ClientCertificate(q.Host, q.Port); ok {
		r.ClientCertificate = cert.String()
	}
	if c.json {
		return c.encode(r)
	}
	c.explain(r)
	return nil
}

// exceptionsFor lists the certificates that are allowed for a host.
func exceptionsFor(set *policy.Set, host string, now time.Time) []string {
	all := []string{}
	for _, x := range set.File().Exceptions {
		if why, ok := set.Exception(host, x.Leaf, now); ok && why != "" {
			all = append(all, fmt.Sprintf("%x", x.Leaf))
		}
	}
	return all
}

func (c *policyCommand) explain(r decided) {
	colour := map[string]render.Colour{"bypass": render.Blue}[r.Action]
	fmt.Fprintf(c.out, "%s  %s\n  %s\n", c.out.Paint(colour, r.Action), render.Safe(net.JoinHostPort(r.Host, strconv.Itoa(int(r.Port)))), render.Safe(r.Reason))
	if r.NeedsApp {
		fmt.Fprintln(c.out, c.out.Paint(render.Dim, "  an entry for one program could decide otherwise: --app NAME"))
	}
	if r.NeedsSNI {
		fmt.Fprintln(c.out, c.out.Paint(render.Dim, "  the name in the handshake could decide otherwise: --sni NAME"))
	}
	for _, x := range r.Exceptions {
		fmt.Fprintln(c.out, "  its certificate with SHA-256 "+app.ShortPrint(x)+" is allowed although it does not verify")
	}
	if r.ClientCertificate != "" {
		fmt.Fprintln(c.out, "  when it asks for a client certificate: "+render.Safe(r.ClientCertificate))
	}
}
