package layout

import (
	"context"
	"errors"
	"os"
	"slices"
	"sync"
	"time"
)

// Layouts keeps the layouts that were looked at last. Close it after use.
type Layouts struct {
	dir   string
	heavy chan struct{} // a place for each body that is held
	idle  time.Duration // after which what nobody looks at goes

	mu     sync.Mutex
	closed bool
	known  map[Key]*Layout
	order  []Key // the one used longest ago first
	timer  *time.Timer
	making sync.WaitGroup
}

// What is kept, and for how long when nothing is looked at.
const (
	maxKept  = 8
	maxBytes = 2 << 30
	idleTime = 5 * time.Minute
)

// Key names a layout: what is equal in all of it is the same text.
type Key struct {
	Session string
	ID      uint64
	Began   int64 // when the exchange did: names and numbers are used again
	Side    string
	Message int    // -1 for the body
	Stored  int64  // octets
	As      string // kind
	Path    string
}

// ErrClosed is what is asked for after Close.
var ErrClosed = errors.New("layout: closed")

// New keeps temporary files in a directory of its own, which it empties.
func New(dir string) *Layouts {
	_ = os.RemoveAll(dir) // what is left there does no harm
	return &Layouts{dir: dir, idle: idleTime, heavy: make(chan struct{}, 1), known: map[Key]*Layout{}}
}

// Close ends all layouts. Nobody uses one any more.
func (c *Layouts) Close() error {
	c.mu.Lock()
	c.closed = true
	if c.timer != nil {
		c.timer.Stop()
	}
	for k := range c.known {
		c.drop(k)
	}
	c.mu.Unlock()
	c.making.Wait()
	return os.RemoveAll(c.dir)
}

// Open returns the layout of a body. If it is not there, it is made from now on. The error is
// ErrClosed.
func (c *Layouts) Open(k Key, in Input) (*Layout, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, ErrClosed
	}
	l := c.known[k]
	if l == nil {
		l = c.begin(k, in)
	}
	l.users++
	c.order = append(slices.DeleteFunc(c.order, func(o Key) bool { return o == k }), k)
	for len(c.order) > 1 && (len(c.order) > maxKept || c.size() > maxBytes) {
		c.drop(c.order[0])
	}
	if c.timer == nil {
		c.timer = time.AfterFunc(c.idle, c.forget)
	}
	c.timer.Reset(c.idle)
	return l, nil
}

func (c *Layouts) begin(k Key, in Input) *Layout {
	ctx, cancel := context.WithCancel(context.Background())
	l := &Layout{in: in, sheet: newSheet(c.dir), looked: make(chan struct{}), cancel: cancel, users: 1}
	c.known[k] = l
	c.making.Go(func() {
		if err := l.run(ctx, c.heavy); err != nil { // it may be better another time
			c.mu.Lock()
			if c.known[k] == l {
				c.drop(k)
			}
			c.mu.Unlock()
		}
		c.Release(l)
	})
	return l
}

func (c *Layouts) size() (n int64) {
	for _, l := range c.known {
		n += l.sheet.octets.Size() + l.sheet.blocks.Size()
	}
	return n
}

// drop forgets a layout; its files go with its last user.
func (c *Layouts) drop(k Key) {
	l := c.known[k]
	delete(c.known, k)
	c.order = slices.DeleteFunc(c.order, func(o Key) bool { return o == k })
	l.cancel()
	l.dropped = true
	l.closeUnused()
}

// Release is called by whoever got l from Open, when it is not used any more.
func (c *Layouts) Release(l *Layout) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l.users--
	l.closeUnused()
}

func (l *Layout) closeUnused() {
	if l.dropped && l.users == 0 {
		_ = l.sheet.Close() // a file that is gone
	}
}

// Drop forgets layouts: what they are of was deleted, or is another thing now.
func (c *Layouts) Drop(which func(Key) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k := range c.known {
		if which(k) {
			c.drop(k)
		}
	}
}

// forget drops what nobody uses.
func (c *Layouts) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, k := range slices.Clone(c.order) {
		if c.known[k].users == 0 {
			c.drop(k)
		}
	}
}
