package testkit

import (
	"fmt"
	"io"
	"net"
	"net/http"

	"github.com/gobwas/httphead"
	"github.com/gobwas/ws"
)

// serveWebSocket echoes data messages. It accepts permessage-deflate as the
// client offers it (context takeover included) and answers each message
// compressed if the client's was. ?fragment=N splits answers into frames of N
// payload bytes; a text message "close" ends with 1000, "drop" ends without a
// close frame. The subprotocol "echo" is chosen when offered.
func serveWebSocket(w http.ResponseWriter, r *http.Request) {
	var deflate *deflater
	u := ws.HTTPUpgrader{
		Protocol: func(p string) bool { return p == "echo" },
		Negotiate: func(o httphead.Option) (httphead.Option, error) {
			if string(o.Name) != "permessage-deflate" || deflate != nil {
				return httphead.Option{}, nil
			}
			deflate = newDeflater(o)
			return httphead.NewOption("permessage-deflate", nil), nil
		},
	}
	c, rw, _, err := u.Upgrade(r, w)
	if err != nil {
		return
	}
	defer c.Close()
	e := &wsEcho{conn: c, read: rw, deflate: deflate, fragment: number(r, "fragment", 0)}
	for e.message() {
	}
}

type wsEcho struct {
	conn     net.Conn
	read     interface{ Read([]byte) (int, error) }
	deflate  *deflater
	fragment int

	op         ws.OpCode // of the message being received
	payload    []byte
	compressed bool
}

// message handles one frame and reports whether to go on.
func (e *wsEcho) message() bool {
	f, err := ReadFrame(e.read)
	if err != nil {
		return false
	}
	switch f.Header.OpCode {
	case ws.OpPing:
		return ws.WriteFrame(e.conn, ws.NewPongFrame(f.Payload)) == nil
	case ws.OpPong:
		return true
	case ws.OpClose:
		_ = ws.WriteFrame(e.conn, ws.NewCloseFrame(f.Payload))
		return false
	case ws.OpContinuation:
	default:
		e.op, e.payload, e.compressed = f.Header.OpCode, nil, f.Header.Rsv1()
	}
	e.payload = append(e.payload, f.Payload...)
	if !f.Header.Fin {
		return true
	}
	return e.answer()
}

func (e *wsEcho) answer() bool {
	data := e.payload
	if e.compressed {
		if e.deflate == nil {
			return e.fail(ws.StatusProtocolError, "RSV1 without permessage-deflate")
		}
		var err error
		if data, err = e.deflate.decompress(data); err != nil {
			return e.fail(ws.StatusInvalidFramePayloadData, err.Error())
		}
	}
	switch {
	case e.op == ws.OpText && string(data) == "close":
		_ = ws.WriteFrame(e.conn, ws.NewCloseFrame(ws.NewCloseFrameBody(ws.StatusNormalClosure, "bye")))
		_, _ = ReadFrame(e.read)
		return false
	case e.op == ws.OpText && string(data) == "drop":
		return false
	}
	if e.compressed {
		data = e.deflate.compress(data)
	}
	return e.send(data)
}

func (e *wsEcho) fail(code ws.StatusCode, why string) bool {
	_ = ws.WriteFrame(e.conn, ws.NewCloseFrame(ws.NewCloseFrameBody(code, why)))
	return false
}

func (e *wsEcho) send(data []byte) bool {
	op, first := e.op, true
	for first || len(data) > 0 {
		n := len(data)
		if e.fragment > 0 {
			n = min(n, e.fragment)
		}
		f := ws.NewFrame(op, n == len(data), data[:n])
		if first && e.compressed {
			f.Header.Rsv = ws.Rsv(true, false, false)
		}
		if ws.WriteFrame(e.conn, f) != nil {
			return false
		}
		op, first, data = ws.OpContinuation, false, data[n:]
	}
	return true
}

// frameLimit bounds the payload of one frame.
const frameLimit = 64 << 20

// ReadFrame reads one WebSocket frame and takes its mask off.
func ReadFrame(r io.Reader) (ws.Frame, error) {
	h, err := ws.ReadHeader(r)
	if err != nil {
		return ws.Frame{}, err
	}
	if h.Length > frameLimit {
		return ws.Frame{}, fmt.Errorf("frame of %d bytes", h.Length)
	}
	f := ws.Frame{Header: h, Payload: make([]byte, h.Length)}
	if _, err := io.ReadFull(r, f.Payload); err != nil {
		return ws.Frame{}, err
	}
	return ws.UnmaskFrameInPlace(f), nil
}
