package filter

import (
	"strings"

	"rockxy/internal/flow"
)

// Key is something that is known of a request when its head is there, and that
// an index can find without asking: a value that has to be there.
type Key struct {
	Column Column // Host, SNI, Method, URL, App, AppPath; 0 for the text of the request head
	How    KeyHow
	Text   string // folded by [AppendFold], not empty
	// More are other texts that have to be there too, with KeyWithin.
	More []string
}

// KeyHow is how the Text of a Key is in its column.
type KeyHow uint8

const (
	KeyWhole   KeyHow = iota + 1 // all of it; of Host and SNI without a final dot or brackets
	KeyBelow                     // the name, or one below it
	KeyLabel                     // one label of the name
	KeyWithin                    // anywhere, at least MinNeedle octets
	KeyEncoded                   // the URL has an octet percent-encoded, or a +; without Text
)

// Requires are keys of which one has to hold for the filter ever to match a
// request that has got as far as its head: none of them, and it never will. Nil when
// nothing can be said. Columns of the request and its head count as they are then.
func (f *Filter) Requires() []Key { return requires(&f.root, false) }

func requires(n *node, not bool) []Key {
	switch n.op {
	case andNode, orNode:
		if (n.op == andNode) != not {
			var best []Key
			for i := range n.kids {
				best = both(best, requires(&n.kids[i], not))
			}
			return best
		}
		return anyOf(len(n.kids), func(i int) []Key { return requires(&n.kids[i], not) })
	case notNode:
		return requires(&n.kids[0], !not)
	case leafNode:
		if !not {
			return anyOf(len(n.probes), func(i int) []Key { return n.probes[i].requires() })
		}
	}
	return nil
}

// anyOf joins what alternatives require; one that requires nothing is enough for
// nothing.
func anyOf(n int, of func(int) []Key) (all []Key) {
	for i := range n {
		k := of(i)
		if k == nil {
			return nil
		}
		all = append(all, k...)
	}
	return all
}

// worth is how much a requirement narrows: that of its weakest alternative.
func worth(all []Key) int {
	if len(all) == 0 {
		return 0
	}
	least := 1000
	for _, k := range all {
		n := 10 + min(len(k.Text), 40)
		switch k.How {
		case KeyWhole:
			n = 100
		case KeyBelow:
			n = 90
		case KeyLabel:
			n = 80
		case KeyEncoded:
			n = 20
		}
		if k.Column == Method {
			n = 5
		}
		least = min(least, n)
	}
	return least
}

func (p *probe) requires() []Key {
	switch {
	case p.phase > AtRequestHead:
		return nil
	case p.keys != nil:
		return p.keys
	}
	return p.needs.requires()
}

// requires is what the texts of a plan come to. InRequestHead has trailers in it,
// which are not there yet; probes that look at them have a later phase.
func (p *Plan) requires() []Key {
	switch p.Op {
	case PlanAnd:
		var best []Key
		for i := range p.Kids {
			best = both(best, p.Kids[i].requires())
		}
		return best
	case PlanOr:
		return anyOf(len(p.Kids), func(i int) []Key { return p.Kids[i].requires() })
	case PlanNeedle:
		switch p.Needle.Parts {
		case InURL:
			return []Key{{Column: URL, How: KeyWithin, Text: p.Needle.Text}}
		case InRequestHead:
			return []Key{{How: KeyWithin, Text: p.Needle.Text}}
		}
	}
	return nil
}

// both is the better of two requirements, or one that is both of them.
func both(a, b []Key) []Key {
	if worth(b) > worth(a) {
		a, b = b, a
	}
	if len(a) == 1 && len(b) == 1 && a[0].Column == b[0].Column && a[0].How == KeyWithin && b[0].How == KeyWithin {
		k := a[0]
		k.More = append(append(k.More[:len(k.More):len(k.More)], b[0].Text), b[0].More...)
		return []Key{k}
	}
	return a
}

// queryKeys are what a parameter in the URL requires: its text as it is, unless
// something is encoded.
func queryKeys(key string, v Value) []Key {
	texts := pieces(Value{Text: key}, true)
	if len(texts) == 1 && texts[0] == key {
		if p := pieces(v, true); len(p) == 1 && p[0] == v.Text && (v.Op == Is || v.Op == Equal) {
			texts[0] += "=" + v.Text
		}
	}
	k := withinKey(URL, texts)
	if k == nil {
		return nil
	}
	return append(k, Key{Column: URL, How: KeyEncoded})
}

// keysOf are what a value requires of a column of text, nil for nothing.
func (f *field) keysOf(c Column, v Value) []Key {
	if v.Op != Is && v.Op != Equal {
		return nil
	}
	switch {
	case f.shape == hostShape && (c == Host || c == SNI):
		return hostKeys(c, v)
	case c == Method && (v.Op == Equal || v.Quoted || !strings.ContainsAny(v.Text, "*?")):
		return []Key{{Column: c, How: KeyWhole, Text: foldString(v.Text)}}
	case c == App || c == AppPath:
		return withinKey(c, pieces(v, false))
	}
	return nil
}

func hostKeys(c Column, v Value) []Key {
	text := foldString(v.Text)
	if v.Op == Equal {
		return wholeKey(c, bareHost(text))
	}
	text = strings.TrimSuffix(text, ".")
	if inner, ok := strings.CutPrefix(text, "["); ok {
		text = strings.TrimSuffix(inner, "]")
	}
	below := text
	if !v.Quoted {
		below = strings.TrimPrefix(text, "*")
	}
	below, isBelow := strings.CutPrefix(below, ".")
	wild := !v.Quoted && strings.ContainsAny(below, "*?")
	switch {
	case wild || below == "" || !isBelow && below != text:
		return withinKey(c, pieces(v, true))
	case isBelow:
		return []Key{{Column: c, How: KeyBelow, Text: below}}
	case strings.ContainsAny(text, ".:"):
		return wholeKey(c, text)
	}
	return []Key{{Column: c, How: KeyLabel, Text: text}}
}

func wholeKey(c Column, text string) []Key {
	if text == "" {
		return nil
	}
	return []Key{{Column: c, How: KeyWhole, Text: text}}
}

// withinKey is the longest of the texts that have to be there.
func withinKey(c Column, texts []string) []Key {
	longest := ""
	for _, t := range texts {
		if t = foldString(t); len(t) > len(longest) {
			longest = t
		}
	}
	if len(longest) < MinNeedle {
		return nil
	}
	return []Key{{Column: c, How: KeyWithin, Text: longest}}
}

// Holds asks a subject. It is what an index does, slowly.
func (k *Key) Holds(s Subject) bool {
	text := ""
	switch {
	case k.Column != 0:
		text = foldString(s.Text(k.Column))
	case s.Details() != nil && s.Details().Head(flow.Request) != nil:
		text = string(AppendFold(nil, s.Details().Head(flow.Request).Raw))
	}
	if k.Column == Host || k.Column == SNI {
		text = bareHost(text)
	}
	switch k.How {
	case KeyEncoded:
		return strings.ContainsAny(text, "%+")
	case KeyWhole:
		return text == k.Text
	case KeyBelow:
		return text == k.Text || strings.HasSuffix(text, "."+k.Text)
	case KeyLabel:
		return hasLabel(k.Text, text)
	}
	for _, t := range k.More {
		if !strings.Contains(text, t) {
			return false
		}
	}
	return strings.Contains(text, k.Text)
}
