package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/config"
	"rockxy/internal/demo"
)

func newDemo(io IO) *cobra.Command {
	var keep, fast bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "A full list to look at, without any network",
		Long: `Starts a small shop on this machine and sends sample clients through the proxy:
HTTP/1.1 and HTTP/2, JSON, redirects, errors, an upload, a slow answer, events, a
WebSocket, gRPC, plain HTTP, and origins with bad certificates. Nothing leaves the
machine; the shop's certificate authority is trusted for this run alone.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := data(cmd)
			if err != nil {
				return err
			}
			c := demoCommand{dir: dir, io: io, keep: keep, pace: time.Second}
			if fast {
				c.pace = 0
			}
			return c.run(cmd.Context())
		},
	}
	cmd.Flags().BoolVar(&keep, "keep", false, "keep shop and proxy going until Ctrl-C")
	cmd.Flags().BoolVar(&fast, "fast", false, "without the pauses that make it watchable")
	return cmd
}

type demoCommand struct {
	dir  string
	io   IO
	keep bool
	pace time.Duration
}

func (c *demoCommand) run(ctx context.Context) (err error) {
	d, err := demo.Start(time.Now(), c.pace)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	cfg := config.Default()
	cfg.Data, cfg.NoUI, cfg.Quiet, cfg.Custody = c.dir, !c.keep, true, config.CustodyMemory
	cfg.Proxy = netip.AddrPortFrom(cfg.Proxy.Addr(), 0)
	cfg.UI = cfg.Proxy
	if cfg, err = cfg.Validate(); err != nil {
		return err
	}
	list := newLiveList(newScreen(c.io.Out), newScreen(c.io.Err))
	log := slog.New(slog.NewTextHandler(list.notes(), &slog.HandlerOptions{Level: slog.LevelError}))
	a, err := app.New(cfg, app.Options{
		Log: log, Version: Version(), Transient: true, ExtraRoots: d.Roots(), Resolve: d.Resolve,
	})
	if err != nil {
		return err
	}
	return c.play(ctx, d, a, list)
}

// play runs the instance while the clients visit, and as long as it is kept.
func (c *demoCommand) play(ctx context.Context, d *demo.Demo, a *app.App, list *liveList) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s := newScreen(c.io.Err)
	fmt.Fprintf(s, "\n  %s  a shop on this machine, a few clients, no network\n\n", s.Paint(render.Bold, "Rockxy demo"))
	before := a.Status().Capture.Entries
	watched := list.watch(captured(a.Watch, ""))
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	visit := d.Visit(ctx, a.ProxyAddr(), a.RootPEM())
	if c.keep && visit == nil && ctx.Err() == nil {
		c.invite(s, d, a)
		<-ctx.Done()
	}
	entries := a.Status().Capture.Entries - before
	stop()
	err := errors.Join(visit, <-ended)
	<-watched
	if err == nil {
		fmt.Fprintf(s, "\n  %s. Look closer:\n\n", render.Plural(int64(entries), "entry"))
		flag := dataFlag(c.dir)
		fmt.Fprintf(s, "    rockxy flows%s\n    rockxy show last%s\n\n", flag, flag)
	}
	return err
}

// invite says how to visit the shop oneself.
func (c *demoCommand) invite(s screen, d *demo.Demo, a *app.App) {
	if s.terminal { // in a pipe it could come into a log
		fmt.Fprintf(s, "\n  The page: %s\n", s.Paint(render.Cyan, a.Link()))
	}
	fmt.Fprintf(s, "\n  The shop stays open until Ctrl-C:\n\n    curl -x http://%s --cacert %s %s\n\n", a.ProxyAddr(), app.ShellWord(tilde(a.Ready().RootCertificate)), d.URL("shop", "/api/products"))
}
