package har

import (
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/flow"
)

func TestMeasure(t *testing.T) {
	at := func(n flow.Nanos) flow.Nanos { return t0 + n*ms }
	asked := flow.Timing{Started: at(100), RequestHead: at(101), RequestSent: at(130), ResponseFirst: at(140), ResponseHead: at(141), Ended: at(150)}
	tests := []struct {
		name   string
		timing flow.Timing
		server *flow.ServerConn
		reused bool
		want   phases // start relative to t0, all in milliseconds
	}{
		{"reused", asked, &flow.ServerConn{ConnectStart: at(1), ConnectEnd: at(2)}, true, phases{100, -1, -1, -1, -1, 30, 10, 10}},
		{"connected first, then idle", asked, &flow.ServerConn{DNSStart: at(10), DNSEnd: at(14), ConnectStart: at(14), ConnectEnd: at(20), TLSStart: at(20), TLSEnd: at(29)},
			false, phases{81, -1, 4, 15, 9, 30, 10, 10}},
		{"connected for the request", asked, &flow.ServerConn{DNSStart: at(102), DNSEnd: at(104), ConnectStart: at(105), ConnectEnd: at(110), TLSStart: at(111), TLSEnd: at(120)},
			false, phases{100, 3, 2, 15, 9, 10, 10, 10}},
		{"begun before, ready after", asked, &flow.ServerConn{ConnectStart: at(95), ConnectEnd: at(105)}, false, phases{95, 0, -1, 10, -1, 25, 10, 10}},
		{"an address needs no name", asked, &flow.ServerConn{ConnectStart: at(10), ConnectEnd: at(20)}, false, phases{90, -1, -1, 10, -1, 30, 10, 10}},
		{"answered while it was sent", flow.Timing{Started: at(100), RequestHead: at(101), RequestSent: at(145), ResponseFirst: at(140), Ended: at(150)}, nil, false,
			phases{100, -1, -1, -1, -1, 1, 39, 10}},
		{"never answered", flow.Timing{Started: at(100), RequestHead: at(101), RequestSent: at(102), Ended: at(150)}, nil, false, phases{100, -1, -1, -1, -1, 2, 48, 0}},
		{"still going on", flow.Timing{Started: at(100), RequestHead: at(101)}, nil, false, phases{100, -1, -1, -1, -1, 1, 0, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := measure(&flow.Exchange{Timing: tt.timing, Server: tt.server, Reused: tt.reused})
			in := func(n flow.Nanos) flow.Nanos {
				if n < 0 {
					return -1
				}
				return n / ms
			}
			got := phases{(p.start - t0) / ms, in(p.blocked), in(p.dns), in(p.connect), in(p.ssl), in(p.send), in(p.wait), in(p.receive)}
			if got != tt.want {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}

// The phases add up to the time from start to end, ssl is inside connect, and
// what was laid out can be measured again.
func TestPhasesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := t0
		next := func() flow.Nanos {
			now += flow.Nanos(rapid.Int64Range(0, 1e9).Draw(t, "step"))
			return now
		}
		x := &flow.Exchange{Server: &flow.ServerConn{DNSStart: next(), DNSEnd: next(), ConnectStart: next(), ConnectEnd: next(), TLSStart: next(), TLSEnd: next()}}
		if rapid.Bool().Draw(t, "waiting") {
			now = t0
		}
		x.Timing = flow.Timing{Started: next(), RequestHead: next(), RequestSent: next(), ResponseFirst: next(), ResponseHead: next(), Ended: next()}
		p := measure(x)
		end := max(x.Timing.Ended, x.Server.TLSEnd)
		if x.Server.TLSEnd <= x.Timing.Started {
			end = x.Timing.Ended
		}
		if p.start+p.time() != end || p.ssl > p.connect || p.send < 0 || p.wait < 0 || p.receive < 0 {
			t.Fatalf("%+v is %v, from %v to %v", p, p.time(), p.start, end)
		}
		var again flow.Exchange
		again.Server = &flow.ServerConn{}
		p.blocked = max(p.blocked, 0)
		p.place(&again, again.Server)
		if q := measure(&again); q != p {
			t.Fatalf("%+v became %+v", p, q)
		}
	})
}
