package rule

import (
	"bytes"
	"math/bits"
	"strings"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// index finds the rules that a request can match without asking each of them:
// by what its host is, and by texts that have to be in its URL, its head or the name
// of its program. It never leaves out one that matches.
type index struct {
	always ruleSet // those that have to be asked
	hosts  [2]names
	method map[string][]int32
	texts  []grams
	coded  []int32 // those to be asked about a URL with something encoded
}

// names finds host names.
type names struct {
	column              filter.Column
	whole, below, label map[string][]int32
}

// ruleSet is a set of rules by their number.
type ruleSet []uint64

func newRuleSet(n int) ruleSet { return make(ruleSet, (n+63)/64) }

func (s ruleSet) add(rules ...int32) {
	for _, n := range rules {
		s[n/64] |= 1 << (n % 64)
	}
}

func (s ruleSet) remove(other ruleSet) {
	for i := range s {
		s[i] &^= other[i]
	}
}

// before leaves those whose number is less than n.
func (s ruleSet) before(n int) {
	for i := range s {
		switch {
		case i*64 >= n:
			s[i] = 0
		case n < (i+1)*64:
			s[i] &= 1<<(n%64) - 1
		}
	}
}

func (s ruleSet) empty() bool {
	for _, w := range s {
		if w != 0 {
			return false
		}
	}
	return true
}

// each calls f with the rules of the set in order.
func (s ruleSet) each(f func(n int)) {
	for i, w := range s {
		for ; w != 0; w &= w - 1 {
			f(i*64 + bits.TrailingZeros64(w))
		}
	}
}

func newIndex(rules []*compiled) *index {
	ix := &index{always: newRuleSet(len(rules)), method: map[string][]int32{}}
	for i, c := range [2]filter.Column{filter.Host, filter.SNI} {
		ix.hosts[i] = names{c, map[string][]int32{}, map[string][]int32{}, map[string][]int32{}}
	}
	within := map[filter.Column][]text{}
	for n, c := range rules {
		keys := c.filter.Requires()
		if keys == nil || c.After {
			ix.always.add(int32(n))
			continue
		}
		for _, k := range keys {
			switch k.How {
			case filter.KeyWithin:
				within[k.Column] = append(within[k.Column], text{append([]string{k.Text}, k.More...), int32(n)})
			case filter.KeyEncoded:
				ix.coded = append(ix.coded, int32(n))
			default:
				ix.add(k, int32(n))
			}
		}
	}
	for _, c := range []filter.Column{filter.URL, filter.Host, filter.SNI, filter.App, filter.AppPath, 0} {
		if len(within[c]) > 0 {
			ix.texts = append(ix.texts, newGrams(c, within[c]))
		}
	}
	return ix
}

func (ix *index) add(k filter.Key, n int32) {
	in := ix.method
	for i := range ix.hosts {
		if h := &ix.hosts[i]; h.column == k.Column {
			in = map[filter.KeyHow]map[string][]int32{filter.KeyWhole: h.whole, filter.KeyBelow: h.below, filter.KeyLabel: h.label}[k.How]
		}
	}
	in[k.Text] = append(in[k.Text], n)
}

// find adds the rules that s may match to found, which is as large as always. It returns
// buf, which it uses.
func (ix *index) find(s *subject, found ruleSet, buf []byte) []byte {
	copy(found, ix.always)
	for i := range ix.hosts {
		if h := &ix.hosts[i]; len(h.whole)+len(h.below)+len(h.label) > 0 {
			buf = fold(buf[:0], s.Text(h.column))
			h.find(buf, found)
		}
	}
	if len(ix.method) > 0 {
		buf = fold(buf[:0], s.Text(filter.Method))
		found.add(ix.method[string(buf)]...)
	}
	if len(ix.coded) > 0 && strings.ContainsAny(s.Text(filter.URL), "%+") {
		found.add(ix.coded...)
	}
	for i := range ix.texts {
		g := &ix.texts[i]
		if g.column != 0 {
			buf = fold(buf[:0], s.Text(g.column))
		} else if buf = buf[:0]; s.heads[flow.Request] != nil {
			buf = filter.AppendFold(buf, s.heads[flow.Request].Raw)
		}
		g.find(buf, found)
	}
	return buf
}

func fold(b []byte, s string) []byte {
	n := len(b)
	b = append(b, s...)
	for i := n; i < len(b); i++ {
		switch c := b[i]; {
		case c >= 0x80:
			return filter.AppendFold(b[:n], []byte(s))
		case 'A' <= c && c <= 'Z':
			b[i] = c + 'a' - 'A'
		}
	}
	return b
}

// find looks a folded name up: the whole, what is above it, and its labels.
func (h *names) find(name []byte, found ruleSet) {
	if inner, ok := bytes.CutPrefix(name, []byte("[")); ok {
		name = bytes.TrimSuffix(inner, []byte("]"))
	} else {
		name = bytes.TrimSuffix(name, []byte("."))
	}
	found.add(h.whole[string(name)]...)
	if len(h.below)+len(h.label) == 0 {
		return
	}
	for start := 0; ; {
		end := start
		for end < len(name) && name[end] != '.' {
			end++
		}
		found.add(h.below[string(name[start:])]...)
		found.add(h.label[string(name[start:end])]...)
		if end == len(name) {
			return
		}
		start = end + 1
	}
}

// text is what a rule needs: each of the texts.
type text struct {
	texts []string
	rule  int32
}

// grams calls f with the keys of the texts.
func (t *text) grams(f func(uint32)) {
	for _, s := range t.texts {
		for i := 0; i+gram <= len(s); i++ {
			f(gramOf(s[i:]))
		}
	}
}

// grams finds texts by three octets of each, those that the fewest of them have.
type grams struct {
	column filter.Column // 0 is the request's head
	rules  map[uint32][]int32
	maybe  [1024]uint64 // a bit for the hash of each key of rules
}

const gram = filter.MinNeedle

func newGrams(c filter.Column, all []text) grams {
	g := grams{column: c, rules: map[uint32][]int32{}}
	uses := map[uint32]int{}
	for i := range all {
		all[i].grams(func(k uint32) { uses[k]++ })
	}
	for _, t := range all {
		best := gramOf(t.texts[0])
		t.grams(func(k uint32) {
			if uses[k] < uses[best] || uses[k] == uses[best] && common(best) && !common(k) {
				best = k
			}
		})
		g.rules[best] = append(g.rules[best], t.rule)
		g.maybe[hash(best)/64] |= 1 << (hash(best) % 64)
	}
	return g
}

func gramOf[T string | []byte](s T) uint32 { return uint32(s[0])<<16 | uint32(s[1])<<8 | uint32(s[2]) }

// common is what nearly every URL has.
func common(k uint32) bool {
	return strings.Contains("https://www.api.com/", string([]byte{byte(k >> 16), byte(k >> 8), byte(k)}))
}

func hash(k uint32) uint32 { return k * 0x9E3779B1 >> 16 }

func (g *grams) find(text []byte, found ruleSet) {
	if len(text) < gram {
		return
	}
	k := uint32(text[0])<<8 | uint32(text[1])
	for _, c := range text[2:] {
		k = k<<8&0xffffff | uint32(c)
		if h := hash(k); g.maybe[h/64]&(1<<(h%64)) != 0 {
			found.add(g.rules[k]...)
		}
	}
}
