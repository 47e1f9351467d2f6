package proxy

import (
	"errors"
	"net"
	"slices"
	"sync"
	"time"

	"golang.org/x/net/http2"

	"rockxy/internal/flow"
	"rockxy/internal/wire/h2"
)

// h2conn is the shell around one HTTP/2 connection: a goroutine that reads, one
// that writes, and the state machine between them under a lock. Neither ever
// waits for a stream's reader or writer.
type h2conn struct {
	nc     net.Conn
	cfg    h2Config
	shared *h2Shared
	// handle is called for the events that the two roles treat differently, with
	// mu held.
	handle func(ev *h2.Event)
	// lost makes the error that streams end with when the connection does.
	lost func(s *h2stream, cause error) error

	mu sync.Mutex
	// Under mu.
	m      *h2.Conn
	hasOut bool // m has an output buffer
	wake   sync.Cond
	room   sync.Cond // for those who wait until the output is below h2OutputHigh
	flush  bool      // the writer has something to do
	ready  h2queue   // streams whose DATA the peer would take
	// starved are those that the connection's window keeps from it.
	starved  []*h2stream
	live     map[uint32]*h2stream
	calls    []func() // to be made without mu, see unlock
	finish   bool     // close when the output has been written
	gone     error    // why there is no connection any more
	progress time.Time

	writerDone chan struct{}
}

var errH2Closed = errors.New("proxy: HTTP/2 connection closed")

func (c *h2conn) init(nc net.Conn, cfg h2Config, role h2.Role) {
	cfg = cfg.withDefaults()
	c.nc, c.cfg, c.shared = nc, cfg, cfg.Shared
	c.m = h2.New(cfg.wire(role))
	c.hasOut, c.flush = true, true
	c.wake.L, c.room.L = &c.mu, &c.mu
	c.live = make(map[uint32]*h2stream)
	c.writerDone = make(chan struct{})
	c.progress = cfg.Now()
}

// lock takes mu for work that may produce output.
func (c *h2conn) lock() {
	c.mu.Lock()
	if !c.hasOut {
		c.m.TakeOutput(c.shared.output())
		c.hasOut = true
	}
}

// unlock releases mu and makes the calls that were put off meanwhile.
func (c *h2conn) unlock() {
	calls := c.calls
	c.calls = nil
	c.mu.Unlock()
	for _, f := range calls {
		f()
	}
}

// flushOut lets the writer write. Called with mu held.
func (c *h2conn) flushOut() {
	if !c.flush && (c.m.Pending() > 0 || c.ready.len() > 0) {
		c.flush = true
		c.wake.Signal()
	}
}

// readLoop reads until the connection ends and returns why.
func (c *h2conn) readLoop() error {
	c.mu.Lock()
	buf := c.m.InputBuffer()
	c.mu.Unlock()
	for {
		n, err := c.nc.Read(buf)
		c.lock()
		if n > 0 {
			c.received(n)
		}
		if f := c.m.Err(); f != nil {
			err = f
		}
		if err == nil {
			err = c.gone
		}
		buf = c.m.InputBuffer()
		c.unlock()
		if err != nil {
			return err
		}
	}
}

// received handles all the frames that are complete now.
func (c *h2conn) received(n int) {
	c.progress = c.cfg.Now()
	c.m.Received(n, c.progress)
	for ev := c.m.Next(); ev != nil; ev = c.m.Next() {
		c.on(ev)
	}
	c.flushOut()
}

// on handles one event.
func (c *h2conn) on(ev *h2.Event) {
	s, _ := ev.Value.(*h2stream)
	switch ev.Kind {
	case h2.DataReceived:
		if s == nil {
			c.m.Consume(ev.Stream, len(ev.Data))
			return
		}
		s.onData(ev)
	case h2.TrailersReceived:
		if s == nil {
			c.m.FreeHead(ev.Head)
			return
		}
		s.trailers, s.ended = ev.Head, true
		s.rcond.Broadcast()
	case h2.WindowOpened:
		c.onWindow(s)
	default:
		c.handle(ev)
	}
}

// onWindow puts the streams that may go on into the writer's queue.
func (c *h2conn) onWindow(s *h2stream) {
	if s != nil {
		c.enqueue(s)
		return
	}
	starved := c.starved
	c.starved = nil
	for _, s := range starved {
		s.starved = false
		c.enqueue(s)
	}
}

// onSettings looks at all streams again: their windows may have changed.
func (c *h2conn) onSettings() {
	for _, s := range c.live {
		c.enqueue(s)
	}
}

// end fails all streams and lets the writer finish: what is in the output is
// still written if the connection works.
func (c *h2conn) end(cause error) {
	c.lock()
	c.endLocked(cause)
	c.unlock()
}

func (c *h2conn) endLocked(cause error) {
	if c.gone != nil {
		return
	}
	c.gone = cause
	c.finishLocked()
	for _, s := range c.live {
		s.failLocked(c.lost(s, cause))
	}
	c.room.Broadcast()
}

// finishLocked makes the writer end once the output has been written, which
// may not take long.
func (c *h2conn) finishLocked() {
	if !c.finish {
		c.finish = true
		c.nc.SetWriteDeadline(time.Now().Add(h2Grace))
		c.wake.Signal()
	}
}

// reset resets a stream if it is still open. Called with mu held.
func (c *h2conn) reset(id uint32, code uint32) {
	c.m.Reset(id, http2.ErrCode(code))
	c.flushOut()
}

// h2queue is a queue of streams.
type h2queue struct {
	items []*h2stream
	head  int
}

func (q *h2queue) len() int { return len(q.items) - q.head }

func (q *h2queue) push(s *h2stream) { q.items = append(q.items, s) }

func (q *h2queue) pop() *h2stream {
	s := q.items[q.head]
	q.items[q.head] = nil
	q.head++
	if q.head == len(q.items) {
		q.items, q.head = q.items[:0], 0
	} else if q.head > 512 {
		n := copy(q.items, q.items[q.head:])
		clear(q.items[n:])
		q.items, q.head = q.items[:n], 0
	}
	return s
}

// remove takes a stream out of the queue.
func (q *h2queue) remove(s *h2stream) {
	i := slices.Index(q.items, s)
	q.items = slices.Delete(q.items, i, i+1)
}

// settingsOf copies the peer's settings out of an event.
func settingsOf(ev *h2.Event) *flow.Settings {
	return &flow.Settings{Values: append([]flow.Setting(nil), ev.Settings...)}
}
