package cli

import (
	"context"
	"crypto/x509"
	"fmt"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/config"
	"rockxy/internal/trust"
)

// trustPatience is how long trust stores may take to say what they hold.
const trustPatience = 15 * time.Second

// slowSignature is when a keeper is worth a word.
const slowSignature = 20 // ms

// examineRoot looks at the root, its keeper and the trust stores. client is nil
// without an instance.
func examineRoot(ctx context.Context, dir string, client *api.Client) (found []finding) {
	a, err := authorityOf(ctx, dir)
	if err != nil {
		if certs, err := app.ReadCertificates(dir); err == nil && (certs.Begun != "" || certs.Unfinished != "") {
			err := noRootYet(dir, certs)
			return []finding{{note, "root", err.Error(), hint(err)}}
		}
		trail, err := app.KeeperOf(dir)
		if err != nil {
			return []finding{{bad, "custody", err.Error(), hint(err)}}
		}
		return append([]finding{{note, "root", "there is none yet", "rockxy serve makes one"}}, examineTrail(trail)...)
	}
	root := finding{good, "root", "SHA-256 " + pairs(trust.Fingerprint(a.root).Hex()) + ", until " + a.root.NotAfter.Local().Format(time.DateOnly), ""}
	if warning := expiry(a.root, time.Now()); warning != "" {
		root.grade, root.text, root.next = note, root.text+"; it expires soon", "rockxy ca rotate makes another"
	}
	found = append(found, root)
	if a.unfinished != "" {
		found = append(found, finding{note, "root", "a change of it was cut short (" + a.unfinished + ")", "the next rockxy serve finishes it"})
	}
	if a.status != nil && a.status.RootNotice != "" {
		found = append(found, finding{note, "root", a.status.RootNotice, ""})
	}
	found = append(found, examineTrail(a.trail)...)
	if a.reached() && app.UntilRestart(config.Custody(a.keeper)) {
		found = append(found, finding{note, "custody", untilRestart, longer})
	}
	if a.status != nil && a.status.SigningMS > 0 {
		f := finding{good, "signing", fmt.Sprintf("%.3g ms a signature", a.status.SigningMS), ""}
		if a.status.SigningMS > slowSignature {
			f.text += ": leaves are signed by an issuing certificate of the instance's own, which the root has signed"
		}
		found = append(found, f)
	}
	return append(found, examineTrust(ctx, dir, a.root, client)...)
}

func examineTrail(trail []api.Keeper) (found []finding) {
	for _, k := range trail {
		f := finding{note, "custody", step(k), k.Hint}
		switch {
		case k.Taken && k.Name == string(config.CustodyMemory):
			f.text = "the root's key is in the memory of the instance, and the next start makes a new root: " + k.Why
		case k.Taken:
			f.grade, f.next = good, ""
		}
		found = append(found, f)
	}
	return found
}

// examineTrust says which trust stores have the root, and whether those accept
// what it issues.
func examineTrust(ctx context.Context, dir string, root *x509.Certificate, client *api.Client) (found []finding) {
	ctx, cancel := context.WithTimeout(ctx, trustPatience)
	defer cancel()
	env := trustEnv(dir, "trust")
	p, err := trust.PlanTrust(ctx, env, root, trust.Options{})
	if err != nil {
		return []finding{{bad, "trust", err.Error(), ""}}
	}
	for _, s := range p.Steps {
		found = append(found, finding{note, "trust", s.Store.Name() + " does not trust the root", "rockxy trust, if programs that use it are to be looked at"})
	}
	for _, s := range p.Skipped {
		f := finding{note, "trust", s.Store + ": " + s.Why, ""}
		if s.Done {
			f.grade = good
		}
		found = append(found, f)
	}
	for _, s := range p.Stale {
		found = append(found, finding{note, "trust", fmt.Sprintf("%s has another root of Rockxy, %s: %s", s.Store.Name(), trust.Fingerprint(s.Root), s.Reason), "rockxy untrust, or rockxy trust --remove-stale"})
	}
	if client == nil {
		return found
	}
	chain, err := sampleOf(ctx, client)
	if err != nil {
		return append(found, finding{bad, "trust", "the instance cannot issue a certificate: " + err.Error(), hint(err)})
	}
	verdicts, err := trust.Verify(ctx, env, root, chain)
	if err != nil {
		return append(found, finding{bad, "trust", err.Error(), ""})
	}
	for _, v := range verdicts {
		if v.Err != nil {
			found = append(found, finding{bad, "trust", v.Store + " has the root and does not accept what it issues: " + v.Err.Error(), "rockxy untrust, then rockxy trust"})
		}
	}
	return found
}
