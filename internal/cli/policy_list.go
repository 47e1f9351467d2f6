package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
)

// list prints all of the policy that applies.
func (c *policyCommand) list(ctx context.Context) error {
	p, err := c.current(ctx)
	if err != nil {
		return err
	}
	if c.json {
		return c.encode(p)
	}
	now := time.Now()
	out := c.out
	line := func(label, text string) {
		fmt.Fprintf(out, "%s %s\n", out.Paint(render.Dim, render.Left(label, 8)), text)
	}
	line("file", render.Safe(tilde(p.File)))
	line("default", out.Paint(render.Bold, p.Default)+" what no entry matches")
	on := p.Status().Groups
	groups := "none on; rockxy policy group lists them"
	if len(on) > 0 {
		groups = strings.Join(on, ", ")
	}
	line("groups", groups)
	for _, problem := range p.Problems {
		fmt.Fprintln(out, out.Paint(render.BoldRed, "✗ "+render.Safe(app.PolicyPlace(p.File, problem))))
	}
	if len(p.Problems) > 0 {
		fmt.Fprintln(out, out.Paint(render.Yellow, "  the file does not apply as it is; this does, which it said before:"))
	}
	c.printEntries("Bypass", p.Bypass, now)
	c.printEntries("Intercept", p.Intercept, now)
	c.printExceptions(p.Exceptions, now)
	c.printClientCertificates(p.ClientCertificates, now)
	return nil
}

func (c *policyCommand) heading(text string) {
	fmt.Fprintf(c.out, "\n%s\n", c.out.Paint(render.Bold, text))
}

func (c *policyCommand) printEntries(title string, list []api.PolicyEntry, now time.Time) {
	if len(list) == 0 {
		return
	}
	c.heading(title)
	for _, e := range list {
		notes := []string{}
		if e.Until != nil {
			notes = append(notes, app.Lasts(e.Until, now))
		}
		if e.Auto {
			notes = append(notes, "automatic")
		}
		if e.Note != "" {
			notes = append(notes, render.Safe(e.Note))
		}
		c.row(e.Pattern, strings.Join(notes, ", "), e.Expired)
	}
}

const patternCells = 40

func (c *policyCommand) row(what, notes string, over bool) {
	text := render.Safe(what)
	text += strings.Repeat(" ", max(0, patternCells-render.Width(text)))
	if over {
		text = c.out.Paint(render.Dim, text)
	}
	fmt.Fprintln(c.out, strings.TrimRight("  "+text+" "+c.out.Paint(render.Dim, notes), " "))
}

func (c *policyCommand) printExceptions(list []api.CertException, now time.Time) {
	if len(list) == 0 {
		return
	}
	c.heading("Allowed although the certificate does not verify")
	for _, x := range list {
		notes := app.Lasts(&x.Until, now) + ", SHA-256 " + app.ShortPrint(x.SHA256)
		if x.Note != "" {
			notes += ", " + render.Safe(x.Note)
		}
		c.row(x.Host, notes, x.Expired)
	}
}

func (c *policyCommand) printClientCertificates(list []api.ClientCertificate, now time.Time) {
	if len(list) == 0 {
		return
	}
	c.heading("Client certificates")
	for _, cert := range list {
		notes := render.Safe(cert.Subject)
		switch {
		case cert.Fault != nil:
			notes = "cannot be used: " + render.Safe(cert.Fault.Message)
		case cert.NotAfter != nil && cert.NotAfter.Before(now):
			notes += ", expired " + cert.NotAfter.Format(time.DateOnly)
		case cert.NotAfter != nil:
			notes += ", until " + cert.NotAfter.Format(time.DateOnly)
		}
		c.row(cert.Pattern, notes, cert.Fault != nil)
	}
}
