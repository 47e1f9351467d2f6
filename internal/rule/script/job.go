package script

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// job is one call of a handler: what the machine, in a goroutine of its own, and
// the owner of the turn have between them. The fields of the first block are set before it
// starts, those of the second belong to the machine until it is done.
type job struct {
	ctx           context.Context
	about         func() aboutTurn
	request       func() string // the text of its head
	head          string        // that of the response, or what a message is
	aside         func(func() error) error
	shared, local *state
	asks          chan ask      // things that the owner does: they wait
	left          chan struct{} // closed when the owner does not wait any more
	expired       atomic.Bool

	bodies map[string]*payload
	log    []line
	locks  []*state
	failed error // a body could not be had
}

// ask is a thing that takes its time, which is not the script's.
type ask struct {
	do    func() error
	reply chan error
}

// payload is a body on its way into a script or out of it.
type payload struct {
	data []byte // decoded, as it is
	here bool   // data is set
	text func([]byte) string
	from func() ([]byte, error) // waits; called by the owner
	has  func() bool
	// waits: that it cannot be had is not the script's fault.
	waits bool

	out     []byte
	changed bool // out is set
	asText  bool // out is text in UTF-8, else octets
}

// stopped returns what the call was stopped for.
func (j *job) stopped() error {
	if j.expired.Load() {
		return errExpired
	}
	return nil
}

var (
	errExpired = errors.New("script: time is over")
	errLeft    = errors.New("script: nobody waits for this any more")
)

// wait has the owner do something, and waits for it.
func (j *job) wait(do func() error) error {
	a := ask{do: do, reply: make(chan error, 1)}
	select {
	case j.asks <- a:
	case <-j.left:
		return errLeft
	}
	select {
	case err := <-a.reply:
		return err
	case <-j.left:
		return errLeft
	}
}

// grace is how long an engine may take to stop. It looks up every few thousand
// steps; what it does in one of them takes long only when it is stuck.
const grace = time.Second

// result is how a call ended.
type result struct {
	out string
	err error
}

// run has the machine run a handler, and does meanwhile what the script asks for.
// The machine is closed when it has ended, also when nobody waits for that. The error is
// errStuck, errExpired, or the engine's.
func run(ctx context.Context, m *machine, h handler, j *job, p *program, gone func()) (string, error) {
	done := make(chan result, 1)
	go func() {
		out, err := m.call(h, j)
		done <- result{out, err}
		j.unlock()
		m.close()
		gone()
	}()
	w := newWatch(p.limits)
	defer w.stop()
	for {
		select {
		case r := <-done:
			if j.expired.Load() {
				return "", errExpired
			}
			return r.out, r.err
		case a := <-j.asks:
			w.pause()
			a.reply <- j.aside(a.do)
			w.resume()
		case <-w.timer.C:
			if w.again() {
				close(j.left)
				return "", errStuck
			}
			j.expired.Store(true)
			m.vm.Interrupt()
		case <-ctx.Done():
			j.expired.Store(true)
			m.vm.Interrupt()
			ctx = context.WithoutCancel(ctx)
			w.timer.Reset(0)
		}
	}
}

// watch counts the time of a call.
type watch struct {
	timer *time.Timer
	left  time.Duration
	since time.Time
	over  time.Time // when its time was over, zero before
	grace time.Duration
}

func newWatch(l Limits) *watch {
	return &watch{timer: time.NewTimer(l.Time), left: l.Time, since: time.Now(), grace: l.grace}
}

func (w *watch) stop() { w.timer.Stop() }

func (w *watch) pause() {
	w.timer.Stop()
	w.left -= time.Since(w.since)
}

func (w *watch) resume() {
	w.since = time.Now()
	w.timer.Reset(max(w.left, 0))
}

// again sets the timer for the next time that the engine is told to stop: an
// interrupt that comes before a call begins is lost. True when there was grace enough.
func (w *watch) again() bool {
	now := time.Now()
	if w.over.IsZero() {
		w.over = now
	}
	w.left, w.since = 10*time.Millisecond, now
	w.timer.Reset(w.left)
	return now.Sub(w.over) > w.grace
}
