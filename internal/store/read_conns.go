package store

import (
	"database/sql/driver"
	"errors"
	"sync"

	"github.com/klauspost/compress/zstd"
	"modernc.org/sqlite"
)

// readConns are a few connections that read the index without database/sql
// between, as searches need that look at many small things.
type readConns struct {
	dsn string

	mu     sync.Mutex
	free   []*index
	closed bool
	unpack *zstd.Decoder // may be used by several at the same time
}

const freeConns = 1 + lanes

func (c *readConns) take() (*index, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, errors.New("the session was closed")
	}
	if n := len(c.free); n > 0 {
		x := c.free[n-1]
		c.free = c.free[:n-1]
		return x, nil
	}
	if c.unpack == nil {
		var err error
		c.unpack, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(256<<20))
		if err != nil {
			return nil, err
		}
	}
	conn, err := new(sqlite.Driver).Open(c.dsn)
	if err != nil {
		return nil, err
	}
	return &index{conn: conn, stmts: map[string]driver.Stmt{}, unpack: c.unpack}, nil
}

func (c *readConns) give(x *index) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || len(c.free) >= freeConns {
		x.close()
		return
	}
	c.free = append(c.free, x)
}

func (c *readConns) close() (err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	for _, x := range c.free {
		err = errors.Join(err, x.close())
	}
	c.free = nil
	return err
}

// shrink closes those that are not in use.
func (c *readConns) shrink() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, x := range c.free {
		x.close()
	}
	c.free = nil
}

// view runs f in one transaction, so that what it reads belongs together.
func (x *index) view(f func() error) error {
	if err := x.exec("BEGIN"); err != nil {
		return err
	}
	err := f()
	if e := x.exec("ROLLBACK"); err == nil {
		err = e
	}
	return err
}
