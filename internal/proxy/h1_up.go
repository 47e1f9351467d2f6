package proxy

import (
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
	"rockxy/internal/wire/h1"
)

// h1Up is a connection to an origin that speaks HTTP/1. It carries one exchange
// at a time and is the upstream of it.
type h1Up struct {
	nc   net.Conn
	in   h1Reader
	out  h1Writer
	lim  h1.Limits
	info *flow.ServerConn
	pool *pool
	rt   *route // of the exchange being carried
	key  string // of the pool it belongs to

	uses      int         // exchanges carried, the present one included
	idleSince flow.Nanos  // owned by the pool
	private   bool        // bound to one client connection (NTLM, Negotiate)
	aborted   atomic.Bool // cut on purpose

	// of the exchange being carried
	method    []byte
	reqChunk  bool // chunked towards the origin
	sentEnd   bool
	resp      flow.Head
	scanned   int
	gotAny    bool // an octet of a response has arrived
	framing   h1.Framing
	body      h1.Body
	rest      int64
	gotEnd    bool
	inBody    bool // a fault was found in the body
	keepAlive bool
}

func newH1Up(nc net.Conn, info *flow.ServerConn, p *pool, key string, lim h1.Limits) *h1Up {
	u := &h1Up{nc: nc, info: info, pool: p, key: key, lim: lim}
	u.in.nc, u.out.nc = nc, nc
	return u
}

// begin prepares for the next exchange.
func (u *h1Up) begin(rt *route) *h1Up {
	u.rt = rt
	u.uses++
	u.reqChunk, u.sentEnd, u.gotAny, u.gotEnd, u.inBody, u.keepAlive = false, false, false, false, false, false
	u.scanned = 0
	return u
}

func (u *h1Up) Conn() (*flow.ServerConn, bool) { return u.info, u.uses > 1 }

func (u *h1Up) Proto() flow.Proto { return flow.HTTP11 }

// WriteHead implements upstream. The head is flushed with the first piece of
// the body that has nothing behind it, or by Flush.
func (u *h1Up) WriteHead(h *flow.Head, end bool) error {
	u.method = append(u.method[:0], h.Method...)
	var rw h1.Rewrite
	if h.Proto == flow.HTTP2 {
		if err := h1.Writable(h); err != nil {
			return &flow.Fault{Code: flow.ClientBadHead, Side: flow.SideClient, Cause: err,
				Message: "the request cannot be said in HTTP/1.1, which is what the origin speaks: " + err.Error()}
		}
	} else if h.Proto == flow.HTTP10 && !h.Has("host") {
		rw.Host = []byte(u.rt.addr.authority(u.rt.scheme))
	}
	if proto, ok := h1.IsUpgrade(h); ok && !flow.EqualFold(proto, "h2c") {
		rw.KeepUpgrade = true
	}
	if h.Proto == flow.HTTP2 {
		if !end && !h.Has("content-length") {
			rw.AddChunked = true
			u.reqChunk = true
		}
	} else if te := h.Has("transfer-encoding"); te {
		u.reqChunk = true
	}
	u.out.set(h1.AppendRequest(u.out.space(), h, &rw))
	if end {
		u.sentEnd = true
		return u.Flush()
	}
	return u.out.err
}

func (u *h1Up) WritePiece(p Piece) error {
	writeFramed(&u.out, p, u.reqChunk)
	if p.End {
		u.sentEnd = true
	}
	if p.More && !p.End {
		return u.out.err
	}
	return u.Flush()
}

// Flush sends what is pending.
func (u *h1Up) Flush() error { return u.out.flush() }

// Await waits for the first octet of the next head.
func (u *h1Up) Await() error {
	if u.in.buffered() > 0 {
		return nil
	}
	if err := u.in.fill(-1); err != nil {
		return u.readFault(err, "before it answered")
	}
	u.gotAny = true
	return nil
}

// ReadHead implements upstream.
func (u *h1Up) ReadHead() (*flow.Head, bool, error) {
	u.scanned = 0
	for {
		if u.in.buffered() > 0 {
			u.gotAny = true
			b := u.in.buf[u.in.r:u.in.w]
			n, err := h1.ParseResponse(b, u.scanned, &u.resp, u.lim)
			if err != nil {
				return nil, false, u.badResponse(err)
			}
			if n > 0 {
				return u.gotHead(n)
			}
			u.scanned = len(b)
		}
		if err := u.in.fill(-1); err != nil {
			return nil, false, u.readFault(err, "before it answered")
		}
	}
}

func (u *h1Up) gotHead(n int) (*flow.Head, bool, error) {
	if s := u.resp.Status; s < 200 && s != 101 {
		// Keep the octets in place until the next read: the head is used at once.
		if _, err := h1.ResponseFraming(&u.resp, u.method); err != nil {
			return nil, false, u.badResponse(err)
		}
		u.in.r += n
		return &u.resp, false, nil
	}
	u.in.hold(n)
	f, err := h1.ResponseFraming(&u.resp, u.method)
	if err != nil {
		return nil, false, u.badResponse(err)
	}
	u.framing = f
	u.body.Reset(f, u.lim)
	u.rest = bodyRest(f)
	if u.rest == restChunked {
		u.body.RecordLayout(layoutLimit)
	}
	u.keepAlive = h1.KeepAlive(&u.resp) && f.Kind != h1.UntilClose && u.resp.Status != 101
	u.gotEnd = f.Kind == h1.None || f.Kind == h1.Length && f.Length == 0
	return &u.resp, u.gotEnd, nil
}

// Buffered reports whether octets of the body are in memory.
func (u *h1Up) Buffered() bool { return u.in.buffered() > 0 }

func (u *h1Up) ReadPiece() (Piece, error) {
	p, err := readPiece(&u.in, &u.body, &u.rest)
	if err != nil {
		var pe *h1.Error
		if errors.As(err, &pe) {
			u.inBody = true
			return p, u.badResponse(err)
		}
		return p, u.readFault(err, "in the middle of its response")
	}
	u.gotEnd = p.End
	return p, nil
}

// Chunks is the counterpart of h1Down.Chunks.
func (u *h1Up) Chunks() []byte { return chunks(&u.body, u.rest) }

func (u *h1Up) badResponse(err error) error {
	f := &flow.Fault{Side: flow.SideOrigin, Cause: err, Message: fmt.Sprintf("%s sent a response that is not valid HTTP/1", u.info.Target),
		Hint: "The origin has to be mended; the wire bytes are in the record."}
	var pe *h1.Error
	if errors.As(err, &pe) {
		f.Message = fmt.Sprintf("%s sent a bad response: %s", u.info.Target, pe.Msg)
		switch pe.Kind {
		case h1.TooLarge:
			if f.Code = flow.UpstreamHeadTooLarge; u.inBody {
				f.Code = flow.UpstreamFraming
			}
		case h1.BadFraming:
			f.Code = flow.UpstreamFraming
		default:
			f.Code = flow.UpstreamBadHead
		}
	}
	return f
}

func (u *h1Up) readFault(err error, when string) error {
	if f := mitm.LaterFault(err, u.info.TLS, u.info.Target); f != nil {
		return f
	}
	if u.gotAny && errors.Is(err, io.ErrUnexpectedEOF) && u.framing.Kind != h1.None && u.resp.Status >= 200 {
		return &flow.Fault{Code: flow.UpstreamTruncated, Side: flow.SideOrigin, Cause: err,
			Message: fmt.Sprintf("%s closed the connection %s", u.info.Target, when),
			Hint:    "What arrived is in the record, marked truncated."}
	}
	if isReset(err) {
		return &flow.Fault{Code: flow.UpstreamReset, Side: flow.SideOrigin, Cause: err,
			Message: fmt.Sprintf("%s reset the connection %s", u.info.Target, when),
			Hint:    "Look into the origin's log, or at a load balancer in between."}
	}
	return &flow.Fault{Code: flow.UpstreamClosed, Side: flow.SideOrigin, Cause: err,
		Message: fmt.Sprintf("%s closed the connection %s", u.info.Target, when),
		Hint:    "Look into the origin's log; it may have crashed, or refused the request."}
}

// Unprocessed reports whether the origin certainly gave no answer: the request
// may be sent again if it is idempotent.
func (u *h1Up) Unprocessed() bool { return !u.gotAny && u.uses > 1 && !u.aborted.Load() }

// Stays reports whether the origin goes on reading the request after its
// response has ended.
func (u *h1Up) Stays() bool { return u.keepAlive }

func (u *h1Up) Abort(uint32) {
	u.aborted.Store(true)
	cut(u.nc)
}

// good reports whether another exchange may follow.
func (u *h1Up) good() bool {
	return u.sentEnd && u.gotEnd && u.keepAlive && u.in.buffered() == 0 && u.out.err == nil && !u.aborted.Load()
}

func (u *h1Up) Release() {
	if !u.good() {
		u.out.flush()
		u.in.r = u.in.w
		u.in.release()
		u.nc.Close()
		u.pool.forget(u)
		return
	}
	u.in.release()
	if !u.private {
		u.pool.put(u)
	}
}
