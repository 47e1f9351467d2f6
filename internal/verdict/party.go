package verdict

import (
	"net/netip"
	"time"

	"rockxy/internal/flow"
)

type endpoint struct {
	host string
	port uint16
}

// partyKey tells apart who is known to trust alike: one TLS library in one
// process. A process that is not known is a device, or this machine.
type partyKey struct {
	pid     int
	program programKey
	print   string
}

type programKey struct {
	path  string
	addr  netip.Addr // of a device, with the print of its library
	print string
}

// visits are what came of the connections to each host.
type visits []visit

type visit struct {
	endpoint
	accepted, refused        uint32
	silent, lacking          uint32     // of the refused: without an alert; as a missing root can look
	acceptedFrom, acceptedAt flow.Nanos // the first and the last
	refusedAt                flow.Nanos
	lateOnly                 bool // every refusal came after the whole handshake

	// Of a program: which process refused last, and how often a refusal by
	// another process followed an acceptance elsewhere.
	refuser int
	turns   uint32
}

// at returns the visit to e, made when there is none: then the one used longest
// ago may have to go.
func (v *visits) at(e endpoint) *visit {
	oldest, when := 0, flow.Nanos(0)
	for i := range *v {
		w := &(*v)[i]
		if w.endpoint == e {
			return w
		}
		if used := max(w.acceptedAt, w.refusedAt); i == 0 || used < when {
			oldest, when = i, used
		}
	}
	if len(*v) < visitsPerClient {
		*v = append(*v, visit{})
		oldest = len(*v) - 1
	}
	(*v)[oldest] = visit{endpoint: e, lateOnly: true}
	return &(*v)[oldest]
}

// find is at for those that only look.
func (v visits) find(e endpoint) (w visit) {
	for i := range v {
		if v[i].endpoint == e {
			return v[i]
		}
	}
	return visit{}
}

// party is one TLS library in one process, or on one device.
type party struct {
	program *program
	family  *family
	pid     int
	visits  visits
	last    flow.Nanos
	// explains says that this library has sent unknown_ca: in this program it
	// gives its reason where the root is what it misses.
	explains bool
}

// lifetime is for how long a process identifier stands for the same process.
// Programs that run once per task end soon, and their numbers come back.
func (p *party) lifetime() flow.Nanos {
	if p.family.scope == perRun && !p.family.cancel {
		return flow.Nanos(10 * time.Minute)
	}
	return flow.Nanos(24 * time.Hour)
}

// accept reports whether that can change the judgement on earlier rows.
func (p *party) accept(e endpoint, at flow.Nanos) (news bool) {
	v, g := p.visits.at(e), p.program
	news = v.accepted == 0 || v.refusedAt > v.acceptedAt || g.refusedAt > g.acceptedAt
	v.accept(at)
	g.visits.at(e).accept(at)
	g.acceptedAt = max(g.acceptedAt, at)
	return news
}

func (v *visit) accept(at flow.Nanos) {
	if v.accepted++; v.accepted == 1 {
		v.acceptedFrom = at
	}
	v.acceptedAt = max(v.acceptedAt, at)
}

// refuse reports whether that can change the judgement on earlier rows: no rule
// counts further than enough.
func (p *party) refuse(e endpoint, k kind, o *Outcome) (news bool) {
	g := p.program
	w := g.visits.at(e)
	news = w.refuser != p.pid || k == unknownRoot && !p.explains
	if w.refuser != p.pid || w.refused == 0 {
		if g.acceptedAt > w.refusedAt {
			w.turns++
		}
		w.refuser = p.pid
	}
	for _, v := range []*visit{p.visits.at(e), w} {
		v.refused++
		news = news || v.refused <= enough
		v.refusedAt = max(v.refusedAt, o.At)
		v.lateOnly = v.lateOnly && k == silentLate
		if k.in(silent) {
			v.silent++
		}
		if k.in(p.family.lacks) && k != vague {
			v.lacking++
		}
	}
	g.refusedAt = max(g.refusedAt, o.At)
	if k == unknownRoot && p.pid != 0 {
		p.explains, g.misses = true, true
	}
	return news
}

// program is all runs of one executable, or all that comes from one device
// with one TLS library.
type program struct {
	key        programKey
	name       string // in sentences
	device     bool
	visits     visits
	acceptedAt flow.Nanos
	refusedAt  flow.Nanos
	misses     bool // a run has said unknown_ca
	open       []*row
}

func newProgram(key programKey, c *Client) *program {
	g := &program{key: key, name: c.Name, device: c.PID == 0}
	switch {
	case g.device && c.Addr.IsLoopback():
		g.name = "a program on this machine"
	case g.device:
		g.name = "the device " + c.Addr.String()
	case g.name == "":
		g.name = "the program"
	}
	return g
}

// row is a failure whose verdict may change.
type row struct {
	outcome   Outcome
	judgement Judgement
	kind      kind
	party     *party
}

func (g *program) keep(r *row) {
	if len(g.open) == openPerProgram {
		copy(g.open, g.open[1:])
		g.open = g.open[:openPerProgram-1]
	}
	g.open = append(g.open, r)
}

// guests are the clients that came to one host, the latest few.
type guests struct {
	known [clientsPerHost]guest
	next  uint8
}

type guest struct {
	key               programKey
	name              string
	accepted, refused bool
}

func (g *guests) of(p *program) *guest {
	for i := range g.known {
		if g.known[i].key == p.key && g.known[i].name == p.name {
			return &g.known[i]
		}
	}
	w := &g.known[g.next]
	g.next = (g.next + 1) % clientsPerHost
	*w = guest{key: p.key, name: p.name}
	return w
}
