package verdict

import "rockxy/internal/flow"

// facts are what is known when one failure is judged.
type facts struct {
	*Outcome
	kind   kind
	party  *party
	family *family

	here visit // this process and this host
	runs visit // all runs of the program and this host
	self elsewhere
	all  elsewhere // all runs of the program, this one too

	// chain says that the client takes our chain: one that misses the root would
	// have ended the handshake otherwise.
	chain bool
	// welcome and turned are the names of other clients that accept this host,
	// and that refuse it.
	welcome, turned []string
}

// elsewhere is what came of the connections to other hosts.
type elsewhere struct {
	accepted int        // hosts that were never refused
	names    [3]string  // of those, the latest first
	from     flow.Nanos // when the first of them was accepted
	last     flow.Nanos // when the latest was
	refused  int        // hosts that were never accepted, for what may be a missing root
	mixed    int        // hosts with both
}

func (h *History) facts(p *party, o *Outcome, k kind) *facts {
	at := endpoint{o.Host, o.Port}
	f := &facts{Outcome: o, kind: k, party: p, family: p.family,
		here: p.visits.find(at), runs: p.program.visits.find(at),
		self: p.visits.elsewhere(at), all: p.program.visits.elsewhere(at)}
	f.chain = k.in(aboutCertificate) && (!k.in(p.family.lacks) || p.explains && k == silentLate)
	if g, ok := h.hosts.Get(at); ok {
		for i := range g.known {
			switch w := &g.known[i]; {
			case w.name == "" || w.key == p.program.key:
			case w.accepted:
				f.welcome = append(f.welcome, w.name)
			case w.refused:
				f.turned = append(f.turned, w.name)
			}
		}
	}
	return f
}

func (v visits) elsewhere(e endpoint) (s elsewhere) {
	var times [len(s.names)]flow.Nanos
	for i := range v {
		w := &v[i]
		switch {
		case w.endpoint == e:
		case w.accepted == 0:
			if w.lacking > 0 {
				s.refused++
			}
		case w.refused > w.silent:
			s.mixed++
		default:
			if s.accepted++; s.accepted == 1 || w.acceptedFrom < s.from {
				s.from = w.acceptedFrom
			}
			s.last = max(s.last, w.acceptedAt)
			for j := range times {
				if w.acceptedAt > times[j] || s.names[j] == "" {
					copy(times[j+1:], times[j:])
					copy(s.names[j+1:], s.names[j:])
					times[j], s.names[j] = w.acceptedAt, w.host
					break
				}
			}
		}
	}
	return s
}

// always reports whether this host was refused each time, by this process or
// by all runs.
func (v *visit) always() bool { return v.accepted == 0 }
