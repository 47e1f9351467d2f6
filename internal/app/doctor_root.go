package app

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/config"
	"rockxy/internal/trust"
)

// trustPatience is how long trust stores may take to say what they hold.
const trustPatience = 15 * time.Second

// slowSignature is when a keeper is worth a word.
const slowSignature = 20 // ms

// root looks at the root, its keeper and the trust stores.
func (e Examination) root(ctx context.Context) (found []api.Finding) {
	f, err := ReadRootFacts(ctx, e.Data, e.Running)
	if err != nil {
		return e.noRoot(err)
	}
	root := works("root", "SHA-256 "+Fingerprint(trust.Fingerprint(f.Root))+", until "+f.Root.NotAfter.Local().Format(time.DateOnly))
	if Expiry(f.Root, time.Now()) != "" {
		root = notable("root", root.Text+"; it expires soon", "rockxy ca rotate makes another")
	}
	found = append(found, root)
	if f.Unfinished != "" {
		found = append(found, notable("root", "a change of it was cut short ("+f.Unfinished+")", "the next rockxy serve finishes it"))
	}
	if f.Status != nil && f.Status.RootNotice != "" {
		found = append(found, notable("root", f.Status.RootNotice, ""))
	}
	found = append(found, describeTrail(f.Trail)...)
	if f.Reached() && UntilRestart(config.Custody(f.Keeper)) {
		found = append(found, notable("custody", EndsWithRestart, LastsLonger))
	}
	if f.Status != nil && f.Status.SigningMS > 0 {
		text := fmt.Sprintf("%.3g ms a signature", f.Status.SigningMS)
		if f.Status.SigningMS > slowSignature {
			text += ": leaves are signed by an issuing certificate of the instance's own, which the root has signed"
		}
		found = append(found, works("signing", text))
	}
	return append(found, e.trust(ctx, f.Root)...)
}

// noRoot says why there is none, and who would keep it.
func (e Examination) noRoot(err error) []api.Finding {
	var none *NoRootError
	switch {
	case !errors.As(err, &none) && e.Running != nil:
		return []api.Finding{failsBy("root", err)}
	case errors.As(err, &none) && none.Cut != "":
		return []api.Finding{notable("root", none.Error(), none.Hint())}
	}
	trail, err := KeeperOf(e.Data)
	if err != nil {
		return []api.Finding{failsBy("custody", err)}
	}
	return append([]api.Finding{notable("root", "there is none yet", "rockxy serve makes one")}, describeTrail(trail)...)
}

func describeTrail(trail []api.Keeper) (found []api.Finding) {
	for _, k := range trail {
		f := notable("custody", KeeperStep(k), k.Hint)
		switch {
		case k.Taken && k.Name == string(config.CustodyMemory):
			f.Text = "the root's key is in the memory of the instance, and the next start makes a new root: " + k.Why
		case k.Taken:
			f = works("custody", f.Text)
		}
		found = append(found, f)
	}
	return found
}

// trust says which trust stores have the root, and whether those accept what it issues.
func (e Examination) trust(ctx context.Context, root *x509.Certificate) (found []api.Finding) {
	stores, err := trustStores(ctx, e.Data, root, e.Running)
	for _, s := range stores {
		text := s.Text
		if s.State == "unknown" || s.State == "trusted" {
			text = s.Name + ": " + s.Text
		} else {
			text = s.Name + " " + text
		}
		switch s.State {
		case "trusted":
			found = append(found, works("trust", text))
		case "refused":
			found = append(found, fails("trust", text, s.Hint))
		default:
			found = append(found, notable("trust", text, s.Hint))
		}
	}
	if err != nil {
		found = append(found, failsBy("trust", err))
	}
	return found
}

// trustStores asks the trust stores of this machine about a root, and shows those that
// have it a chain that the instance has issued. It changes none. What there is is returned
// with the error.
func trustStores(ctx context.Context, data string, root *x509.Certificate, r Running) (all []api.TrustStore, err error) {
	ctx, cancel := context.WithTimeout(ctx, trustPatience)
	defer cancel()
	env := TrustEnv(data, "trust")
	p, err := trust.PlanTrust(ctx, env, root, trust.Options{})
	if err != nil {
		return nil, err
	}
	for _, s := range p.Steps {
		all = append(all, api.TrustStore{Name: s.Store.Name(), State: "absent", Text: "does not trust the root", Hint: "rockxy trust, if programs that use it are to be looked at"})
	}
	for _, s := range p.Skipped {
		one := api.TrustStore{Name: s.Store, State: "unknown", Text: s.Why}
		if s.Done {
			one.State = "trusted"
		}
		all = append(all, one)
	}
	for _, s := range p.Stale {
		all = append(all, api.TrustStore{Name: s.Store.Name(), State: "stale", Text: fmt.Sprintf("has another root of Rockxy, %s: %s", trust.Fingerprint(s.Root), s.Reason),
			Hint: "rockxy untrust, or rockxy trust --remove-stale"})
	}
	if r == nil {
		return all, nil
	}
	chain, err := SampleOf(ctx, r)
	if err != nil {
		return all, fmt.Errorf("the instance cannot issue a certificate: %w", err)
	}
	verdicts, err := trust.Verify(ctx, env, root, chain)
	for _, v := range verdicts {
		if v.Err != nil {
			all = append(all, api.TrustStore{Name: v.Store, State: "refused", Text: "has the root and does not accept what it issues: " + v.Err.Error(), Hint: "rockxy untrust, then rockxy trust"})
		}
	}
	return all, err
}

// TrustEnv is the machine as package trust sees it, for a command of Rockxy.
func TrustEnv(data, command string) trust.Env {
	home, _ := os.UserHomeDir() // without one, the user's stores are left out and named
	self, err := os.Executable()
	if err != nil {
		self = "rockxy"
	}
	return trust.Host(home, data, ShellWord(self)+" "+command+" --data "+ShellWord(data))
}
