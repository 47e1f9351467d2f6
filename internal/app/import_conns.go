package app

import (
	"rockxy/internal/flow"
)

// importedConns gives the connections of an archive numbers of the session, one
// for all exchanges that share a connection. It forgets rather than grows.
type importedConns struct {
	next    func() flow.ConnID
	numbers map[flow.ConnID]flow.ConnID // of the archive → of the session
	clients map[*flow.ClientConn]*flow.ClientConn
	servers map[*flow.ServerConn]*flow.ServerConn
}

const maxImportedConns = 1 << 13

func newImportedConns(next func() flow.ConnID) *importedConns {
	return &importedConns{next, map[flow.ConnID]flow.ConnID{}, map[*flow.ClientConn]*flow.ClientConn{}, map[*flow.ServerConn]*flow.ServerConn{}}
}

// number is that of a connection; those that the archive does not number are
// each another one.
func (c *importedConns) number(id flow.ConnID) flow.ConnID {
	if id == 0 {
		return c.next()
	}
	if n, ok := c.numbers[id]; ok {
		return n
	}
	if len(c.numbers) >= maxNumbered {
		clear(c.numbers)
	}
	n := c.next()
	c.numbers[id] = n
	return n
}

// client returns a copy with its number in the session: the reader of the
// archive compares its own.
func (c *importedConns) client(from *flow.ClientConn) *flow.ClientConn {
	if from == nil {
		return nil
	}
	if to := c.clients[from]; to != nil {
		return to
	}
	to := &flow.ClientConn{
		ID: c.number(from.ID), Addr: from.Addr, AddrPort: from.AddrPort, Accepted: from.Accepted, Entry: from.Entry, Target: from.Target,
		TLSStart: from.TLSStart, TLSEnd: from.TLSEnd, TLS: from.TLS, HTTP2: from.HTTP2,
	}
	to.Process.Store(from.Process.Load())
	if len(c.clients) >= maxImportedConns {
		clear(c.clients)
	}
	c.clients[from] = to
	return to
}

func (c *importedConns) server(from *flow.ServerConn) *flow.ServerConn {
	if from == nil {
		return nil
	}
	if to := c.servers[from]; to != nil {
		return to
	}
	to := &flow.ServerConn{
		ID: c.number(from.ID), Target: from.Target, Addr: from.Addr, Local: from.Local,
		DNSStart: from.DNSStart, DNSEnd: from.DNSEnd, ConnectStart: from.ConnectStart, ConnectEnd: from.ConnectEnd,
		TLSStart: from.TLSStart, TLSEnd: from.TLSEnd, TLS: from.TLS,
	}
	to.HTTP2.Store(from.HTTP2.Load())
	if len(c.servers) >= maxImportedConns {
		clear(c.servers)
	}
	c.servers[from] = to
	return to
}

// places finds the number that an entry of an archive was given, in little
// memory: both mostly count up together.
type places struct{ runs []placeRun }

type placeRun struct {
	place int
	id    flow.ID
	n     int
}

// maxPlaceRuns bounds the memory; entries after it are not found.
const maxPlaceRuns = 1 << 16

func (p *places) add(place int, id flow.ID) {
	if k := len(p.runs); k > 0 {
		if r := &p.runs[k-1]; r.place+r.n == place && r.id+flow.ID(r.n) == id {
			r.n++
			return
		}
	}
	if len(p.runs) < maxPlaceRuns {
		p.runs = append(p.runs, placeRun{place, id, 1})
	}
}

// find returns 0 for what was not imported.
func (p *places) find(place int) flow.ID {
	for _, r := range p.runs {
		if place >= r.place && place < r.place+r.n {
			return r.id + flow.ID(place-r.place)
		}
	}
	return 0
}
