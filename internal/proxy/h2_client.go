package proxy

import (
	"context"
	"errors"
	"net"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
	"rockxy/internal/wire/h2"
)

// errNoSlot says that the origin permits no further stream at the moment.
var errNoSlot = errors.New("proxy: the origin's limit of concurrent streams is reached")

// errConnGone says that the connection takes no further streams; nothing was
// sent.
var errConnGone = errors.New("proxy: the connection takes no further streams")

// notProcessed marks an error of a stream that the origin did nothing with, as
// it said itself (RFC 9113 §8.7), so that any request may be sent again.
type notProcessed struct{ error }

func (e notProcessed) Unwrap() error { return e.error }

// h2Client is a connection to an origin that speaks HTTP/2, shared by many
// exchanges.
type h2Client struct {
	h2conn
	info   *flow.ServerConn
	scheme string
	done   chan struct{} // closed when both goroutines have ended

	// Under mu.
	reserved int // streams opened, or about to be
	carried  int // exchanges so far
	whenGone func()
	goneTold bool
	goAway   bool // the origin's GOAWAY has arrived
}

// newH2Client begins to speak HTTP/2 on nc, which it owns from then on.
func newH2Client(nc net.Conn, cfg h2Config, info *flow.ServerConn) (*h2Client, error) {
	c := &h2Client{info: info, scheme: "http", done: make(chan struct{})}
	if info.TLS != nil {
		c.scheme = "https"
	}
	c.init(nc, cfg, h2.Client)
	c.handle = c.onEvent
	c.lost = c.lostFault
	go c.writeLoop()
	go c.read()
	return c, nil
}

func (c *h2Client) read() {
	defer close(c.done)
	err := c.readLoop()
	c.end(err)
	c.mu.Lock()
	c.tellGone()
	c.unlock()
	<-c.writerDone
	c.nc.Close()
}

// OnGone registers f, to be called once when the connection has ended or takes
// no new streams; at once, if that is so already.
func (c *h2Client) OnGone(f func()) {
	c.mu.Lock()
	c.whenGone = f
	if c.goneTold && f != nil {
		c.calls = append(c.calls, f)
	}
	c.unlock()
}

func (c *h2Client) tellGone() {
	if !c.goneTold {
		c.goneTold = true
		if c.whenGone != nil {
			c.calls = append(c.calls, c.whenGone)
		}
	}
}

// Retire lets the connection end when what is under way has. Who calls it has
// forgotten the connection, and is not told that it is gone.
func (c *h2Client) Retire() {
	c.lock()
	c.goAway, c.goneTold = true, true
	c.closeIdle()
	c.unlock()
}

// Close ends the connection at once.
func (c *h2Client) Close() {
	c.end(errH2Closed)
	c.nc.Close()
}

// Done is closed when nothing of the connection is left.
func (c *h2Client) Done() <-chan struct{} { return c.done }

// Closed reports whether the connection takes no further streams.
func (c *h2Client) Closed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.gone != nil || !c.m.CanOpen()
}

// Idle returns how many streams are in use, and since when nothing has been
// read from or written to the connection.
func (c *h2Client) Idle() (streams int, since time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reserved, c.progress
}

// Open reserves a stream for an exchange. It does not wait: errNoSlot and
// errConnGone say that another connection is needed, a fault that it would be
// refused too.
func (c *h2Client) Open(context.Context) (upstream, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := mitm.LaterFault(c.gone, c.info.TLS, c.info.Target); f != nil {
		return nil, f
	}
	switch {
	case c.gone != nil || !c.m.CanOpen():
		return nil, errConnGone
	case c.reserved >= min(c.cfg.Limits.Streams, int(min(c.m.PeerStreams(), 1<<20))):
		return nil, errNoSlot
	}
	c.reserved++
	c.carried++
	u := &h2up{client: c, reused: c.carried > 1}
	u.h2stream.init(&c.h2conn, 0, h2FirstWindow)
	u.owner = u
	return u, nil
}

// onEvent handles the events of a client.
func (c *h2Client) onEvent(ev *h2.Event) {
	s, _ := ev.Value.(*h2stream)
	switch ev.Kind {
	case h2.SettingsReceived:
		if c.info.HTTP2.Load() == nil {
			c.info.HTTP2.Store(settingsOf(ev))
		}
		c.onSettings()
	case h2.HeadReceived:
		if s == nil {
			c.m.FreeHead(ev.Head)
			return
		}
		s.owner.(*h2up).onHead(ev)
	case h2.StreamReset:
		if s != nil {
			var err error = &ResetError{Code: uint32(ev.Code), Side: flow.SideOrigin}
			if ev.NotProcessed {
				err = notProcessed{err}
			}
			s.failLocked(err)
		}
	case h2.StreamFailed:
		if s == nil {
			c.m.FreeHead(ev.Head)
			return
		}
		s.owner.(*h2up).bad = ev.Head
		s.failLocked(originFault(c.info.Target, ev.Err))
	case h2.GoAwayReceived:
		c.goAway = true
		c.tellGone()
		c.closeIdle()
	}
}

// closeIdle ends a connection that is of no further use.
func (c *h2Client) closeIdle() {
	if c.reserved == 0 && (c.goAway || !c.m.CanOpen()) && c.gone == nil {
		c.finishLocked()
	}
}
