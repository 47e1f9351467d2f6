package rule

import "context"

// instead sends one body, and ends when another has been read to its end: what the
// client sends is read and recorded although something else goes on.
type instead struct {
	sent Body
	read Body
	last Piece // of sent, once it is over
	over bool
}

func (i *instead) Next(ctx context.Context) (Piece, error) {
	if !i.over {
		p, err := i.sent.Next(ctx)
		if err != nil || !p.End {
			return p, err
		}
		i.over, i.last = true, p
		if len(p.Data) > 0 {
			return Piece{Data: p.Data}, nil
		}
	}
	for {
		p, err := i.read.Next(ctx)
		if err != nil {
			return Piece{}, err
		}
		if p.End {
			return Piece{End: true, Trailers: i.last.Trailers}, nil
		}
	}
}

// unread reports whether the body was replaced without having been held.
func (m *Message) unread() bool {
	if !m.fresh || m.body == nil {
		return false
	}
	r, held := m.body.(*replay)
	return !held || r.rest != nil
}
