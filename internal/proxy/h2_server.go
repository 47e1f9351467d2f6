package proxy

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/wire/h2"
)

// h2Server is a client's HTTP/2 connection, whose requests it hands out.
type h2Server struct {
	h2conn
	settings func(*flow.Settings)
	serve    func(stream uint32, d downstream)
	running  sync.WaitGroup // requests

	// Under mu.
	told     bool // onSettings has been called
	draining bool
	closing  bool // the final GOAWAY has been sent
}

// newH2Server prepares to serve nc. onSettings, if not nil, is given the
// client's first SETTINGS, before the first request, and must not call back; serve is called on a
// goroutine of its own for each request and owns d until it returns. What it
// leaves unfinished is reset.
func newH2Server(nc net.Conn, cfg h2Config, onSettings func(*flow.Settings), serve func(stream uint32, d downstream)) *h2Server {
	s := &h2Server{settings: onSettings, serve: serve}
	s.init(nc, cfg, h2.Server)
	s.handle = s.onEvent
	s.lost = lostClient
	return s
}

// Serve serves the connection until it ends, or ctx does, and returns why,
// after everything begun on it has returned.
func (s *h2Server) Serve(ctx context.Context) error {
	stop := context.AfterFunc(ctx, s.Close)
	defer stop()
	s.shared.workers.enter()
	defer s.shared.workers.leave()
	go s.writeLoop()
	err := s.readLoop()
	s.end(err)
	<-s.writerDone
	if s.m.Err() != nil {
		halfClose(s.nc)
		io.CopyN(io.Discard, s.nc, 1<<20)
	}
	s.nc.Close()
	s.running.Wait()
	return err
}

// Close ends the connection at once.
func (s *h2Server) Close() {
	s.end(errH2Closed)
	s.nc.Close()
}

// h2drainPing tells our own PING from others.
var h2drainPing = [8]byte{'d', 'r', 'a', 'i', 'n'}

// Shutdown asks the client to open no further stream; the connection ends when
// those that are open have ended (RFC 9113 §6.8).
func (s *h2Server) Shutdown() {
	s.lock()
	defer s.unlock()
	if s.draining || s.gone != nil {
		return
	}
	s.draining = true
	if len(s.live) == 0 {
		s.lastGoAway()
		return
	}
	s.m.GoAway(true)
	s.m.Ping(h2drainPing)
	s.flushOut()
}

// lastGoAway refuses further streams and ends the connection when it is idle.
func (s *h2Server) lastGoAway() {
	if !s.closing {
		s.closing = true
		s.m.GoAway(false)
	}
	s.flushOut()
	s.closeIdle()
}

// closeIdle ends a connection that is done.
func (s *h2Server) closeIdle() {
	if s.closing && len(s.live) == 0 {
		s.finishLocked()
	}
}

// Idle returns how many requests are being served, and since when nothing has
// been read from or written to the connection.
func (s *h2Server) Idle() (streams int, since time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.live), s.progress
}

// onEvent handles the events of a server.
func (s *h2Server) onEvent(ev *h2.Event) {
	st, _ := ev.Value.(*h2stream)
	switch ev.Kind {
	case h2.SettingsReceived:
		if !s.told && s.settings != nil {
			s.settings(settingsOf(ev))
		}
		s.told = true
		s.onSettings()
	case h2.HeadReceived:
		s.onRequest(ev)
	case h2.StreamReset:
		if st != nil {
			st.failLocked(&ResetError{Code: uint32(ev.Code), Side: flow.SideClient})
		}
	case h2.StreamFailed:
		if st != nil {
			st.failLocked(clientFault(ev.Err))
		}
		s.m.FreeHead(ev.Head)
	case h2.GoAwayReceived:
		s.draining = true
		if !s.closing {
			s.closing = true
			s.m.GoAway(false)
		}
		s.closeIdle()
	case h2.PingAcked:
		if s.draining && string(ev.Data) == string(h2drainPing[:]) {
			s.lastGoAway()
		}
	}
}

// onRequest starts to serve a request.
func (s *h2Server) onRequest(ev *h2.Event) {
	if len(s.live) >= 2*s.cfg.Limits.Streams {
		// Resets free streams faster than those who served them can stop.
		s.m.Refuse(ev.Stream)
		s.m.FreeHead(ev.Head)
		return
	}
	d := &h2down{head: ev.Head}
	d.h2stream.init(&s.h2conn, ev.Stream, h2RequestWindow)
	d.owner = d
	d.ended = ev.End
	d.hasBody = !ev.End
	if ev.Err != nil {
		d.fault = clientFault(ev.Err)
		if !ev.Err.TooLarge {
			d.rerr, d.werr = d.fault, d.fault
		}
	}
	s.m.Attach(ev.Stream, &d.h2stream)
	s.live[ev.Stream] = &d.h2stream
	s.running.Add(1)
	s.shared.workers.start(h2task{s, d})
}

// serveOne serves a request, and cleans up.
func (s *h2Server) serveOne(d *h2down) {
	defer s.running.Done()
	s.serve(d.id, d)
	s.lock()
	defer s.unlock()
	code := codeInternal
	if d.werr == nil && d.sentEnd {
		code = codeNone // RFC 9113 §8.1: the rest of the request is not wanted
	}
	s.reset(d.id, code)
	d.drop()
	s.m.FreeHead(d.head)
	d.head = nil
	s.closeIdle()
}

// lostClient says what a stream misses because its connection ended.
func lostClient(_ *h2stream, cause error) error {
	var ce *h2.ConnError
	switch {
	case errors.Is(cause, errH2Closed):
		return &ResetError{Code: codeCancel, Side: flow.SideRockxy}
	case errors.As(cause, &ce) && ce.Flood:
		return &flow.Fault{
			Code: flow.ClientFlood, Side: flow.SideClient, Cause: cause,
			Message: "the client sent more than Rockxy puts up with: " + ce.Reason,
			Hint:    "No ordinary client does that; look at what it is.",
		}
	case errors.As(cause, &ce):
		return clientFault(&h2.StreamError{Code: ce.Code, Reason: ce.Reason})
	}
	return &ResetError{Code: codeCancel, Side: flow.SideClient}
}

// clientFault says what a client did wrong.
func clientFault(e *h2.StreamError) *flow.Fault {
	if e.TooLarge {
		return &flow.Fault{
			Code: flow.ClientHeadTooLarge, Side: flow.SideClient, Cause: e,
			Message: "the request's head is larger than Rockxy accepts",
			Hint:    "The limits are 256 KiB and 1,000 fields. Look for a cookie that has grown.",
		}
	}
	return &flow.Fault{
		Code: flow.ClientProtocol, Side: flow.SideClient, Cause: e,
		Message: "the client broke the rules of HTTP/2: " + e.Reason,
		Hint:    "The client, or what it sends, has to be mended.",
	}
}
