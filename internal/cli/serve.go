package cli

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/config"
)

// serveFlags are flags as typed, before they are checked.
type serveFlags struct {
	proxy, ui, custody, readyFile, keyLog string
	session, keepSize                     string
	keepCount                             int64
	upstreamCA, rules                     []string
	filter                                string
	noUI, quiet, autoBypass               bool
	passphraseFD                          int
}

func newServe(io IO) *cobra.Command {
	var f serveFlags
	d := config.Default()
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Proxy in the foreground, with a live list",
		Long: `Serves the proxy (HTTP, HTTPS and SOCKS5 on one port) and the user interface, a page
on loopback, until Ctrl-C. On a terminal it prints the link of the page, and a line for
each exchange; what is going on stands below. In a pipe it prints plain lines;
rockxy ui opens the page.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := data(cmd)
			if err != nil {
				return err
			}
			cfg, err := f.config(dir)
			if err != nil {
				return err
			}
			filter, err := filterText([]string{f.filter})
			if err != nil {
				return err
			}
			return serve(cmd.Context(), cfg, filter, f.passphraseFD, io)
		},
	}
	fs := cmd.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.proxy, "proxy", d.Proxy.String(), "`ADDR` of the proxy; port 0 picks one")
	fs.StringVar(&f.ui, "ui", d.UI.String(), "`ADDR` of the page, on loopback; port 0 picks one")
	fs.BoolVar(&f.noUI, "no-ui", false, "no page")
	fs.StringVar(&f.session, "session", app.DefaultSession, "`NAME` of the session to capture into")
	fs.StringVar(&f.keepSize, "keep-size", "2GiB", "delete the oldest entries when the session takes more than this `SIZE`; what is pinned stays")
	fs.Int64Var(&f.keepCount, "keep-count", 1_000_000, "delete the oldest when there are more than `N` entries")
	fs.StringVar(&f.custody, "custody", string(d.Custody), "`KEEPER` of the root's private key: "+strings.Join(config.CustodyNames(), ", "))
	fs.IntVar(&f.passphraseFD, "passphrase-fd", -1, "read a vault's passphrase from file descriptor `N`, its first line")
	fs.StringArrayVar(&f.upstreamCA, "upstream-ca", nil, "`FILE` of certificates (PEM) to trust as roots of origins, besides the system's")
	fs.StringArrayVar(&f.rules, "rules", nil, "`FILE` of rules that apply besides those of the data directory (rockxy rules)")
	fs.BoolVar(&f.autoBypass, "auto-bypass", false, "leave a host alone for the program that pins its certificate: after a firm verdict, for an hour at first, shown in the policy")
	fs.StringVar(&f.keyLog, "keylog", "", "append the secrets of all TLS connections to `FILE`, for Wireshark: whoever reads it can read recorded traffic")
	fs.StringVar(&f.readyFile, "ready-file", "", "`FILE` to write, as JSON, once connections are accepted")
	fs.StringVar(&f.filter, "filter", "", "list only what `FILTER` selects; everything is captured (rockxy help filter)")
	fs.BoolVarP(&f.quiet, "quiet", "q", false, "print nothing but errors")
	return cmd
}

func (f *serveFlags) config(dir string) (config.Config, error) {
	c := config.Default()
	c.Data = dir
	c.Session, c.KeepCount = f.session, f.keepCount
	c.NoUI, c.Quiet, c.Custody = f.noUI, f.quiet, config.Custody(f.custody)
	c.UpstreamCAs, c.RuleFiles, c.ReadyFile, c.AutoBypass, c.KeyLog = f.upstreamCA, f.rules, f.readyFile, f.autoBypass, f.keyLog
	var err error
	if c.KeepSize, err = config.ParseSize("--keep-size", f.keepSize); err != nil {
		return c, err
	}
	if f.keepCount == 0 || c.KeepSize == 0 {
		return c, &config.InvalidError{Name: "--keep-size and --keep-count", Hint: "nothing would be kept; say how much"}
	}
	if c.Proxy, err = config.ParseAddr("--proxy", f.proxy); err != nil {
		return c, err
	}
	if c.UI, err = config.ParseAddr("--ui", f.ui); err != nil {
		return c, err
	}
	return c.Validate()
}

// serve runs an instance until ctx ends. filter is for its list.
func serve(ctx context.Context, cfg config.Config, filter string, passphraseFD int, io IO) error {
	list := newLiveList(newScreen(io.Out), newScreen(io.Err))
	level := slog.LevelWarn
	if cfg.Quiet {
		level = slog.LevelError
	}
	log := slog.New(slog.NewTextHandler(list.notes(), &slog.HandlerOptions{Level: level}))
	a, err := app.New(cfg, app.Options{Log: log, Version: Version(), Harden: true, Passphrase: passphrase(io, passphraseFD, cfg.Data)})
	if err != nil {
		return err
	}
	if cfg.Quiet {
		return a.Run(ctx)
	}
	banner(newScreen(io.Err), cfg.Data, a.Status(), a.Link())
	watched := list.watch(captured(a.Watch, filter))
	told := tellPaused(a, list.notes(), "rockxy breakpoints"+dataFlag(cfg.Data))
	err = a.Run(ctx)
	<-watched
	<-told
	if err == nil {
		s := newScreen(io.Err)
		n := a.Status().Capture.Entries
		fmt.Fprintln(s, s.Paint(render.Dim, fmt.Sprintf("Stopped. %s in the session: rockxy flows%s", render.Plural(int64(n), "entry"), dataFlag(cfg.Data))))
	}
	return err
}

// watcher tells of changes, as app.App and api.Client do.
type watcher func(ctx context.Context, started func() error, changed func([]api.Event) error) error
