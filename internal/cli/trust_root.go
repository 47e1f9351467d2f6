package cli

import (
	"context"
	"crypto/x509"
	"errors"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/config"
)

// presented is a root to trust, with a chain that it has issued, leaf first.
type presented struct {
	root   *x509.Certificate
	sample []*x509.Certificate // empty where nobody may touch the key
	keeper config.Custody
	notice string
}

// warnings are what a person should know before trusting it, a sentence or two
// each.
func (p *presented) warnings() (all []string) {
	switch {
	case p.keeper == config.CustodyMemory:
		all = append(all, "The key of this root is in the memory of the running instance: when that stops, the root is of no more use, and rockxy untrust is due.")
	case app.UntilRestart(p.keeper):
		all = append(all, "This root does not last: "+app.EndsWithRestart+" ("+app.LastsLonger+").")
	}
	if warning := app.Expiry(p.root, time.Now()); warning != "" {
		all = append(all, "This root does not last: "+warning+".")
	}
	if p.notice != "" {
		all = append(all, "Note: "+p.notice+".")
	}
	return all
}

// present is the root to trust: that of the running instance, or that in a key
// store, made if need be.
func (c *trustCommand) present(ctx context.Context) (*presented, error) {
	client, err := api.Dial(ctx, c.dir)
	if err == nil {
		defer client.Close()
		return presentOf(ctx, client)
	}
	certs, err := app.ReadCertificates(c.dir)
	if err != nil {
		return nil, err
	}
	if c.dryRun || foreign(c.dir) { // under sudo, for the system's store alone: the key is the user's
		if certs.Root == nil {
			return nil, &app.NoRootError{Data: c.dir}
		}
		return &presented{root: certs.Root, keeper: config.Custody(certs.Keeper), notice: away(c.dir)}, nil
	}
	cfg := config.Default()
	cfg.Data = c.dir
	a, err := app.MakeAuthority(cfg, app.Options{Harden: true, Passphrase: passphrase(c.io, c.fd, c.dir)})
	if errors.Is(err, app.ErrNoRoot) {
		return nil, &app.NoRootError{Data: c.dir}
	}
	if err != nil {
		return nil, err
	}
	r, sample, err := a.Root()
	if err = errors.Join(err, a.Close()); err != nil {
		return nil, err
	}
	return &presented{r.Certificate(), sample, config.Custody(r.Custody().Name), app.Notice(r)}, nil
}

// away says why the key of a root cannot be used now; empty when it can.
func away(dir string) string {
	trail, err := app.KeeperOf(dir)
	if err != nil || len(trail) == 0 || app.KeeperReached(trail) {
		return "" // whoever needs the key will hear of it
	}
	k := trail[len(trail)-1]
	return k.Name + ": " + k.Why + "; " + k.Hint
}

func presentOf(ctx context.Context, client *api.Client) (*presented, error) {
	st, err := client.Status(ctx)
	if err != nil {
		return nil, err
	}
	text, err := client.RootPEM(ctx)
	if err != nil {
		return nil, err
	}
	root, err := app.ParseRoot(text)
	if err != nil {
		return nil, err
	}
	sample, err := app.SampleOf(ctx, client)
	return &presented{root, sample, config.Custody(st.Custody), st.RootNotice}, err
}
