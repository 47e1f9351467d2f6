package proxy

import (
	"errors"
	"io"
	"strconv"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/wire/h1"
)

// localUp is the origin of an answer that a rule gives. What the client sends is
// read, recorded and dropped.
type localUp struct {
	answer *rule.Answer
	head   *flow.Head
	buf    []byte
	left   int64
}

func newLocalUp(a *rule.Answer) *localUp {
	reason := a.Reason
	if reason == "" {
		reason = h1.Reason(a.Status)
	}
	h := &flow.Head{Proto: flow.HTTP11, Status: a.Status, Reason: []byte(reason), Fields: a.Fields}
	if a.Body == nil {
		a.Size = 0
	}
	if a.Status < 200 || a.Status == 204 || a.Status == 304 { // no framing: there is no body
	} else if a.Size >= 0 {
		h.Fields = append(h.Fields[:len(h.Fields):len(h.Fields)],
			flow.Field{Name: []byte("Content-Length"), Value: strconv.AppendInt(nil, a.Size, 10)})
	} else {
		h.Fields = append(h.Fields[:len(h.Fields):len(h.Fields)], flow.Field{Name: []byte("Transfer-Encoding"), Value: []byte("chunked")})
	}
	return &localUp{answer: a, head: h, left: a.Size}
}

func (u *localUp) Conn() (*flow.ServerConn, bool)   { return nil, false }
func (u *localUp) Proto() flow.Proto                { return flow.ProtoUnknown }
func (u *localUp) WriteHead(*flow.Head, bool) error { return nil }
func (u *localUp) WritePiece(Piece) error           { return nil }
func (u *localUp) Stays() bool                      { return true }
func (u *localUp) Abort(uint32)                     {}

func (u *localUp) ReadHead() (*flow.Head, bool, error) {
	h, err := rule.Edited(u.head, flow.Response, func(*flow.Head) {})
	if err != nil {
		return nil, false, &flow.Fault{Code: flow.RuleBroken, Side: flow.SideRule, Cause: err,
			Message: "a rule answers with a head that cannot be sent: " + err.Error(), Hint: "Mend the rule; it is named in the trace."}
	}
	return h, u.answer.Body == nil || u.answer.Size == 0, nil
}

func (u *localUp) ReadPiece() (Piece, error) {
	if u.buf == nil {
		u.buf = make([]byte, 32<<10)
	}
	b := u.buf
	if u.left >= 0 {
		b = b[:min(int64(len(b)), u.left)]
	}
	n, err := u.answer.Body.Read(b)
	if u.left >= 0 {
		u.left -= int64(n)
	}
	switch {
	case u.left == 0, u.left < 0 && errors.Is(err, io.EOF):
		return Piece{Data: b[:n], End: true}, nil
	case err == nil:
		return Piece{Data: b[:n]}, nil
	}
	return Piece{}, &flow.Fault{Code: flow.RuleBroken, Side: flow.SideRule, Cause: err,
		Message: "what a rule answers with could not be read to its end", Hint: "The file may have changed or vanished while it was sent."}
}

func (u *localUp) Release() {
	if u.answer.Body != nil {
		u.answer.Body.Close()
	}
}
