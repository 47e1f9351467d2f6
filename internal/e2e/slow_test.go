package e2e

import (
	"context"
	"errors"
	"net/netip"
	"path/filepath"
	"time"

	"rockxy/internal/app"
	"rockxy/internal/ca"
	"rockxy/internal/config"
)

// startSlow starts a rockxy in this process whose root signs as slowly as many
// hardware TPMs do.
func startSlow(dir, upstreamCA string) (*instance, error) {
	return startHere(dir, upstreamCA, func(config.Config, app.Options) error { return nil })
}

// startLimited is startSlow after `rockxy ca rotate --only localhost`.
func startLimited(dir, upstreamCA string) (*instance, error) {
	return startHere(dir, upstreamCA, func(cfg config.Config, opt app.Options) error {
		a, err := app.MakeAuthority(cfg, opt)
		if err != nil {
			return err
		}
		if _, _, err = a.Root(); err == nil {
			_, err = a.Rotate([]string{"localhost"})
		}
		return errors.Join(err, a.Close())
	})
}

// startHere starts a rockxy in this process with a slow key store, after
// something else was done to its data directory.
func startHere(dir, upstreamCA string, first func(config.Config, app.Options) error) (*instance, error) {
	cfg := config.Default()
	cfg.Proxy, cfg.NoUI = netip.MustParseAddrPort("127.0.0.1:0"), true
	cfg.Data, cfg.UpstreamCAs = filepath.Join(dir, "data"), []string{upstreamCA}
	cfg, err := cfg.Validate()
	if err != nil {
		return nil, err
	}
	slow := ca.Delayed(50 * time.Millisecond)
	opt := app.Options{KeyStore: &slow}
	if err := first(cfg, opt); err != nil {
		return nil, err
	}
	a, err := app.New(cfg, opt)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	stop := func() error { cancel(); return <-ended }
	return &instance{Proxy: a.ProxyAddr().String(), RootFile: app.RootFile(cfg.Data), data: cfg.Data, stop: stop}, nil
}
