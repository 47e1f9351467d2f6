package proxy

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/testkit"
)

// defective is a body that does what no body should.
type defective struct{ how error } // nil: it panics

func (d defective) Next(context.Context) (rule.Piece, error) {
	if d.how == nil {
		panic("a defect")
	}
	return rule.Piece{}, d.how
}

// What rules put around a body costs the exchange at most, wherever it is read.
func TestDefectInABody(t *testing.T) {
	wrap := func(p rule.Phase) rule.Action {
		return on(p, func(t *rule.Turn) error {
			t.Message().Wrap(func(rule.Body) rule.Body { return defective{} })
			return nil
		})
	}
	for name, c := range map[string]struct {
		action rule.Action
		ask    string
		answer string // of the origin; empty: it waits for the whole request
		status int
	}{
		"request":  {wrap(rule.RequestHead), "Content-Length: 1\r\n\r\na", "", 500},
		"upload":   {wrap(rule.RequestHead), "Content-Length: 2\r\n\r\na", "", 500},
		"response": {wrap(rule.ResponseHead), "\r\n", "200 OK\r\nContent-Length: 2\r\n\r\nab", 200},
		"upgrade":  {wrap(rule.ResponseHead), "Connection: Upgrade\r\nUpgrade: x\r\n\r\n", "101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", 101},
		"upgrade, client's side": {wrap(rule.RequestHead), "Connection: Upgrade\r\nUpgrade: x\r\n\r\n",
			"101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", 101},
		"around":        {on(rule.RequestHead, func(t *rule.Turn) error { t.Message().Wrap(func(rule.Body) rule.Body { panic("x") }); return nil }), "Content-Length: 1\r\n\r\na", "", 500},
		"around answer": {on(rule.ResponseHead, func(t *rule.Turn) error { t.Message().Wrap(func(rule.Body) rule.Body { panic("x") }); return nil }), "\r\n", "200 OK\r\nContent-Length: 2\r\n\r\nab", 500},
	} {
		t.Run(name, func(t *testing.T) {
			testkit.NoLeaks(t)
			o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
				p.WantHead()
				if c.answer != "" {
					p.Send("HTTP/1.1 " + c.answer)
				}
				p.WantGone()
			})
			r := newRig(t, withRules(t, "", c.action))
			p := r.dial()
			p.Sendf("POST http://%s/ HTTP/1.1\r\nHost: %[1]s\r\n%s", o.Addr, c.ask)
			wantStatus(t, p.WantHead(), c.status)
			if n := r.book.wait(t, 1); n.x.Fault == nil || n.x.Fault.Code != flow.RockxyInternal {
				t.Errorf("%+v", n.x.Fault)
			}
		})
	}
}

// A tunnel ends, and its record says who ended it.
func TestDefectInATunnel(t *testing.T) {
	testkit.NoLeaks(t)
	for how, want := range map[error]string{nil: flow.RockxyInternal, &rule.Cut{How: rule.CutReset, Why: "lost"}: flow.RuleBlocked} {
		for _, side := range []flow.Direction{flow.Request, flow.Response} {
			o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) { p.WantGone() })
			r := newRig(t, func(c *Config) {
				withRules(t, "host:nowhere.test", on(rule.Connect, func(t *rule.Turn) error {
					t.Route.Address = "127.0.0.1"
					if t.Link != nil {
						wraps := [2]func(rule.Body) rule.Body{}
						wraps[side] = func(rule.Body) rule.Body { return defective{how} }
						t.Link.Wrap(wraps[flow.Request], wraps[flow.Response])
					}
					return nil
				}))(c)
				c.Resolve = func(_ context.Context, host string) ([]netip.Addr, error) { return nil, errors.New("no name " + host) }
			})
			_, port, _ := net.SplitHostPort(o.Addr)
			p := r.connect("nowhere.test:" + port)
			p.Send("\x00ping")
			p.WantGone()
			tun, _ := r.book.waitOther(t, 1).(*flow.Tunnel)
			if tun == nil || tun.Fault == nil || tun.Fault.Code != want {
				t.Errorf("%+v", tun)
			}
		}
	}
}
