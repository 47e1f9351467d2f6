package app

import (
	"context"
	"sync"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/verdict"
)

// judge gives handshake failures their verdict, from the history of all
// handshakes, and has them recorded. It works beside the data path, one event
// after the other: nobody waits for it.
type judge struct {
	history *verdict.History
	record  func(*flow.HandshakeFailure)
	heard   judgeListener // may be nil

	events chan handshake
	named  chan struct{} // a process has become known
	ended  chan struct{}

	closing sync.RWMutex // held for reading by those who send events
	closed  bool

	rows map[flow.ID]refused // that may get another verdict
	ids  []flow.ID           // of rows, oldest first
}

// refused is a row with what it was judged by.
type refused struct {
	row     *flow.HandshakeFailure
	outcome verdict.Outcome
}

// judgeListener hears of each outcome, of revised judgements too. It is called
// on the judge's goroutine.
type judgeListener interface {
	accepted(verdict.Outcome)
	judged(verdict.Outcome, verdict.Judgement)
}

// handshake is a client that accepted or, with a failure, one that did not.
type handshake struct {
	client  *flow.ClientConn
	host    string
	port    uint16
	at      flow.Nanos
	failure *flow.HandshakeFailure
	reached chan<- struct{} // nothing happened; who waits learns that this event is reached
}

const (
	judgeQueue = 1024
	judgeRows  = 1024
	// judgeWaits is how long an event waits for its process to be known: the
	// verdict rests on it.
	judgeWaits = 200 * time.Millisecond
)

// newJudge starts one. record gets each failure, and those that got another
// verdict once more.
func newJudge(record func(*flow.HandshakeFailure), l judgeListener) *judge {
	j := &judge{
		history: verdict.New(verdict.Limits{}), record: record, heard: l,
		events: make(chan handshake, judgeQueue), named: make(chan struct{}, 1), ended: make(chan struct{}),
		rows: map[flow.ID]refused{},
	}
	go j.run()
	return j
}

// accepted notes a client that takes our certificate. It never blocks: when too
// much is going on, an acceptance is forgotten.
func (j *judge) accepted(c *flow.ClientConn, host string, port uint16) {
	j.send(handshake{client: c, host: host, port: port, at: c.TLSEnd})
}

// failed has a failure, which has an ID, judged and recorded.
func (j *judge) failed(f *flow.HandshakeFailure) {
	if !j.send(handshake{client: f.Client, failure: f}) {
		j.record(f)
	}
}

func (j *judge) send(e handshake) bool {
	j.closing.RLock()
	defer j.closing.RUnlock()
	if j.closed {
		return false
	}
	select {
	case j.events <- e:
		return true
	default:
		return false
	}
}

// nameKnown is told that a process has been found.
func (j *judge) nameKnown() {
	select {
	case j.named <- struct{}{}:
	default:
	}
}

// flush returns when everything that was told so far is recorded.
func (j *judge) flush(ctx context.Context) error {
	reached := make(chan struct{})
	j.closing.RLock()
	if j.closed {
		j.closing.RUnlock()
		return nil
	}
	select {
	case j.events <- handshake{reached: reached}:
		j.closing.RUnlock()
	case <-ctx.Done():
		j.closing.RUnlock()
		return context.Cause(ctx)
	}
	select {
	case <-reached:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// close returns when everything that was told is recorded.
func (j *judge) close() {
	j.closing.Lock()
	if !j.closed {
		j.closed = true
		close(j.events)
	}
	j.closing.Unlock()
	<-j.ended
}

func (j *judge) run() {
	defer close(j.ended)
	for e := range j.events {
		switch {
		case e.reached != nil:
			close(e.reached)
		case e.failure == nil:
			j.awaitName(e.client)
			o := verdict.Accepted(e.client, e.host, e.port, e.at)
			_, revised := j.history.Observe(o)
			if j.heard != nil {
				j.heard.accepted(o)
			}
			j.revise(revised)
		default:
			j.awaitName(e.client)
			j.decide(e.failure)
		}
	}
}

// awaitName waits for the client's process, if it is on this machine.
func (j *judge) awaitName(c *flow.ClientConn) {
	if c.Process.Load() != nil || !c.AddrPort.Addr().IsLoopback() {
		return
	}
	late := time.NewTimer(time.Until(time.Unix(0, int64(c.Accepted)).Add(judgeWaits)))
	defer late.Stop()
	for c.Process.Load() == nil {
		select {
		case <-j.named:
		case <-late.C:
			return
		}
	}
}

func (j *judge) decide(f *flow.HandshakeFailure) {
	o := verdict.Refused(f)
	v, revised := j.history.Observe(o)
	apply(f, v)
	j.record(f)
	j.keep(refused{f, o})
	if j.heard != nil {
		j.heard.judged(o, v)
	}
	j.revise(revised)
}

// apply writes a judgement into a row.
func apply(f *flow.HandshakeFailure, v verdict.Judgement) {
	var cause error
	if f.Fault != nil {
		cause = f.Fault.Cause
	}
	f.Verdict, f.Reasons, f.Fault = v.Verdict, v.Reasons, v.Fault(cause)
}

func (j *judge) keep(r refused) {
	j.rows[r.row.ID] = r
	if j.ids = append(j.ids, r.row.ID); len(j.ids) > judgeRows {
		delete(j.rows, j.ids[0])
		j.ids = j.ids[1:]
	}
}

func (j *judge) revise(all []verdict.Revision) {
	for _, r := range all {
		was, ok := j.rows[r.ID]
		if !ok {
			continue
		}
		again := *was.row
		apply(&again, r.Judgement)
		j.rows[r.ID] = refused{&again, was.outcome}
		j.record(&again)
		if j.heard != nil {
			j.heard.judged(was.outcome, r.Judgement)
		}
	}
}
