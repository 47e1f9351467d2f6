package rule

import (
	"context"
	"testing"
	"time"

	"rockxy/internal/flow"
)

// counted is a body of several pieces that counts those that were read.
type counted struct {
	all  []string
	read int
}

func (p *counted) Next(context.Context) (Piece, error) {
	p.read++
	return Piece{Data: []byte(p.all[p.read-1]), End: p.read == len(p.all)}, nil
}

// replaces is an action that sets the body, and holds it before or not.
type replaces struct{ hold bool }

func (replaces) Kind() string   { return "replaces" }
func (replaces) Phases() Phases { return In(RequestBody) }
func (r replaces) Do(ctx context.Context, t *Turn) error {
	if r.hold {
		if _, err := t.Request.Whole(ctx); err != nil {
			return err
		}
	}
	t.Request.SetBody([]byte("new"))
	return nil
}

func TestWhatTheClientSendsIsReadAlthoughItIsReplaced(t *testing.T) {
	for _, hold := range []bool{false, true} {
		head := flow.ParseHead(flow.HTTP11, []byte("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n"), flow.Request, false)
		set := NewSet([]*Group{{Name: "g", Enabled: true, Rules: []*Rule{{Name: "r", Enabled: true, Actions: []Action{replaces{hold}}}}}}, Limits{}, time.Now())
		from := &counted{all: []string{"abc", "def", ""}}
		out, err := set.Begin(&flow.Exchange{}, head).Request(t.Context(), head, from, Route{Scheme: "http", Host: "a", Port: 80})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for {
			p, err := out.Body.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if got += string(p.Data); p.End {
				break
			}
		}
		if got != "new" || from.read != 3 {
			t.Errorf("hold %v: the origin gets %q after %d pieces", hold, got, from.read)
		}
	}
}
