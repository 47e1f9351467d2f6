package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/config"
	"rockxy/internal/trust"
)

func (a *authority) print(out screen, dir string) {
	line := func(label, value string) {
		fmt.Fprintln(out, out.Paint(render.Dim, render.Left(label, 13))+render.Safe(value))
	}
	spki := sha256.Sum256(a.Root.RawSubjectPublicKeyInfo)
	print := trust.Fingerprint(a.Root)
	line("name", a.Root.Subject.String())
	line("SHA-256", pairs(print.Hex()))
	line("", print.String())
	line("key SHA-256", pairs(hex.EncodeToString(spki[:])))
	line("serial", a.Root.SerialNumber.Text(16))
	line("valid", a.Root.NotBefore.Local().Format(time.DateTime)+" to "+a.Root.NotAfter.Local().Format(time.DateTime))
	if warning := app.Expiry(a.Root, time.Now()); warning != "" {
		fmt.Fprintln(out, render.Left("", 13)+out.Paint(render.Yellow, warning))
	}
	if only := a.Root.PermittedDNSDomains; len(only) > 0 {
		line("only for", strings.Join(only, ", ")+", and what is below")
	}
	a.printKeeper(line, func(warning string) {
		for _, part := range wrap(warning, 80) {
			fmt.Fprintln(out, render.Left("", 13)+out.Paint(render.Yellow, render.Safe(part)))
		}
	})
	if a.Status != nil && a.Status.SigningMS > 0 {
		line("signing", fmt.Sprintf("%.3g ms a signature", a.Status.SigningMS))
	}
	if a.Status != nil || a.Keeper != "" {
		line("file", app.RootFile(dir))
	}
	for n, old := range a.Retired {
		label := ""
		if n == 0 {
			label = "retired"
		}
		line(label, fmt.Sprintf("%s, until %s; perhaps still trusted somewhere", pairs(trust.Fingerprint(old).Hex()), old.NotAfter.Local().Format(time.DateOnly)))
	}
	if len(a.Retired) > 0 {
		line("", "rockxy untrust takes them out of every trust store")
	}
}

// printKeeper says who has the key, why, and what that means.
func (a *authority) printKeeper(line func(label, value string), warn func(string)) {
	reached := a.Reached()
	switch {
	case a.Keeper != "" && reached:
		line("key kept in", a.Keeper)
	case a.Keeper != "":
		line("key", "was kept in "+a.Keeper)
	}
	for _, k := range a.Trail {
		line("", app.KeeperStep(k))
		if !reached && k.Hint != "" {
			warn(k.Hint)
		}
	}
	if reached && app.UntilRestart(config.Custody(a.Keeper)) {
		warn(app.EndsWithRestart + "; " + app.LastsLonger)
	}
	if a.Status != nil && a.Status.RootNotice != "" {
		warn(a.Status.RootNotice)
	}
	if a.Unfinished != "" {
		warn("a change of the root was cut short (" + a.Unfinished + "): the next rockxy serve finishes it")
	}
}

// wrap breaks text into lines of at most width characters where it has blanks.
func wrap(text string, width int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
