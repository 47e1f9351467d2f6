package app

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/attrib"
	"rockxy/internal/ca"
	"rockxy/internal/config"
	"rockxy/internal/flow"
	"rockxy/internal/layout"
	"rockxy/internal/mitm"
	"rockxy/internal/proxy"
	"rockxy/internal/rule/breakpoint"
	"rockxy/internal/store"
)

// Options are what an instance is given besides its configuration.
type Options struct {
	Log     *slog.Logger // default: nobody
	Version string
	// Transient marks an instance that lives as long as one command.
	Transient bool
	// ExtraRoots are trusted as roots of origins besides --upstream-ca.
	ExtraRoots []*x509.Certificate
	// Resolve replaces the system's resolver for origins.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	// Harden keeps debuggers of the same user, and core files, away from a root
	// key in the memory of this process: for programs that are Rockxy alone. A
	// transient instance whose root ends with it leaves that out, for its child's
	// sake, which would inherit the limit on core files.
	Harden bool
	// Passphrase is asked for that of a vault; nil: nobody can be asked. What it
	// returns is wiped.
	Passphrase func() ([]byte, error)
	// KeyStore, when not nil, takes the place of all key stores of this machine
	// but memory.
	KeyStore *ca.Keeper

	keepers func(data string, name config.Custody, opt Options) (custody, error) // tests put others here
}

// App is one instance.
type App struct {
	cfg config.Config
	opt Options
	log *slog.Logger

	custody     custody
	root        *ca.Root
	others      []*x509.Certificate // roots of this data directory besides root
	issuer      *ca.Issuer
	upstreamPEM []byte
	session     string // that is captured into
	unlock      func() error
	store       *store.Store
	entries     *entryReader
	lists       *lists
	revisions   revisions
	leaves      *store.Leaves
	finder      *attrib.Finder
	keyLog      *keyLog // nil for none
	policy      *policies
	rules       *rules
	recording   recording
	examining   examiner
	judge       *judge
	paused      *breakpoint.Queue
	templates   *breakpoint.Templates
	engine      *proxy.Server
	orders      *orders

	proxyListener net.Listener
	uiListener    net.Listener // nil without a page
	socket        net.Listener // nil where there is none
	door          *api.Door    // nil without a page
	page, control *http.Server
	preferences   *preferences

	began   time.Time
	ready   Ready
	leases  leases
	serving sync.WaitGroup
	closing sync.Once
	closed  error
}

// drainTime is how long exchanges that are going on may take to finish when the
// instance stops.
const drainTime = 2 * time.Second

// New opens everything an instance needs. Connections are queued from now on
// and served by Run. Errors are a *RunningError when another instance has the
// data directory, a *BusyError when a port is taken, a *config.InvalidError, or
// come from the system.
func New(cfg config.Config, opt Options) (*App, error) {
	a := &App{cfg: cfg, opt: opt, log: opt.Log, began: time.Now(), examining: make(examiner, 1), paused: breakpoint.NewQueue(breakpoint.Limits{}), templates: Templates(cfg.Data), preferences: newPreferences(cfg.Data)}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	if err := a.open(); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func (a *App) open() error {
	roots, err := a.originRoots()
	if err != nil {
		return err
	}
	if err := prepareData(a.cfg.Data); err != nil {
		return err
	}
	if err := removeStale(a.cfg.ReadyFile); err != nil {
		return err
	}
	if err := a.openStore(); err != nil {
		return err
	}
	if a.policy, err = openPolicies(PolicyFile(a.cfg.Data), ClientKeys(a.cfg.Data, a.opt.Passphrase), a.log); err != nil {
		return err
	}
	if err := endThrottle(a.cfg.Data); err != nil { // of an instance that was killed
		a.log.Warn("the throttle switch cannot be taken back", "error", err)
	}
	if a.rules, err = openRules(RulesDir(a.cfg.Data), a.cfg.RuleFiles, a.actionKinds(), a.log); err != nil {
		return err
	}
	if err := a.listen(); err != nil {
		return err
	}
	if err := a.openRoot(); err != nil {
		return err
	}
	if a.keyLog, err = openKeyLog(a.cfg.KeyLog, a.log); err != nil {
		return err
	}
	a.issuer = ca.NewIssuer(a.root, ca.IssuerConfig{Issued: a.issued})
	a.finder = attrib.New(a.log)
	var heard judgeListener
	if a.cfg.AutoBypass {
		heard = newAutoBypass(a)
	}
	a.judge = newJudge(a.store.HandshakeFailure, heard)
	a.engine = proxy.New(proxy.Config{
		Recorder: recorder{a.store, a.judge, &a.recording},
		Upstream: mitm.NewUpstream(mitm.UpstreamConfig{ExtraRoots: roots, OwnRoots: a.ownRoots,
			Exception: a.policy.exception, ClientCertificate: a.policy.identity, KeyLog: a.keyLog.writer()}),
		Client: mitm.NewServer(a.issuer, mitm.ServerConfig{KeyLog: a.keyLog.writer()}),
		Attrib: a.attribute, Accepted: a.judge.accepted,
		Resolve: a.opt.Resolve, Forbidden: a.forbidden, Log: a.log, Policy: a.policy,
		Rules: a.rules.Rules, Root: a.root.Certificate,
	})
	a.orders = newOrders(a.engine.Send)
	a.policy.changed = a.engine.PolicyChanged
	if err := a.describe(); err != nil {
		return err
	}
	a.refreshSetup()
	a.handlers()
	return nil
}

// attribute finds the process behind a connection, and lets the judge know.
func (a *App) attribute(local, remote netip.AddrPort, done func(*flow.Process)) {
	a.finder.Find(local, remote, func(p *flow.Process) {
		done(p)
		a.judge.nameKnown()
	})
}

func (a *App) openStore() error {
	name, err := sessionOr(a.cfg.Session)
	if err != nil {
		return err
	}
	if a.unlock, err = hold(a.cfg.Data); err != nil {
		return err
	}
	if err := store.SweepSessions(a.cfg.Data); err != nil {
		a.log.Warn("what is left of deleted sessions cannot be removed", "error", err)
	}
	s, err := store.Open(store.SessionDir(a.cfg.Data, name), store.Options{Log: a.log, MaxBytes: a.cfg.KeepSize, MaxEntries: a.cfg.KeepCount})
	if err != nil {
		return fmt.Errorf("open the store: %w", err)
	}
	a.store, a.session = s, name
	a.entries = &entryReader{data: a.cfg.Data, live: s, session: name, version: a.opt.Version, views: layout.New(filepath.Join(a.cfg.Data, viewsDir))}
	a.openLists()
	if err := noteCaptured(a.cfg.Data, name); err != nil {
		return err
	}
	a.leaves, err = openTrail(a.cfg.Data, a.log)
	return err
}

// openRoot finds or makes the root. The store's lock is held: nobody else does.
func (a *App) openRoot() (err error) {
	if a.custody, err = custodyOf(a.cfg, a.opt); err != nil {
		return err
	}
	if a.opt.Harden && a.custody.software() && (a.custody.home != nil || !a.opt.Transient) {
		if err := ca.Harden(); err != nil {
			a.log.Warn("the memory of this process, which has the root's key, is open to debuggers of the same user", "error", err)
		}
	}
	if a.root, err = a.custody.open(a.cfg); err != nil {
		return err
	}
	certs, err := ReadCertificates(a.cfg.Data)
	if a.others = certs.Retired; certs.Root != nil {
		a.others = append(a.others, certs.Root)
	}
	return err
}

// ownRoots are the certificates that no origin is ever trusted because of,
// wherever they are trusted: the present root's, and those of roots before it.
func (a *App) ownRoots() []*x509.Certificate { return append(a.root.Own(), a.others...) }

// handlers makes the two HTTP servers.
func (a *App) handlers() {
	failed := slog.NewLogLogger(a.log.Handler(), slog.LevelDebug)
	a.control = api.NewServer(api.NewSocketHandler(instance{a}), failed)
	if a.uiListener != nil {
		a.page = api.NewServer(a.openDoor(), failed)
	}
}

// Run serves until ctx ends, then lets exchanges finish for a moment and closes
// the instance. The error says why it had to stop by itself, or what could not
// be written at the end.
func (a *App) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	serve := func(what string, f func() error) {
		a.serving.Add(1)
		go func() {
			defer a.serving.Done()
			if err := f(); !errors.Is(err, proxy.ErrClosed) && !errors.Is(err, http.ErrServerClosed) {
				cancel(fmt.Errorf("%s stopped: %w", what, err))
			}
		}()
	}
	serve("the proxy", func() error { return a.engine.Serve(a.proxyListener) })
	if a.page != nil {
		serve("the page", func() error { return a.page.Serve(limited(a.uiListener)) })
	}
	if a.socket != nil {
		serve("the control socket", func() error { return a.control.Serve(a.socket) })
	}
	a.startGivingBack(ctx)
	a.serving.Go(func() { a.policy.follow(ctx) })
	a.serving.Go(func() { a.rules.follow(ctx) })
	if err := a.ready.write(a.cfg.ReadyFile); err != nil {
		cancel(err)
	}
	<-ctx.Done()
	err := context.Cause(ctx)
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		err = nil
	}
	a.paused.Stop() // or they would never finish
	drain, stop := context.WithTimeout(context.Background(), drainTime)
	defer stop()
	_ = a.engine.Shutdown(drain) // what does not finish is cut, and recorded so
	return errors.Join(err, a.Close())
}

// Close ends everything at once. It may be called more than once.
func (a *App) Close() error {
	a.closing.Do(func() { a.closed = a.close() })
	return a.closed
}

func (a *App) close() error {
	var errs []error
	a.paused.Stop()
	if a.lists != nil {
		a.lists.stop() // streams would go on
	}
	if a.engine != nil {
		errs = append(errs, a.engine.Close())
	}
	if a.orders != nil {
		a.orders.close()
	}
	for _, s := range []*http.Server{a.page, a.control} {
		if s != nil {
			errs = append(errs, s.Close())
		}
	}
	for _, l := range []net.Listener{a.proxyListener, a.uiListener, a.socket} {
		if l != nil {
			if err := l.Close(); !errors.Is(err, net.ErrClosed) {
				errs = append(errs, err)
			}
		}
	}
	a.serving.Wait()
	if a.finder != nil {
		a.finder.Close()
	}
	if a.judge != nil {
		a.judge.close()
	}
	errs = append(errs, a.keyLog.Close())
	if a.leaves != nil {
		errs = append(errs, a.leaves.Close())
	}
	if a.entries != nil {
		errs = append(errs, a.entries.views.Close())
	}
	if a.store != nil {
		a.lists.close()
		errs = append(errs, a.store.Close())
	}
	if a.unlock != nil {
		defer func() { _ = a.unlock() }()
	}
	if a.rules != nil {
		errs = append(errs, endThrottle(a.cfg.Data))
	}
	errs = append(errs, a.ready.remove(a.cfg.ReadyFile))
	if a.ready.RootCertificate != "" && a.custody.home == nil {
		errs = append(errs, a.withdraw())
	}
	return errors.Join(errs...)
}

// originRoots are the certificates that origins are verified against besides
// the system's.
func (a *App) originRoots() ([]*x509.Certificate, error) {
	var roots []*x509.Certificate
	for _, file := range a.cfg.UpstreamCAs {
		certs, err := config.ReadRoots(file)
		if err != nil {
			return nil, err
		}
		roots = append(roots, certs...)
	}
	roots = append(roots, a.opt.ExtraRoots...)
	a.upstreamPEM = encodePEM(roots)
	return roots, nil
}

// prepareData makes the data directory, for this user alone. One that already
// held other things is left as open as it was: what is secret in it stands in
// directories of ours.
func prepareData(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return &config.InvalidError{Name: "--data", Value: dir, Hint: "it cannot be made: " + plain(err)}
		}
		return os.Chmod(dir, 0o700)
	}
	return nil
}
