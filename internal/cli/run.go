package cli

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/config"
	"rockxy/internal/launch"
)

func newRun(io IO) *cobra.Command {
	var c runCommand
	cmd := &cobra.Command{
		Use:   "run [flags] -- PROGRAM [ARGUMENTS]",
		Short: "Run a program through the proxy",
		Long: `Runs a program with proxy and trust given to it alone, by environment variables
and temporary files; nothing on the machine changes. It uses the running instance
of the data directory, or serves by itself for as long as the program runs. Its
exit status is the program's.`,
		Example: "  rockxy run -- curl https://example.com\n  rockxy run -- npm test\n  rockxy run --dry-run -- python3",
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if len(args) == 0 {
				return &usageError{cmd, errors.New("rockxy run wants a program, such as: rockxy run -- curl https://example.com")}
			}
			if c.dir, err = data(cmd); err != nil {
				return err
			}
			c.out, c.err = newScreen(io.Out), newScreen(io.Err)
			// A signal is for the program; this command ends when it has ended.
			return c.run(context.WithoutCancel(cmd.Context()), args)
		},
	}
	cmd.Flags().SetInterspersed(false) // what follows the program is the program's
	cmd.Flags().StringArrayVar(&c.upstreamCA, "upstream-ca", nil, "`FILE` of certificates (PEM) to trust as roots of origins, when no instance is running yet")
	cmd.Flags().BoolVarP(&c.verbose, "verbose", "v", false, "say on standard error what was captured")
	cmd.Flags().BoolVar(&c.dryRun, "dry-run", false, "print what the program would be given, and run nothing")
	return cmd
}

type runCommand struct {
	dir             string
	upstreamCA      []string
	verbose, dryRun bool
	out, err        screen
}

// served is the instance that a program is sent through.
type served struct {
	proxy          netip.AddrPort
	root, upstream []byte
	entries        func(context.Context) uint64 // number of the newest
	release        func(context.Context) error  // when the program has ended
}

func (c *runCommand) run(ctx context.Context, argv []string) (err error) {
	s, err := c.serve(ctx)
	if err != nil {
		return err
	}
	before := s.entries(ctx)
	status, err := c.exec(s, argv)
	if c.verbose && err == nil && !c.dryRun {
		n := s.entries(ctx) - before
		fmt.Fprintln(c.err, c.err.Paint(render.Dim, "rockxy: "+render.Plural(int64(n), "entry")+" captured; see them with rockxy flows"))
	}
	if rel := s.release(ctx); err == nil {
		err = rel
	}
	var start *launch.StartError
	if errors.As(err, &start) {
		c.err.fail(err)
		return &statusError{start.Status}
	}
	if err == nil && status != 0 {
		return &statusError{status}
	}
	return err
}

// exec gives the program what it needs, and takes it away afterwards.
func (c *runCommand) exec(s *served, argv []string) (status int, err error) {
	dir, err := os.MkdirTemp("", "rockxy-run-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	home, _ := os.UserHomeDir() // without one there is no .wgetrc to keep
	plan, err := launch.NewPlan(launch.Input{
		ProxyHost: s.proxy.Addr().String(), ProxyPort: s.proxy.Port(),
		RootPEM: s.root, UpstreamPEM: s.upstream, Env: os.Environ(), Dir: dir, Home: home,
		SystemRoots: launch.SystemRoots, ReadFile: os.ReadFile,
	})
	if err != nil {
		return 0, err
	}
	if c.dryRun {
		plan.Print(c.out)
		return 0, nil
	}
	if c.verbose {
		for _, n := range plan.Notes {
			fmt.Fprintln(c.err, c.err.Paint(render.Dim, "rockxy: "+n))
		}
	}
	if err := plan.Write(); err != nil {
		return 0, err
	}
	return launch.Exec(argv, plan.Environ(os.Environ()))
}

// startPatience is how long an instance that has the data directory may take to
// answer on its socket.
const startPatience = 5 * time.Second

// serve finds the running instance or becomes one.
func (c *runCommand) serve(ctx context.Context) (*served, error) {
	deadline := time.After(startPatience)
	for {
		client, err := api.Dial(ctx, c.dir)
		if err == nil {
			return c.join(ctx, client)
		}
		s, err := c.start(ctx)
		var running *app.RunningError
		if !errors.As(err, &running) {
			return s, err
		}
		select { // it is just starting, or just ending
		case <-deadline:
			return nil, err
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// join uses an instance that is running.
func (c *runCommand) join(ctx context.Context, client *api.Client) (*served, error) {
	st, err := client.Status(ctx)
	if err != nil {
		return nil, err
	}
	if len(c.upstreamCA) > 0 {
		fmt.Fprintln(c.err, "rockxy: --upstream-ca is for an instance that is started; the running one keeps its own")
	}
	s := &served{}
	if s.proxy, err = netip.ParseAddrPort(st.Proxy); err != nil {
		return nil, fmt.Errorf("the running instance's address: %w", err)
	}
	s.proxy = app.Reachable(s.proxy)
	if s.root, err = client.RootPEM(ctx); err != nil {
		return nil, err
	}
	if s.upstream, err = client.UpstreamPEM(ctx); err != nil {
		return nil, err
	}
	lease, err := client.Lease(ctx)
	if err != nil {
		return nil, err
	}
	s.entries = func(ctx context.Context) uint64 {
		st, _ := client.Status(ctx) // if it has ended meanwhile, nothing can be said
		return st.Capture.Entries
	}
	s.release = func(context.Context) error {
		lease()
		client.Close()
		return nil
	}
	return s, nil
}

// start becomes the instance of the data directory while the program runs.
func (c *runCommand) start(ctx context.Context) (*served, error) {
	cfg := config.Default()
	cfg.Data, cfg.UpstreamCAs = c.dir, c.upstreamCA
	cfg.Proxy = netip.AddrPortFrom(cfg.Proxy.Addr(), 0)
	cfg.NoUI, cfg.Quiet = true, true
	cfg, err := cfg.Validate()
	if err != nil {
		return nil, err
	}
	a, err := app.New(cfg, app.Options{Version: Version(), Transient: true, Harden: true})
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	return &served{
		proxy: a.ProxyAddr(), root: a.RootPEM(), upstream: a.UpstreamPEM(),
		entries: func(context.Context) uint64 { return a.Status().Capture.Entries },
		release: func(ctx context.Context) error {
			defer stop()
			if n := a.Leases(); n > 0 {
				fmt.Fprintf(c.err, "rockxy: waiting for %s that went through this one's proxy\n", render.Plural(int64(n), "other program"))
				a.WaitForLeases(ctx)
			}
			stop()
			return <-ended
		},
	}, nil
}
