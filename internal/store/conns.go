package store

import (
	"sync"

	"rockxy/internal/flow"
)

// conns knows which connections and certificates have a record in the segment
// that is being written, and where. It forgets the old ones: they are then
// written again, and so they are in each segment that refers to them, which
// lets retention delete whole segments.
type conns struct {
	j *journal

	mu      sync.Mutex
	seg     uint32 // what the maps are about
	now     map[flow.ConnID]connRef
	before  map[flow.ConnID]connRef // the generation before now
	certs   map[[32]byte]place
	scratch []byte
}

type connRef struct {
	at       place
	process  bool // the record has the process
	settings bool // the record has the HTTP/2 settings
}

// generation is how many connections one generation remembers.
const (
	generation = 4096
	certsKept  = 4096
)

func newConns(j *journal) *conns {
	return &conns{j: j, now: map[flow.ConnID]connRef{}, certs: map[[32]byte]place{}}
}

func (c *conns) find(id flow.ConnID) (connRef, bool) {
	r, ok := c.now[id]
	if !ok {
		if r, ok = c.before[id]; ok {
			c.put(id, r)
		}
	}
	return r, ok
}

func (c *conns) put(id flow.ConnID, r connRef) {
	if len(c.now) >= generation {
		c.before, c.now = c.now, make(map[flow.ConnID]connRef, generation)
	}
	c.now[id] = r
}

// refs returns where the records of two connections are, writing them when the
// current segment has none. Either may be nil.
func (c *conns) refs(cl *flow.ClientConn, sv *flow.ServerConn) (client, server place) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if seg := c.j.segment(); seg != c.seg {
		c.seg, c.before = seg, nil
		clear(c.now)
		clear(c.certs)
	}
	if cl != nil && cl.ID != 0 {
		client = c.client(cl)
	}
	if sv != nil && sv.ID != 0 {
		server = c.server(sv)
	}
	return client, server
}

func (c *conns) client(cl *flow.ClientConn) place {
	p := cl.Process.Load()
	r, ok := c.find(cl.ID)
	if ok && (r.process || p == nil) {
		return r.at
	}
	b := beginRecord(c.scratch, recordConn)
	b, start := beginItem(b, itemFields)
	b = appendClientConn(b, cl, p)
	r = connRef{at: c.write(b, start), process: p != nil}
	c.put(cl.ID, r)
	return r.at
}

func (c *conns) server(sv *flow.ServerConn) place {
	settings := sv.HTTP2.Load()
	r, ok := c.find(sv.ID)
	if ok && (r.settings || settings == nil) {
		return r.at
	}
	var chain []certRef
	if sv.TLS != nil {
		for _, crt := range sv.TLS.Chain {
			chain = append(chain, certRef{crt.SHA256, c.cert(crt)})
		}
	}
	b := beginRecord(c.scratch, recordConn)
	b, start := beginItem(b, itemFields)
	b = appendServerConn(b, sv, settings, chain)
	r = connRef{at: c.write(b, start), settings: settings != nil}
	c.put(sv.ID, r)
	return r.at
}

func (c *conns) cert(crt *flow.Certificate) place {
	if p, ok := c.certs[crt.SHA256]; ok {
		return p
	}
	b := beginRecord(c.scratch, recordCert)
	b, start := beginItem(b, itemDER)
	b = append(b, crt.DER...)
	p := c.write(b, start)
	if len(c.certs) >= certsKept {
		clear(c.certs)
	}
	c.certs[crt.SHA256] = p
	return p
}

func (c *conns) write(b []byte, start int) place {
	endItem(b, start)
	sealRecord(b)
	c.scratch = b
	return c.j.append(b)
}
