package app

import (
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/verdict"
)

// notes is where a judge records.
type notes struct {
	mu   sync.Mutex
	rows map[flow.ID]flow.HandshakeFailure
	n    int
}

func (n *notes) record(f *flow.HandshakeFailure) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.rows == nil {
		n.rows = map[flow.ID]flow.HandshakeFailure{}
	}
	n.rows[f.ID] = *f
	n.n++
}

func clientAt(addr string, p *flow.Process) *flow.ClientConn {
	c := &flow.ClientConn{AddrPort: netip.MustParseAddrPort(addr), Addr: addr, Accepted: flow.Nanos(time.Now().UnixNano())}
	c.TLS = &flow.TLS{JA4: "t13d1312h1_f57a46bbacb6_ab7e3b40a677"}
	c.TLSEnd = c.Accepted
	if p != nil {
		c.Process.Store(p)
	}
	return c
}

func refusal(id flow.ID, c *flow.ClientConn, host string) *flow.HandshakeFailure {
	return &flow.HandshakeFailure{ID: id, Client: c, Host: host, Port: 443, JA4: c.TLS.JA4, Verdict: flow.VerdictUnsure, Alert: 42, Moment: "certificate",
		Ending: flow.EndingAlert, Ended: c.Accepted + 1, Fault: &flow.Fault{Code: flow.ClientRefusedLeaf, Message: "refused"}}
}

// What comes later gives an earlier row another verdict.
func TestJudgeRevises(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n notes
		j := newJudge(n.record, nil)
		app := &flow.Process{PID: 7, Name: "app", Path: "/opt/app"}
		j.failed(refusal(1, clientAt("127.0.0.1:1", app), "pinned.test"), false)
		if err := j.flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n.rows[1].Verdict != flow.VerdictUnsure || n.rows[1].Fault == nil || n.rows[1].Fault.Hint == "" {
			t.Errorf("alone it is %+v", n.rows[1])
		}
		for range 3 {
			j.accepted(clientAt("127.0.0.1:2", app), "other.test", 443)
		}
		j.failed(refusal(2, clientAt("127.0.0.1:3", app), "pinned.test"), false)
		j.close()
		for id := flow.ID(1); id <= 2; id++ {
			if r := n.rows[id]; r.Verdict != flow.VerdictPinned || len(r.Reasons) == 0 {
				t.Errorf("row %d is %+v", id, r)
			}
		}
		j.failed(refusal(3, clientAt("127.0.0.1:3", app), "pinned.test"), false)
		if n.rows[3].Verdict != flow.VerdictUnsure || j.flush(t.Context()) != nil {
			t.Error("after closing, a row is not recorded as it is")
		}
	})
}

// listener hears what a judge says.
type listener struct {
	seen  []verdict.Outcome
	taken int
}

func (l *listener) accepted(verdict.Outcome)                      { l.taken++ }
func (l *listener) judged(o verdict.Outcome, _ verdict.Judgement) { l.seen = append(l.seen, o) }

// A verdict waits for the process, which is found beside; but not for long.
func TestJudgeWaitsForTheProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n notes
		var heard listener
		j := newJudge(n.record, &heard)
		late, never, far := clientAt("127.0.0.1:1", nil), clientAt("127.0.0.1:2", nil), clientAt("192.0.2.1:5", nil)
		start := time.Now()
		j.failed(refusal(1, late, "a.test"), false)
		synctest.Wait()
		late.Process.Store(&flow.Process{PID: 9, Name: "late"})
		j.nameKnown()
		j.failed(refusal(2, far, "b.test"), false)
		synctest.Wait()
		if len(heard.seen) != 2 || time.Since(start) != 0 || heard.seen[0].Client.PID != 9 || heard.seen[1].Client.PID != 0 {
			t.Errorf("after %v: %+v", time.Since(start), heard.seen)
		}
		j.failed(refusal(3, never, "a.test"), false)
		j.close()
		if len(heard.seen) != 3 || time.Since(start) != judgeWaits {
			t.Errorf("after %v: %+v", time.Since(start), heard.seen)
		}
	})
}
