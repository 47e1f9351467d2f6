package filter

import (
	"sort"
	"time"

	"rockxy/internal/flow"
)

// Filter is an expression ready to be asked. It is immutable: any number of
// goroutines can use it.
type Filter struct {
	root  node
	needs Part
	phase Phase
	plan  Plan
}

type nodeOp uint8

const (
	trueNode nodeOp = iota // the zero node matches everything
	andNode
	orNode
	notNode
	leafNode
)

type node struct {
	op     nodeOp
	kids   []node
	probes []probe // of a leaf: one of them has to hold
	cost   int
}

// Compile makes a Filter. now is what times of day and ages refer to, in the
// zone in which they are meant; it is fixed from then on.
func Compile(e *Expr, now time.Time) *Filter { return compiler{now: now}.filter(e) }

// CompileInFlight is Compile for what has to be decided while an exchange is going
// on: a word is looked for in what heads tell, and not in trailers, bodies and
// messages, which would have to be waited for.
func CompileInFlight(e *Expr, now time.Time) *Filter {
	return compiler{now: now, inFlight: true}.filter(e)
}

type compiler struct {
	now      time.Time
	inFlight bool
}

func (c compiler) filter(e *Expr) *Filter {
	f := &Filter{}
	if e == nil || e.root == nil {
		return f
	}
	f.root = c.node(e.root)
	f.root.visit(func(p *probe) {
		f.needs |= p.parts
		f.phase = max(f.phase, p.phase)
	})
	f.plan = planOf(&f.root, false)
	return f
}

// Needs is what the filter reads of [Details], 0 when the summary is enough.
func (f *Filter) Needs() Part { return f.needs }

// Phase is from when on [Filter.Decide] always decides.
func (f *Filter) Phase() Phase { return f.phase }

// Plan is what a store can look for.
func (f *Filter) Plan() Plan { return f.plan }

func (n *node) visit(f func(*probe)) {
	for i := range n.probes {
		f(&n.probes[i])
	}
	for i := range n.kids {
		n.kids[i].visit(f)
	}
}

func (c compiler) node(n Node) (out node) {
	switch n := n.(type) {
	case *And:
		out = node{op: andNode, kids: c.kids(n.Kids)}
	case *Or:
		out = node{op: orNode, kids: c.kids(n.Kids)}
	case *Not:
		out = node{op: notNode, kids: c.kids([]Node{n.Kid})}
	case *Cond:
		out = node{op: leafNode, probes: c.probes(n)}
		sort.SliceStable(out.probes, func(i, j int) bool { return out.probes[i].cost() < out.probes[j].cost() })
	}
	out.visit(func(p *probe) { out.cost = max(out.cost, p.cost()) })
	return out
}

// kids puts the cheap ones first.
func (c compiler) kids(kids []Node) []node {
	out := make([]node, len(kids))
	for i, k := range kids {
		out[i] = c.node(k)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].cost < out[j].cost })
	return out
}

func (c compiler) probes(cond *Cond) (probes []probe) {
	f := lookup(cond.Field)
	for _, v := range cond.Values {
		switch {
		case cond.Field == "" && c.inFlight:
			probes = append(probes, wordInHeads(v)...)
		case cond.Field == "":
			probes = append(probes, wordProbes(v)...)
		default:
			probes = append(probes, f.probes(cond, v, c.now)...)
		}
	}
	return probes
}

func (f *field) probes(c *Cond, v Value, now time.Time) []probe {
	switch f.kind {
	case textKind:
		return f.textProbes(v)
	case numberKind:
		set, _ := valueInterval(f.unit, &v, now) // Parse has checked it
		probes := []probe{{column: f.column, phase: f.column.Phase(), set: set}}
		if f.column == ClientConn {
			probes = append(probes, probe{column: ServerConn, phase: ServerConn.Phase(), set: set})
		}
		return probes
	case needleKind:
		return needleProbes(newNeedle(v), f.parts)
	case flagKind:
		return lookupFlag(f.Name, v.Text).probes()
	case requestTypeKind:
		test := textTest(typeShape, v)
		none := test("")
		return []probe{{phase: AtRequestHead, parts: InRequestHead, detail: func(d Details) bool {
			t := fieldOf(d.Head(flow.Request), "content-type")
			return t != "" && test(t) || t == "" && none
		}}}
	case graphqlKind:
		return graphqlProbes(v)
	case tlsKind:
		set, _ := valueInterval(f.unit, &v, now)
		return tlsProbes(versionTest(set))
	case alpnKind:
		return tlsProbes(alpnTest(textTest(equalShape, v)))
	case certKind:
		return tlsProbes(certTest(textTest(containsShape, v)))
	case serialKind:
		return tlsProbes(serialTest(v.Text))
	}
	return f.keyedProbes(c, v)
}

func (f *field) textProbes(v Value) []probe {
	if f.shape == protoShape {
		probes, _ := protoProbes(v.Text)
		return probes
	}
	p := probe{column: f.column, phase: f.column.Phase(), text: textTest(f.shape, v)}
	switch {
	case f.column == Rules:
		p.text = anyLine(p.text)
	case f.column == App && containsSlash(v):
		p.column = AppPath
	case f.column == URL:
		p.needs = urlNeeds(v)
	}
	p.keys = f.keysOf(p.column, v)
	return []probe{p}
}

func containsSlash(v Value) bool {
	for i := range len(v.Text) {
		if v.Text[i] == '/' || v.Text[i] == '\\' && v.Op != Matches {
			return true
		}
	}
	return false
}

// anyLine applies a test to each line of a text, as of Rules.
func anyLine(test func(string) bool) func(string) bool {
	return func(s string) bool {
		for s != "" {
			i := 0
			for i < len(s) && s[i] != '\n' {
				i++
			}
			if test(s[:i]) {
				return true
			}
			s = s[min(i+1, len(s)):]
		}
		return false
	}
}

func (f *field) keyedProbes(c *Cond, v Value) []probe {
	key, value := newKey(c.Key), newValueTest(v)
	switch f.kind {
	case headerKind:
		probes := headerProbes(f.parts, key, value)
		for i := range probes {
			probes[i].needs = headerNeeds(c.Key, v, probes[i].parts)
		}
		return probes
	case trailerKind:
		probes := trailerProbes(key, value)
		for i := range probes {
			probes[i].needs = headerNeeds(c.Key, v, probes[i].parts)
		}
		return probes
	case cookieKind:
		probes := cookieProbes(c.Key, value)
		for i := range probes {
			probes[i].needs = cookieNeeds(c.Key, v, probes[i].parts)
		}
		return probes
	case queryKind:
		return []probe{{column: URL, phase: AtRequestHead, keys: queryKeys(c.Key, v), text: func(url string) bool { return hasParameter(queryOf(url), key, value) }}}
	case formKind:
		return []probe{{phase: AtRequest, parts: InRequestHead | InRequestBody, detail: func(d Details) bool { return hasFormValue(d, key, value) }}}
	}
	return jsonProbes(c, f.parts)
}
