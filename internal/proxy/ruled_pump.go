package proxy

import (
	"context"
	"net"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// pump relays one direction of an upgraded connection through the rules. What is
// recorded is the client's side.
func (r *ruling) pump(dir flow.Direction, in *h1Reader, out *h1Writer, size *int64) error {
	e := r.e
	var stage rule.Stage
	if e.x.Kind == "websocket" && r.run.WantsMessages() {
		stage = r.run.SocketStage(r.ctx, dir)
	}
	seen := func(p []byte) {
		if len(p) > 0 {
			*size += int64(len(p))
			e.tape.Body(dir, p)
			e.taps.feed(dir, p, e)
		}
	}
	from := &relayed{in: in}
	if dir == flow.Request {
		from.seen = seen
	}
	var buf []byte
	body := r.run.Wrapped(dir, from)
	if dir == flow.Request {
		defer r.holds.clientEnded(r.stop)
	}
	for {
		p, err := body.Next(r.ctx)
		if err != nil {
			return err
		}
		data := p.Data
		if stage != nil {
			if err := r.holds.during(dir, r.clientConn(), in, r.stop, func() error {
				buf, err = stage.Write(buf[:0], data, p.End)
				return err
			}); err != nil {
				return err
			}
			data = buf
		}
		if dir == flow.Response {
			seen(data) // before the client can answer it
		}
		out.write(data)
		if err := out.flush(); err != nil {
			return err
		}
		if p.End {
			return nil
		}
	}
}

// clientConn is the connection of a client of HTTP/1.
func (r *ruling) clientConn() net.Conn { return r.e.down.(*h1Down).nc }

// relayed is the body of a connection that has left HTTP.
type relayed struct {
	in   *h1Reader
	seen func([]byte)
}

func (o *relayed) Next(context.Context) (rule.Piece, error) {
	if o.in.buffered() == 0 {
		if err := o.in.fill(-1); err != nil {
			if isEOF(err) {
				return rule.Piece{End: true}, nil
			}
			return rule.Piece{}, err
		}
	}
	p := o.in.buf[o.in.r:o.in.w]
	o.in.r = o.in.w
	if o.seen != nil {
		o.seen(p)
	}
	return rule.Piece{Data: p}, nil
}
