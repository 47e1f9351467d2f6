package proxy

import (
	"net"
	"runtime"
	"time"
)

// h2Grace is how long the last frames of a connection may take to be written.
const h2Grace = 3 * time.Second

// writeLoop writes the output of the connection until it ends. Whatever has
// been appended by the time it gets to run goes into one Write, so that TLS
// records and system calls are shared by the streams.
func (c *h2conn) writeLoop() {
	defer close(c.writerDone)
	var spare []byte
	c.mu.Lock()
	for {
		c.awaitOutput(&spare)
		c.flush = false
		c.pump()
		if c.m.Pending() == 0 {
			if c.finish {
				break
			}
			continue
		}
		if spare == nil {
			spare = c.shared.output()
		}
		out := c.m.TakeOutput(spare)
		c.room.Broadcast()
		c.pump() // into the fresh buffer, while the other is being written
		if c.m.Pending() > 0 {
			c.flush = true
		}
		c.mu.Unlock()
		_, err := c.nc.Write(out)
		spare = out[:0]
		c.mu.Lock()
		if err != nil {
			c.endLocked(err)
			c.m.TakeOutput(nil)
			break
		}
		c.progress = c.cfg.Now()
	}
	c.hasOut = true    // the connection is over: no buffer is worth taking
	if c.gone == nil { // a regular end, which the reader notices
		halfClose(c.nc)
	}
	c.unlock()
}

// halfClose ends our direction and lets the peer read our last words: closing
// a connection while input is unread, or still coming, would reset it.
func halfClose(nc net.Conn) {
	if h, ok := nc.(interface{ CloseWrite() error }); ok && h.CloseWrite() == nil {
		nc.SetReadDeadline(time.Now().Add(h2Grace / 3))
		return
	}
	nc.Close()
}

// awaitOutput waits until there is something to do.
func (c *h2conn) awaitOutput(spare *[]byte) {
	for !c.flush && !c.finish {
		c.rest(spare)
		c.wake.Wait()
	}
	if c.m.Pending() < h2OutputHigh/4 && len(c.live) > 1 && !c.finish {
		// Let the others that can run have their turn first.
		c.mu.Unlock()
		runtime.Gosched()
		c.mu.Lock()
	}
}

// rest gives the buffers back while the connection is idle.
func (c *h2conn) rest(spare *[]byte) {
	if len(c.live) > 0 || c.m.Pending() > 0 {
		return
	}
	if *spare != nil {
		c.shared.freeOutput(*spare)
		*spare = nil
	}
	if c.hasOut {
		c.shared.freeOutput(c.m.TakeOutput(nil))
		c.hasOut = false
	}
}

// pump moves DATA of waiting streams into the output, a frame of each in turn.
func (c *h2conn) pump() {
	for c.ready.len() > 0 && c.m.Pending() < h2OutputHigh {
		s := c.ready.pop()
		s.queued = false
		if !s.waiting {
			continue
		}
		if err := s.sendSome(h2Frame); err != nil {
			s.failWrite(err)
		} else if s.waiting {
			c.enqueue(s)
		}
	}
}

// h2Frame is what a stream may send before it is the next one's turn.
const h2Frame = 16384 - 9

// enqueue puts a stream that has DATA waiting into the queue, if its windows
// permit more.
func (c *h2conn) enqueue(s *h2stream) {
	if !s.waiting || s.queued {
		return
	}
	stream, conn := c.m.SendWindow(s.id)
	switch {
	case len(s.pending) > 0 && stream <= 0: // its window opens with an event
	case len(s.pending) > 0 && conn <= 0:
		if !s.starved {
			s.starved = true
			c.starved = append(c.starved, s)
		}
	default:
		s.queued = true
		c.ready.push(s)
	}
}
