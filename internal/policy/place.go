package policy

import (
	"net/netip"
	"strings"
)

// place holds the positions of entries whose hosts are alike, in ascending
// order. A crowded one is split further, by port, client and application, so
// that ten thousand applications of one host are as quickly decided as ten.
type place struct {
	all   []int32
	crowd *crowd // nil while all is short
}

// crowded is how many entries a place may have before they are split.
const crowded = 12

type crowd struct {
	parts    map[part][]int32
	ports    bool  // some part has a port
	apps     bool  // some part has an application
	lengths4 []int // of the clients' prefixes
	lengths6 []int
}

// part is what else a pattern asks for. The zero value of each field is for
// patterns that do not ask, or not for one value.
type part struct {
	port   uint16
	client netip.Prefix
	app    string // lower case
}

func partOf(p *Pattern) part {
	k := part{port: p.port, client: p.client}
	if !strings.ContainsAny(p.app, "*?[") {
		k.app = lowerASCII(p.app)
	}
	return k
}

// split is called when all entries are in.
func (p *place) split(entries []Entry) {
	if len(p.all) <= crowded {
		return
	}
	c := &crowd{parts: map[part][]int32{}}
	for _, i := range p.all {
		k := partOf(&entries[i].Pattern)
		c.ports = c.ports || k.port != 0
		c.apps = c.apps || k.app != ""
		if k.client.IsValid() {
			c.lengths4, c.lengths6 = addLength(c.lengths4, c.lengths6, k.client)
		}
		c.parts[k] = append(c.parts[k], i)
	}
	p.crowd = c
}

// addLength notes the length of a prefix, each once.
func addLength(v4, v6 []int, n netip.Prefix) (_, _ []int) {
	lengths := &v6
	if n.Addr().Is4() {
		lengths = &v4
	}
	for _, bits := range *lengths {
		if bits == n.Bits() {
			return v4, v6
		}
	}
	*lengths = append(*lengths, n.Bits())
	return v4, v6
}

// visit calls f with lists of the entries that can match the query.
func (p *place) visit(q *Query, f func([]int32)) {
	if p == nil {
		return
	}
	if p.crowd == nil {
		f(p.all)
		return
	}
	c := p.crowd
	apps, n := [4]string{}, 1
	if c.apps {
		n = appKeys(q, &apps)
	}
	for _, app := range apps[:n] {
		c.visitPorts(q, part{app: app}, f)
	}
}

// appKeys are the names under which a part for the query's application can be;
// the first is the empty one.
func appKeys(q *Query, keys *[4]string) int {
	n := 1
	for _, name := range [...]string{q.App, q.AppPath, lastElement(q.AppPath)} {
		if name == "" {
			continue
		}
		name = lowerASCII(name)
		if name != keys[n-1] {
			keys[n] = name
			n++
		}
	}
	return n
}

func (c *crowd) visitPorts(q *Query, k part, f func([]int32)) {
	c.visitClients(q, k, f)
	if c.ports && q.Port != 0 {
		k.port = q.Port
		c.visitClients(q, k, f)
	}
}

func (c *crowd) visitClients(q *Query, k part, f func([]int32)) {
	f(c.parts[k])
	lengths := c.lengths6
	if q.Client.Is4() {
		lengths = c.lengths4
	}
	for _, bits := range lengths {
		if n, err := q.Client.Prefix(bits); err == nil {
			k.client = n
			f(c.parts[k])
		}
	}
}

func lastElement(path string) string { return path[strings.LastIndexAny(path, `/\`)+1:] }

// lowerASCII is the text in lower case, itself when it is that already.
func lowerASCII(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			b := []byte(s)
			for j := i; j < len(b); j++ {
				b[j] = lowerByte(b[j])
			}
			return string(b)
		}
	}
	return s
}
