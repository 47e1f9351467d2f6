package app

import (
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/store"
)

// phases lists what was measured of an exchange, in the order in which it
// began. A connection to the origin that had carried another exchange before is
// left out: its making was not part of this one.
func phases(r *store.Record) []api.Phase {
	var all []api.Phase
	add := func(name string, from, to flow.Nanos) {
		if from == 0 || to == 0 || to < from {
			return
		}
		all = append(all, api.Phase{Name: name, Start: at(from), Duration: float64(to-from) / float64(time.Millisecond)})
	}
	if o := r.Server; o != nil && !r.Summary.Reused {
		add("name", o.DNSStart, o.DNSEnd)
		add("connect", o.ConnectStart, o.ConnectEnd)
		add("TLS", o.TLSStart, o.TLSEnd)
	}
	t := r.Summary.Timing
	sendFrom := t.Started
	if o := r.Server; o != nil && !r.Summary.Reused { // it could not be sent before there was a connection
		sendFrom = max(sendFrom, o.ConnectEnd, o.TLSEnd)
	}
	add("request", sendFrom, t.RequestSent)
	waitFrom := t.RequestSent
	if waitFrom == 0 || t.ResponseFirst < waitFrom { // answered while the request was still being sent
		waitFrom = t.RequestHead
	}
	add("wait", waitFrom, t.ResponseFirst)
	add("response", t.ResponseFirst, t.Ended)
	return sorted(all)
}

func sorted(all []api.Phase) []api.Phase {
	for i := range all {
		for j := i; j > 0 && all[j].Start.Before(all[j-1].Start); j-- {
			all[j], all[j-1] = all[j-1], all[j]
		}
	}
	if all == nil {
		all = []api.Phase{}
	}
	return all
}
