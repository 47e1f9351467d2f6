package verdict

import (
	"sync"

	"rockxy/internal/lru"
)

// Limits bound what a History remembers; zero fields are the defaults. What is
// used longest ago is forgotten first, which can turn a verdict into a less
// certain one, never into the opposite.
type Limits struct {
	Clients int // processes and devices, by TLS library: 1,024
	Hosts   int // hosts over all clients: 4,096
}

const (
	visitsPerClient = 32 // hosts remembered of one client
	openPerProgram  = 24 // rows that may yet be revised
	clientsPerHost  = 6  // other clients remembered of one host
)

// History judges outcomes by those before. It may be used from several
// goroutines at once.
type History struct {
	mu       sync.Mutex // guards all below
	parties  *lru.Cache[partyKey, *party]
	programs *lru.Cache[programKey, *program]
	hosts    *lru.Cache[endpoint, *guests]
}

// New returns a History that knows nothing yet.
func New(l Limits) *History {
	if l.Clients == 0 {
		l.Clients = 1024
	}
	if l.Hosts == 0 {
		l.Hosts = 4096
	}
	return &History{
		parties:  lru.New[partyKey, *party](l.Clients),
		programs: lru.New[programKey, *program](l.Clients),
		hosts:    lru.New[endpoint, *guests](l.Hosts),
	}
}

// Observe takes note of an outcome. For a failure j says what it means; for a
// success j is the zero Judgement. The revisions are of earlier rows, whose
// verdict the outcome has changed.
//
// Outcomes of one client should come in the order in which the handshakes
// ended, and with the process known if it ever will be: waiting a moment for it
// before a failure is told is worth it.
func (h *History) Observe(o Outcome) (j Judgement, revised []Revision) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if o.Accepted || o.Resumed {
		return Judgement{}, h.accepted(&o)
	}
	return h.refused(o)
}

func (h *History) accepted(o *Outcome) []Revision {
	p, at := h.party(o), endpoint{o.Host, o.Port}
	h.at(at).of(p.program).accepted = true
	if p.accept(at, o.At) && len(p.program.open) > 0 {
		return h.revise(p.program)
	}
	return nil
}

func (h *History) refused(o Outcome) (j Judgement, revised []Revision) {
	p, at, k := h.party(&o), endpoint{o.Host, o.Port}, kindOf(&o)
	if !k.in(aboutCertificate) {
		return h.judge(p, &o, k), nil
	}
	news := p.refuse(at, k, &o)
	h.at(at).of(p.program).refused = true
	j = h.judge(p, &o, k)
	if news {
		revised = h.revise(p.program)
	}
	if o.ID != 0 && k != unknownRoot {
		p.program.keep(&row{o, j, k, p})
	}
	return j, revised
}

// revise judges the program's open rows again.
func (h *History) revise(g *program) (revised []Revision) {
	for _, r := range g.open {
		j := h.judge(r.party, &r.outcome, r.kind)
		if j.Verdict != r.judgement.Verdict || j.Firm != r.judgement.Firm || j.Next != r.judgement.Next {
			revised = append(revised, Revision{r.outcome.ID, j})
			r.judgement = j
		}
	}
	return revised
}

func (h *History) party(o *Outcome) *party {
	c := &o.Client
	key := partyKey{pid: c.PID, program: programKey{path: c.Path}, print: printOf(c.JA4)}
	if c.PID == 0 {
		key.program = programKey{addr: c.Addr, print: key.print}
	} else if c.Path == "" {
		key.program.path = c.Name
	}
	p, ok := h.parties.Get(key)
	if ok && o.At-p.last <= p.lifetime() {
		p.last = max(p.last, o.At)
		return p
	}
	g, ok := h.programs.Get(key.program)
	if !ok {
		g = newProgram(key.program, c)
		h.programs.Put(key.program, g)
	}
	p = &party{program: g, pid: c.PID, family: familyOf(c, stackOf(key.print)), last: o.At}
	h.parties.Put(key, p)
	return p
}

func (h *History) at(e endpoint) *guests {
	g, ok := h.hosts.Get(e)
	if !ok {
		g = &guests{}
		h.hosts.Put(e, g)
	}
	return g
}
