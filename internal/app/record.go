package app

import (
	"rockxy/internal/flow"
	"rockxy/internal/har"
	"rockxy/internal/store"
)

// archived is the form in which a recorded exchange leaves the store. It is
// valid while the record is.
func archived(rec *store.Record) *har.Entry {
	s := &rec.Summary
	x := &flow.Exchange{
		ID: s.ID, Client: rec.Client, Server: rec.Server, Stream: s.Stream, Reused: s.Reused,
		Proto: s.Proto, UpstreamProto: s.UpstreamProto,
		Method: s.Method, Scheme: s.Scheme, Host: s.Host, Port: s.Port, URL: s.URL,
		Status: s.Status, Request: s.Request, Response: s.Response, Timing: s.Timing,
		State: s.State, Verdict: s.Verdict, Fault: s.Fault, Rules: s.Rules, Trace: rec.Trace, Kind: s.Protocol, Origin: s.Origin, Imported: s.Imported,
	}
	x.Request.Chunks, x.Response.Chunks = rec.Chunks[flow.Request], rec.Chunks[flow.Response]
	if x.Client == nil && s.Client != "" { // its own record is gone
		x.Client = &flow.ClientConn{ID: s.ClientConn, Addr: s.Client, Entry: s.Entry}
	}
	if x.Server == nil && s.Server != "" {
		x.Server = &flow.ServerConn{ID: s.ServerConn, Addr: s.Server}
	}
	if x.Client != nil && s.Process != (flow.Process{}) && x.Client.Process.Load() == nil {
		x.Client.Process.Store(&s.Process)
	}
	e := &har.Entry{Exchange: x, Incomplete: rec.Incomplete, Extra: rec.Extra}
	if s.Messages > 0 {
		e.Messages = rec.Messages()
	}
	for _, h := range rec.Heads {
		e.Heads = append(e.Heads, har.Head(h))
	}
	for dir := range e.Body {
		if b := rec.Body(flow.Direction(dir)); b.Size() > 0 {
			e.Body[dir] = b
		}
	}
	return e
}

// numbering gives connections the numbers 1, 2, 3 in the order in which they are
// met: what is exported says nothing of what is not, and is the same after it
// was imported. Of a connection that was last met very long ago it knows
// nothing.
type numbering struct {
	ids  map[flow.ConnID]flow.ConnID
	last flow.ConnID
}

const maxNumbered = 1 << 16

func (n *numbering) of(id flow.ConnID) flow.ConnID {
	if id == 0 {
		return 0
	}
	if len(n.ids) >= maxNumbered {
		clear(n.ids)
	}
	if n.ids == nil {
		n.ids = map[flow.ConnID]flow.ConnID{}
	}
	if _, known := n.ids[id]; !known {
		n.last++
		n.ids[id] = n.last
	}
	return n.ids[id]
}

// renumber changes the connections of an exchange whose connections are its own.
func (n *numbering) renumber(x *flow.Exchange) {
	if x.Client != nil {
		x.Client.ID = n.of(x.Client.ID)
	}
	if x.Server != nil {
		x.Server.ID = n.of(x.Server.ID)
	}
}
