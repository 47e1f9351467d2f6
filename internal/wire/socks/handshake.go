package socks

import (
	"bytes"
	"errors"
	"net/netip"
)

// Handshake is the conversation with one client up to its request. The zero
// value takes clients without authentication.
type Handshake struct {
	// Login, if set, demands a user name and password and judges them. Clients
	// that do not offer that method are refused.
	Login func(user, password []byte) bool

	// Request is what the client asked for, once Step has said done; also, as
	// far as known, when it failed.
	Request Request

	state  state
	failed error
}

type state uint8

const (
	greeting state = iota
	login
	request
	finished
)

// Step goes as far as the bytes in that have been received and not consumed
// allow. n of them are consumed; out, if any, is to be sent, also when there is
// an error, before closing. With done the request is known: the client now
// waits for AppendReply, and bytes of in after the first n belong to the
// tunnel. An error is a *Error and ends the conversation; nothing is done,
// consumed or sent when more bytes are needed.
func (h *Handshake) Step(in []byte) (n int, out []byte, done bool, err error) {
	for h.state != finished && h.failed == nil {
		used, answer, err := h.message(in[n:])
		n += used
		out = append(out, answer...)
		h.failed = err
		if used == 0 && err == nil {
			return n, out, false, nil
		}
	}
	return n, out, h.failed == nil, h.failed
}

// message takes the next message, if it is all there.
func (h *Handshake) message(in []byte) (n int, out []byte, err error) {
	switch h.state {
	case greeting:
		if len(in) > 0 && in[0] == version4 {
			return h.refuse4(in)
		}
		methods, n, err := ParseGreeting(in)
		if err != nil || n == 0 {
			return 0, nil, err
		}
		return h.choose(n, methods)
	case login:
		user, password, n, err := ParseLogin(in)
		if err != nil || n == 0 {
			return 0, nil, err
		}
		if !h.Login(user, password) {
			return n, []byte{1, 1}, refuse(ReplyNotAllowed, "wrong user name or password")
		}
		h.state = request
		return n, []byte{1, 0}, nil
	}
	return h.request(in)
}

// choose answers a greeting.
func (h *Handshake) choose(n int, methods []byte) (int, []byte, error) {
	wanted, next, reason := byte(MethodNone), request, "the client offers no method without authentication"
	if h.Login != nil {
		wanted, next, reason = MethodPassword, login, "the client offers no user name and password"
	}
	if bytes.IndexByte(methods, wanted) < 0 {
		return n, []byte{version5, MethodUnacceptable}, refuse(ReplyNotAllowed, reason)
	}
	h.state = next
	return n, []byte{version5, wanted}, nil
}

func (h *Handshake) request(in []byte) (n int, out []byte, err error) {
	r, n, err := ParseRequest(in)
	if err == nil && n == 0 {
		return 0, nil, nil
	}
	h.Request = r
	if err == nil && r.Command != CommandConnect {
		err = refuse(ReplyCommand, commandName(r.Command)+" is not supported, only CONNECT")
	}
	var refused *Error
	if errors.As(err, &refused) {
		return n, AppendReply(nil, refused.Reply, netip.AddrPort{}), refused
	}
	h.state = finished
	return n, nil, nil
}

func commandName(c uint8) string {
	switch c {
	case CommandBind:
		return "BIND"
	case CommandUDPAssociate:
		return "UDP ASSOCIATE"
	}
	return "an unknown command"
}

func (h *Handshake) refuse4(in []byte) (n int, out []byte, err error) {
	r, n, perr := parse4(in)
	h.Request = r
	switch {
	case perr != nil:
		return 0, append4Refusal(nil), perr
	case n == 0:
		return 0, nil, nil
	}
	return n, append4Refusal(nil), refuse(ReplyFailure, "version 4 is not supported, only version 5")
}
