package proxy

import (
	"errors"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// upgrade relays a connection that has left HTTP (101, or a CONNECT that the
// origin accepted): octets go both ways as they come, half-close included.
// The client has been told only now that the origin agreed.
func (e *exchange) upgrade() error {
	d, ok1 := e.down.(*h1Down)
	u, ok2 := e.up.(*h1Up)
	if !ok1 || !ok2 {
		return &flow.Fault{Code: flow.UpstreamProtocol, Side: flow.SideOrigin, Message: e.rt.addr.String() + " switched protocols where that is not possible"}
	}
	if up := e.upload; up != nil && !e.waitWhileMoving(up) {
		return &flow.Fault{Code: flow.UpstreamProtocol, Side: flow.SideOrigin, Message: e.rt.addr.String() + " switched protocols before it had read the request"}
	} else if up != nil && (up.err != nil || up.upErr != nil) {
		return firstErr(up.upErr, up.err)
	}
	e.x.Kind = "upgrade"
	if kind := kindOf(e.head); kind == "websocket" {
		e.x.Kind = kind
		e.taps.websocket(e.head, e)
	}
	e.tape.Update()
	if err := d.WriteHead(e.head, false); err != nil {
		return e.clientGone(err)
	}
	if err := d.Flush(); err != nil {
		return e.clientGone(err)
	}
	e.headOut, d.upgraded = true, true
	u.keepAlive = false
	d.mustClose = true

	e.upload = &upload{done: make(chan struct{})}
	go e.pumpUp(d, u, e.upload)
	err := e.pumpDir(flow.Response, &u.in, &d.out, &e.x.Response.Size)
	var how *rule.Cut
	switch {
	case errors.As(err, &how) && how.How == rule.CutClose:
		closeWrite(d.nc)
		cut(u.nc)
	case err != nil:
		cut(d.nc) // ends the other pump as well
	default:
		closeWrite(d.nc)
	}
	<-e.upload.done
	if how != nil || errors.As(e.upload.upErr, &how) {
		return how
	}
	if upErr := e.upload.upErr; err == nil {
		err = upErr
	}
	for _, cause := range []error{e.upload.upErr, err} {
		if f := ruleFault(cause); f != nil {
			return f
		}
	}
	if err != nil && isReset(err) {
		return e.upgradeFault(err)
	}
	return nil
}

// connected reports whether an origin, itself a proxy, has opened a tunnel.
func connected(req, resp *flow.Head) bool {
	return resp.Status/100 == 2 && string(req.Method) == "CONNECT"
}

// pumpUp relays from the client to the origin.
func (e *exchange) pumpUp(d *h1Down, u *h1Up, up *upload) {
	defer close(up.done)
	if c, err, ok := d.watch.collect(); ok {
		if err != nil {
			up.upErr = err
		} else {
			d.in.got(c)
		}
	}
	if up.upErr == nil {
		up.upErr = e.pumpDir(flow.Request, &d.in, &u.out, &up.size)
	}
	up.ended = e.s.clock.now()
	if up.upErr != nil && !isEOF(up.upErr) {
		cut(u.nc)
		return
	}
	up.upErr = nil
	closeWrite(u.nc)
}

// pumpDir relays one direction, through the rules if they have to do with it.
func (e *exchange) pumpDir(dir flow.Direction, in *h1Reader, out *h1Writer, size *int64) (err error) {
	defer e.s.contained("an upgraded connection", &err)
	if r := e.ruling; r != nil && (r.run.Slows() || e.x.Kind == "websocket" && r.run.WantsMessages()) {
		return r.pump(dir, in, out, size)
	}
	return e.pump(dir, in, out, size)
}

// pump relays one direction until its end, which is a nil error.
func (e *exchange) pump(dir flow.Direction, in *h1Reader, out *h1Writer, size *int64) error {
	for {
		if in.buffered() == 0 {
			if err := in.fill(-1); err != nil {
				if isEOF(err) {
					return nil
				}
				return err
			}
		}
		p := in.buf[in.r:in.w]
		in.r = in.w
		*size += int64(len(p))
		e.tape.Body(dir, p)
		e.taps.feed(dir, p, e) // before the other side can answer it
		out.write(p)
		if err := out.flush(); err != nil {
			return err
		}
	}
}

// upgradeFault names an abnormal end. Which side it was shows in the reader
// that failed; both look alike by now, so the record says only that it was cut.
func (e *exchange) upgradeFault(err error) error {
	if errors.Is(err, errPoolClosed) {
		return err
	}
	return &flow.Fault{Code: flow.ClientReset, Side: flow.SideClient, Cause: err,
		Message: "the upgraded connection was reset"}
}
