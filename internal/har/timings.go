package har

import "rockxy/internal/flow"

// phases are HAR's timings. Negative is "does not apply", which blocked, dns,
// connect and ssl may be; send, wait and receive are never less than zero.
type phases struct {
	start                                           flow.Nanos // startedDateTime
	blocked, dns, connect, ssl, send, wait, receive flow.Nanos
}

// time is the sum of all phases; ssl is inside connect.
func (p *phases) time() flow.Nanos {
	return max(p.blocked, 0) + max(p.dns, 0) + max(p.connect, 0) + p.send + p.wait + p.receive
}

// measure lays what was measured on one line of time, without gaps: the phases
// add up to the time from start to the end.
//
// A connection that this exchange was the first to use belongs to it. When it
// was ready before the request came (for an intercepted connection the origin
// is connected first), the line begins that much earlier than the request; how
// long the client was idle in between is nobody's waiting and is left out.
func measure(x *flow.Exchange) phases {
	t := &x.Timing
	p := phases{start: t.Started, blocked: -1, dns: -1, connect: -1, ssl: -1}
	now := t.Started
	if o := x.Server; o != nil && !x.Reused {
		now = p.setUp(o, t.Started)
	}
	end := max(now, t.Started, t.RequestHead, t.RequestSent, t.ResponseFirst, t.ResponseHead)
	if t.Ended != 0 {
		end = max(now, t.Ended)
	}
	sent := t.RequestSent
	if sent == 0 || t.ResponseFirst != 0 && t.ResponseFirst < sent { // answered while it was still being sent
		sent = t.RequestHead
	}
	sent = min(max(sent, now), end)
	answered := end
	if t.ResponseFirst != 0 {
		answered = min(max(t.ResponseFirst, sent), end)
	}
	p.send, p.wait, p.receive = sent-now, answered-sent, end-answered
	return p
}

// setUp accounts for the making of a connection, and returns when sending
// could begin.
func (p *phases) setUp(o *flow.ServerConn, started flow.Nanos) flow.Nanos {
	p.dns = span(o.DNSStart, o.DNSEnd)
	tcp := span(o.ConnectStart, o.ConnectEnd)
	p.ssl = span(o.TLSStart, o.TLSEnd)
	first, last := o.DNSStart, o.DNSEnd
	if p.dns < 0 {
		first, last = o.ConnectStart, 0
	}
	if p.connect = tcp; tcp >= 0 {
		last = max(last, o.ConnectEnd)
	}
	if p.ssl >= 0 {
		from := o.TLSStart
		if tcp >= 0 {
			from = o.ConnectStart
		}
		p.connect = max(o.TLSEnd-from, p.ssl)
		last = max(last, o.TLSEnd)
		if first == 0 {
			first = from
		}
	}
	total := max(p.dns, 0) + max(p.connect, 0)
	switch {
	case p.dns < 0 && p.connect < 0:
		return started
	case last <= started:
		p.start = started - total
		return started
	}
	p.start = min(first, started)
	p.blocked = max(last-p.start-total, 0)
	return p.start + p.blocked + total
}

// span is the length of what was measured, -1 for what was not.
func span(from, to flow.Nanos) flow.Nanos {
	if from == 0 || to < from {
		return -1
	}
	return to - from
}

// place is the reverse of measure for an archive that has nothing better: it
// sets the moments so that measuring gives the same phases. The connection's
// are set when it was made for this exchange.
func (p *phases) place(x *flow.Exchange, o *flow.ServerConn) {
	t := &x.Timing
	t.Started = p.start
	now := p.start
	x.Reused = p.dns < 0 && p.connect < 0
	now += max(p.blocked, 0) // without a connection of its own, waiting for a free one becomes a part of sending
	if p.dns >= 0 {
		o.DNSStart, o.DNSEnd = now, now+p.dns
		now += p.dns
	}
	if p.connect >= 0 {
		o.ConnectStart = now
		now += p.connect
		o.ConnectEnd = now
		if p.ssl >= 0 {
			o.ConnectEnd = now - p.ssl
			o.TLSStart, o.TLSEnd = o.ConnectEnd, now
		}
	}
	t.RequestSent = now + p.send
	t.RequestHead = t.RequestSent
	t.ResponseFirst = t.RequestSent + p.wait
	t.ResponseHead = t.ResponseFirst
	t.Ended = t.ResponseFirst + p.receive
}
