package filter

import "strings"

// String writes the expression in its canonical form, which reads as the same
// expression and is its own canonical form.
func (e *Expr) String() string {
	if e == nil || e.root == nil {
		return ""
	}
	return string(e.root.format(nil, 0))
}

// Format writes a tree that was made rather than read, in its canonical form.
func Format(n Node) string { return string(n.format(nil, aroundOr)) }

// How tightly what is around a node binds.
const (
	aroundOr = iota
	aroundAnd
	aroundNot
)

func (n *Or) format(b []byte, within int) []byte {
	return formatKids(b, n.Kids, " or ", aroundOr, within > aroundOr)
}

func (n *And) format(b []byte, within int) []byte {
	return formatKids(b, n.Kids, " ", aroundAnd, within > aroundAnd)
}

func formatKids(b []byte, kids []Node, between string, within int, closed bool) []byte {
	if closed {
		b = append(b, '(')
	}
	for i, k := range kids {
		if i > 0 {
			b = append(b, between...)
		}
		b = k.format(b, within)
	}
	if closed {
		b = append(b, ')')
	}
	return b
}

func (n *Not) format(b []byte, _ int) []byte { return n.Kid.format(append(b, '-'), aroundNot) }

func (n *Cond) format(b []byte, _ int) []byte {
	start := ""
	if n.Field != "" {
		start = n.Field + ":"
	}
	for i, v := range n.Values {
		if i > 0 {
			b = append(b, ',')
			b = append(b, strings.TrimPrefix(n.one(start, v), start)...)
			continue
		}
		b = append(b, n.one(start, v)...)
	}
	return b
}

// one writes the condition with one value, in the first of the ways to write
// it that reads as what it is.
func (n *Cond) one(start string, v Value) string {
	want := &Cond{Field: n.Field, Key: n.Key, Values: []Value{v}}
	last := ""
	for _, key := range n.keys() {
		for _, text := range n.candidates(v) {
			last = start + key + text
			if e, err := Parse(last); err == nil && want.same(e.root) {
				return last
			}
		}
	}
	return last
}

func (n *Cond) keys() []string {
	if n.Key == "" {
		return []string{""}
	}
	return []string{n.Key, quote(n.Key)}
}

func (n *Cond) candidates(v Value) []string {
	eq := ""
	if n.Key != "" {
		eq = "="
	}
	switch v.Op {
	case Present:
		return []string{""}
	case Matches:
		slashed := "/" + escapeSlash(v.Text) + "/" + v.Flags
		ways := []string{eq + slashed, "~" + slashed}
		if v.Flags == "i" {
			ways = append([]string{"~" + v.Text}, ways...)
		}
		return ways
	case Equal:
		return []string{eq + "=" + v.Text, eq + "=" + quote(v.Text)}
	case Between:
		return []string{v.Text + ".." + v.To}
	}
	return []string{operators[v.Op] + eqFor(eq, v.Op) + v.Text, eq + quote(v.Text)}
}

// operators are what is written before a number.
var operators = map[Op]string{Less: "<", LessOrEqual: "<=", Greater: ">", GreaterOrEqual: ">="}

func eqFor(eq string, op Op) string {
	if op == Is {
		return eq
	}
	return ""
}

// same compares what two conditions mean; where they stand does not count.
func (n *Cond) same(other Node) bool {
	o, ok := other.(*Cond)
	if !ok || n.Field != o.Field || n.Key != o.Key || len(n.Values) != len(o.Values) {
		return false
	}
	f := lookup(n.Field)
	for i, v := range n.Values {
		w := o.Values[i]
		literal := (f == nil || f.kind != jsonKind) && !strings.ContainsAny(v.Text, "*?")
		if v.Op != w.Op || v.Text != w.Text || v.To != w.To || v.Flags != w.Flags || v.Quoted != w.Quoted && !literal {
			return false
		}
	}
	return true
}
