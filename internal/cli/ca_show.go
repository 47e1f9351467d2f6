package cli

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/config"
	"rockxy/internal/trust"
)

// expirySoon is how far ahead the end of a root is warned about.
const expirySoon = 30 * 24 * time.Hour

func (a *authority) print(out screen, dir string) {
	line := func(label, value string) {
		fmt.Fprintln(out, out.Paint(render.Dim, render.Left(label, 13))+render.Safe(value))
	}
	spki := sha256.Sum256(a.root.RawSubjectPublicKeyInfo)
	print := trust.Fingerprint(a.root)
	line("name", a.root.Subject.String())
	line("SHA-256", pairs(print.Hex()))
	line("", print.String())
	line("key SHA-256", pairs(hex.EncodeToString(spki[:])))
	line("serial", a.root.SerialNumber.Text(16))
	line("valid", a.root.NotBefore.Local().Format(time.DateTime)+" to "+a.root.NotAfter.Local().Format(time.DateTime))
	if warning := expiry(a.root, time.Now()); warning != "" {
		fmt.Fprintln(out, render.Left("", 13)+out.Paint(render.Yellow, warning))
	}
	if only := a.root.PermittedDNSDomains; len(only) > 0 {
		line("only for", strings.Join(only, ", ")+", and what is below")
	}
	a.printKeeper(line, func(warning string) {
		for _, part := range wrap(warning, 80) {
			fmt.Fprintln(out, render.Left("", 13)+out.Paint(render.Yellow, render.Safe(part)))
		}
	})
	if a.status != nil && a.status.SigningMS > 0 {
		line("signing", fmt.Sprintf("%.3g ms a signature", a.status.SigningMS))
	}
	if a.status != nil || a.keeper != "" {
		line("file", app.RootFile(dir))
	}
	for n, old := range a.retired {
		label := ""
		if n == 0 {
			label = "retired"
		}
		line(label, fmt.Sprintf("%s, until %s; perhaps still trusted somewhere", pairs(trust.Fingerprint(old).Hex()), old.NotAfter.Local().Format(time.DateOnly)))
	}
	if len(a.retired) > 0 {
		line("", "rockxy untrust takes them out of every trust store")
	}
}

// printKeeper says who has the key, why, and what that means.
func (a *authority) printKeeper(line func(label, value string), warn func(string)) {
	reached := a.reached()
	switch {
	case a.keeper != "" && reached:
		line("key kept in", a.keeper)
	case a.keeper != "":
		line("key", "was kept in "+a.keeper)
	}
	for _, k := range a.trail {
		line("", step(k))
		if !reached && k.Hint != "" {
			warn(k.Hint)
		}
	}
	if reached && app.UntilRestart(config.Custody(a.keeper)) {
		warn(untilRestart + "; " + longer)
	}
	if a.status != nil && a.status.RootNotice != "" {
		warn(a.status.RootNotice)
	}
	if a.unfinished != "" {
		warn("a change of the root was cut short (" + a.unfinished + "): the next rockxy serve finishes it")
	}
}

// untilRestart and longer are what to know of a root in the kernel's keyring.
const (
	untilRestart = "the key is in the kernel's memory until this machine restarts: after that there is a new root, and whoever trusts this one has to trust that one anew"
	longer       = "a TPM or a login keyring keeps a root longer, and so does rockxy serve --custody vault, a file with a passphrase"
)

// reached says whether the key can be used, as far as that was looked at.
func (a *authority) reached() bool {
	return len(a.trail) == 0 || slices.ContainsFunc(a.trail, func(k api.Keeper) bool { return k.Taken })
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

// step is one step of the custody trail in a line.
func step(k api.Keeper) string {
	mark := "not "
	if k.Taken {
		mark = ""
	}
	return mark + k.Name + ": " + k.Why
}

// expiry warns about a root that ends soon; empty when it does not.
func expiry(root *x509.Certificate, now time.Time) string {
	left := root.NotAfter.Sub(now)
	switch {
	case left <= 0:
		return "it has expired: rockxy ca rotate makes another"
	case left <= expirySoon:
		return fmt.Sprintf("it expires in %s: rockxy ca rotate makes another", render.Plural(int64(left/(24*time.Hour)), "day"))
	}
	return ""
}
