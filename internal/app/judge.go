package app

import (
	"context"
	"sync"
	"sync/atomic"
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

	wake    chan struct{} // something in the queue is worth looking at
	named   chan struct{} // a process has become known, and that is waited for
	waiting atomic.Bool
	ended   chan struct{}

	mu     sync.Mutex
	queue  []handshake
	spare  []handshake // the other queue, empty
	unsure bool        // there are rows that an acceptance may change
	closed bool

	rows map[flow.ID]refused // that may get another verdict
	ids  []flow.ID           // of rows, oldest first
}

// refused is a row with what it was judged by.
type refused struct {
	row        *flow.HandshakeFailure
	outcome    verdict.Outcome
	unrecorded bool
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
	// unrecorded is a failure that is not to be recorded.
	unrecorded bool
	reached    chan<- struct{} // nothing happened; who waits learns that this event is reached
}

const (
	judgeQueue = 4096
	// judgeBatch is how many acceptances gather while nothing hangs on them.
	judgeBatch = 256
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
		wake: make(chan struct{}, 1), named: make(chan struct{}, 1), ended: make(chan struct{}),
		rows: map[flow.ID]refused{},
	}
	go j.run()
	return j
}

// accepted notes a client that takes our certificate. It never blocks: when too
// much is going on, an acceptance is forgotten.
func (j *judge) accepted(c *flow.ClientConn, host string, port uint16) {
	j.mu.Lock()
	if !j.closed && len(j.queue) < judgeQueue {
		j.queue = append(j.queue, handshake{client: c, host: host, port: port, at: c.TLSEnd})
	}
	due := j.unsure || len(j.queue) == judgeBatch
	j.mu.Unlock()
	if due {
		poke(j.wake)
	}
}

// failed has a failure, which has an ID, judged and, unless it is left out, recorded.
func (j *judge) failed(f *flow.HandshakeFailure, unrecorded bool) {
	if !j.send(handshake{client: f.Client, failure: f, unrecorded: unrecorded}) && !unrecorded {
		j.record(f)
	}
}

func (j *judge) send(e handshake) bool {
	j.mu.Lock()
	ok := !j.closed && len(j.queue) < 2*judgeQueue
	if ok {
		j.queue = append(j.queue, e)
	}
	j.mu.Unlock()
	poke(j.wake)
	return ok
}

// nameKnown is told that a process has been found.
func (j *judge) nameKnown() {
	if j.waiting.Load() {
		poke(j.named)
	}
}

func poke(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// flush returns when everything that was told so far is recorded.
func (j *judge) flush(ctx context.Context) error {
	reached := make(chan struct{})
	if !j.send(handshake{reached: reached}) {
		return nil
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
	j.mu.Lock()
	j.closed = true
	j.mu.Unlock()
	poke(j.wake)
	<-j.ended
}

func (j *judge) run() {
	defer close(j.ended)
	for range j.wake {
		j.mu.Lock()
		events, closed := j.queue, j.closed
		j.queue, j.spare = j.spare, nil
		j.mu.Unlock()
		for _, e := range events {
			j.handle(e)
		}
		clear(events)
		j.mu.Lock()
		j.spare, j.unsure = events[:0], len(j.rows) > 0
		j.mu.Unlock()
		if closed {
			return
		}
	}
}

func (j *judge) handle(e handshake) {
	switch {
	case e.reached != nil:
		close(e.reached)
	case e.failure != nil:
		j.awaitName(e.client)
		j.decide(e.failure, e.unrecorded)
	default:
		j.awaitName(e.client)
		o := verdict.Accepted(e.client, e.host, e.port, e.at)
		_, revised := j.history.Observe(o)
		if j.heard != nil {
			j.heard.accepted(o)
		}
		j.revise(revised)
	}
}

// awaitName waits for the client's process, if it is on this machine.
func (j *judge) awaitName(c *flow.ClientConn) {
	if c.Process.Load() != nil || !c.AddrPort.Addr().IsLoopback() {
		return
	}
	left := time.Until(time.Unix(0, int64(c.Accepted)).Add(judgeWaits))
	if left <= 0 {
		return
	}
	late := time.NewTimer(left)
	defer late.Stop()
	j.waiting.Store(true)
	defer j.waiting.Store(false)
	for c.Process.Load() == nil {
		select {
		case <-j.named:
		case <-late.C:
			return
		}
	}
}

func (j *judge) decide(f *flow.HandshakeFailure, unrecorded bool) {
	o := verdict.Refused(f)
	v, revised := j.history.Observe(o)
	apply(f, v)
	if !unrecorded {
		j.record(f)
	}
	j.keep(refused{f, o, unrecorded})
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
		j.rows[r.ID] = refused{&again, was.outcome, was.unrecorded}
		if !was.unrecorded {
			j.record(&again)
		}
		if j.heard != nil {
			j.heard.judged(was.outcome, r.Judgement)
		}
	}
}
