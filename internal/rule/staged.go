package rule

import "context"

// staged sends a body through stages.
type staged struct {
	from   Body
	stages []Stage
	bufs   [2][]byte
}

func newStaged(from Body, stages []Stage) Body { return &staged{from: from, stages: stages} }

func (s *staged) Next(ctx context.Context) (Piece, error) {
	for {
		p, err := s.from.Next(ctx)
		if err != nil {
			return p, err
		}
		data := p.Data
		for i, st := range s.stages {
			buf := s.bufs[i&1][:0]
			if buf, err = st.Write(buf, data, p.End); err != nil {
				return Piece{}, err
			}
			s.bufs[i&1], data = buf, buf
		}
		if p.Data = data; len(data) > 0 || p.End {
			return p, nil
		}
	}
}
