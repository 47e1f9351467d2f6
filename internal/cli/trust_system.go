package cli

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"rockxy/internal/trust"
)

// maxHanded is what --system reads at most, in octets.
const maxHanded = 64 << 10

const systemHelp = "change the system's store alone: the root (PEM) is read from standard input, --approve names it, and no file of a user is read or written"

// system is what runs with administrator rights, under polkit's dialog or sudo.
// What it is to trust was named in the command that a person authenticated, and
// what comes through the pipe must be that.
func (c *trustCommand) system(ctx context.Context, remove bool) error {
	if c.env.UID != 0 {
		return &hintError{errors.New("--system needs administrator rights: nothing was changed"),
			"rockxy trust --dialog, or: rockxy ca export | sudo rockxy trust --system --approve SHA256"}
	}
	if err := plainLimits(); err != nil {
		return err
	}
	handed, err := c.handed()
	if err != nil {
		return err
	}
	roots := handed
	if !remove {
		roots = handed[:1]
	}
	if err := c.checkHanded(roots, remove); err != nil {
		return err
	}
	var p *trust.Plan
	if remove {
		p, err = trust.PlanUntrust(ctx, c.env, nil, trust.Options{All: true, RemoveStale: true, Only: roots})
	} else {
		p, err = trust.PlanTrust(ctx, c.env, roots[0], trust.Options{Sample: handed[1:]})
	}
	if err != nil {
		return err
	}
	fmt.Fprint(newScreen(c.io.Out), p)
	if p.Empty() {
		return nil
	}
	var named []string
	for _, r := range p.Roots() { // each of them is among what was approved
		named = append(named, trust.Fingerprint(r).Hex())
	}
	agreed, err := trust.Approve(p, named...)
	if err != nil {
		return err
	}
	report, err := trust.Apply(ctx, p, agreed)
	if report != nil {
		printReport(newScreen(c.io.Out), report, c.env.Again)
		err = errors.Join(err, report.Err())
	}
	return err
}

// handed reads the certificates from standard input: the root first, or to
// remove several all of them; to trust, a chain of the root may follow.
func (c *trustCommand) handed() (certs []*x509.Certificate, err error) {
	if c.io.In == nil || term.IsTerminal(int(c.io.In.Fd())) {
		return nil, &hintError{errors.New("--system reads the root from standard input, which is a terminal: nothing was changed"),
			"rockxy ca export | sudo rockxy trust --system --approve SHA256"}
	}
	text, err := io.ReadAll(io.LimitReader(c.io.In, maxHanded+1))
	if err != nil {
		return nil, fmt.Errorf("standard input: %w", err)
	}
	if len(text) > maxHanded {
		return nil, fmt.Errorf("standard input is more than %d octets: nothing was changed", maxHanded)
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		cert, err := x509.ParseCertificate(block.Bytes)
		if block.Type != "CERTIFICATE" || err != nil {
			return nil, errNoCertificate
		}
		certs = append(certs, cert)
	}
	if len(certs) == 0 {
		return nil, errNoCertificate
	}
	return certs, nil
}

var errNoCertificate = errors.New("standard input does not hold certificates in PEM form alone: nothing was changed")

// checkHanded wants exactly the approved roots, and nothing but roots of ours.
// One that has expired can be removed.
func (c *trustCommand) checkHanded(roots []*x509.Certificate, remove bool) error {
	left := map[trust.SHA256]bool{}
	for _, text := range c.approve {
		f, err := trust.ParseFingerprint(text)
		if err != nil {
			return fmt.Errorf("nothing was changed: --approve %q: %w", text, err)
		}
		left[f] = true
	}
	for _, r := range roots {
		now := time.Now()
		if remove {
			now = r.NotBefore
		}
		if err := trust.CheckRoot(r, now); err != nil {
			return fmt.Errorf("nothing was changed: %w", err)
		}
		f := trust.Fingerprint(r)
		if !left[f] {
			return &hintError{fmt.Errorf("the certificate on standard input has the SHA-256 fingerprint %s, which --approve does not name: nothing was changed", f.Hex()),
				"name all of it in --approve, as the person saw it in rockxy ca show"}
		}
		delete(left, f)
	}
	for f := range left {
		return fmt.Errorf("the certificate with the approved fingerprint %s is not on standard input: nothing was changed", f.Hex())
	}
	return nil
}

// askDialog gets the consent, and the change of the system's store, through the
// desktop's dialog.
func (c *trustCommand) askDialog(ctx context.Context, p *trust.Plan) (trust.Consent, error) {
	self, err := os.Executable()
	if err != nil {
		return trust.Consent{}, err
	}
	fmt.Fprintln(c.io.Err, "\nThe desktop asks for an administrator's password.")
	return trust.Dialog(ctx, p, self)
}
