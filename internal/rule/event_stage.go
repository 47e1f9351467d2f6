package rule

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/wire/grpc"
	"rockxy/internal/wire/sse"
	"rockxy/internal/wire/ws"
)

// MessageStage returns the stage that gives each message of a body its turn, nil
// when the body has none or no rule wants them. ctx ends when the client has gone.
func (r *Run) MessageStage(ctx context.Context, dir flow.Direction, h *flow.Head) Stage {
	if !r.WantsMessages() {
		return nil
	}
	ct, _ := h.Get("content-type")
	limit := int(r.set.limits.Body)
	if sse.IsEventStream(ct) {
		s := &tapStage{ctx: ctx, run: r, dir: dir, encode: encodeEvent, decode: decodeEvent}
		s.tap = sse.NewTap(limit)
		return s
	}
	if web, ok := grpc.IsGRPC(ct); ok {
		enc, _ := h.Get("grpc-encoding")
		s := &tapStage{ctx: ctx, run: r, dir: dir, encode: encodeCall}
		s.tap = grpc.NewTap(dir, grpc.Config{Encoding: string(enc), Web: web, Limit: limit, InflateLimit: r.set.limits.Body})
		return s
	}
	return nil
}

// SocketStage is MessageStage for one direction of a WebSocket, of which no
// extension was agreed on.
func (r *Run) SocketStage(ctx context.Context, dir flow.Direction) Stage {
	return &socketStage{ctx: ctx, run: r, dir: dir, split: ws.Splitter{Limit: int(r.set.limits.Body)}}
}

// tapStage works on messages that follow each other without a gap, and passes on
// what no rule touched as it came.
type tapStage struct {
	ctx context.Context
	run *Run
	dir flow.Direction
	tap interface {
		Feed(p []byte, now flow.Nanos, emit func(*flow.Message))
	}
	encode func(dst []byte, ev *Event, from *flow.Message) []byte
	decode func(ev *Event, from *flow.Message) bool // false: it is no message to anybody

	pend []byte // came, and not passed on
}

func (s *tapStage) Write(dst, p []byte, end bool) ([]byte, error) {
	s.pend = append(s.pend, p...)
	var failed error
	used := 0
	s.tap.Feed(p, 0, func(m *flow.Message) {
		raw := s.pend[used:min(len(s.pend), used+int(m.Wire))]
		used += len(raw)
		if failed != nil {
			return
		}
		ev := &Event{Kind: m.Kind, Dir: s.dir, Data: bytes.Clone(m.Data)}
		whole := !m.Encoded && int64(len(m.Data)) == m.Size && m.Note == ""
		if !whole || s.decode != nil && !s.decode(ev, m) {
			dst = append(dst, raw...)
			return
		}
		if failed = s.run.Event(s.ctx, ev); failed != nil {
			return
		}
		switch {
		case ev.Dropped:
		case ev.Changed:
			dst = s.encode(dst, ev, m)
		default:
			dst = append(dst, raw...)
		}
	})
	s.pend = s.pend[:copy(s.pend, s.pend[used:])]
	if int64(len(s.pend)) > s.run.set.limits.Body || end {
		dst = append(dst, s.pend...)
		s.pend = s.pend[:0]
	}
	return dst, failed
}

func decodeEvent(ev *Event, from *flow.Message) bool {
	e := sse.Parse(from.Data)
	ev.Data, ev.Name, ev.ID = []byte(e.Data), e.Type, e.ID
	return e.HasData
}

// encodeEvent keeps the lines that say nothing else now.
func encodeEvent(dst []byte, ev *Event, from *flow.Message) []byte {
	was := sse.Parse(from.Data)
	for _, f := range [...][3]string{{"event: ", ev.Name, was.Type}, {"id: ", ev.ID, was.ID}} {
		if now := f[1]; now != f[2] && now != "" {
			dst = append(append(append(dst, f[0]...), strings.NewReplacer("\n", "", "\r", "").Replace(now)...), '\n')
		}
	}
	done := false
	data := func() {
		for line := range strings.SplitSeq(string(ev.Data), "\n") {
			dst = append(append(append(dst, "data: "...), strings.TrimSuffix(line, "\r")...), '\n')
		}
		done = true
	}
	for line := range strings.FieldsFuncSeq(string(from.Data), func(r rune) bool { return r == '\n' || r == '\r' }) {
		name, _, _ := strings.Cut(line, ":")
		switch {
		case name == "event" && ev.Name != was.Type, name == "id" && ev.ID != was.ID:
		case name != "data":
			dst = append(append(dst, line...), '\n')
		case !done:
			data()
		}
	}
	if !done {
		data()
	}
	return append(dst, '\n')
}

// encodeCall writes a message without compression, which gRPC allows for each.
func encodeCall(dst []byte, ev *Event, _ *flow.Message) []byte {
	dst = binary.BigEndian.AppendUint32(append(dst, 0), uint32(len(ev.Data)))
	return append(dst, ev.Data...)
}

// socketStage works on WebSocket messages.
type socketStage struct {
	ctx   context.Context
	run   *Run
	dir   flow.Direction
	split ws.Splitter
}

func (s *socketStage) Write(dst, p []byte, end bool) ([]byte, error) {
	err := s.split.Feed(p, func(u ws.Unit) error {
		if !u.Whole || u.Kind == flow.MessageClose {
			dst = append(dst, u.Raw...)
			return nil
		}
		ev := &Event{Kind: u.Kind, Dir: s.dir, Data: bytes.Clone(u.Data)}
		if err := s.run.Event(s.ctx, ev); err != nil {
			return err
		}
		switch {
		case ev.Dropped:
		case ev.Changed:
			dst = ws.AppendMessage(dst, ev.Kind, ev.Data, s.key())
		default:
			dst = append(dst, u.Raw...)
		}
		return nil
	})
	if end {
		dst = append(dst, s.split.Rest()...)
	}
	return dst, err
}

// key is fresh for each message of a client (RFC 6455 §5.3).
func (s *socketStage) key() *[4]byte {
	if s.dir != flow.Request {
		return nil
	}
	var k [4]byte
	rand.Read(k[:])
	return &k
}
