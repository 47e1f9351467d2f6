package edit

import (
	"bytes"
	"slices"
	"strings"

	"rockxy/internal/rule"
)

// entry is one field, parameter or cookie, as it is written.
type entry struct {
	name, value []byte
	rest        []byte // of a Set-Cookie, from the first semicolon on
	at          int    // in the list as it came; -1 for a new one
	changed     bool

	locked bool // nothing is done to it
	stays  bool // it is not removed, nor called otherwise
	file   bool // its value is no text
}

// list is what verbs work on.
type list struct {
	all  []entry
	as   coding
	fold bool   // names are the same in any case
	vars values // of templates

	did, missed []string
}

// named reports whether an entry is called like g says.
func (l *list) named(e *entry, g *glob) bool {
	if e.locked {
		return false
	}
	name, _ := l.as.decode(e.name)
	return g.match(name)
}

// do lets verbs do their work one after the other. The error is a *rule.Skip when
// nothing has changed.
func (l *list) do(verbs []verb) error {
	for _, v := range verbs {
		v.do(l)
	}
	if len(l.did) == 0 {
		return &rule.Skip{Why: strings.Join(slices.Compact(l.missed), ", ")}
	}
	return nil
}

// told is what was done, as a part of a sentence.
func (l *list) told() string { return strings.Join(slices.Compact(l.did), ", ") }

func (l *list) has(what string) { l.did = append(l.did, what) }
func (l *list) miss(why string) { l.missed = append(l.missed, why) }

// names are those that a verb did something to.
type names struct {
	all  []string
	more bool
}

// maxTold and maxName bound the names in a sentence, and each of them.
const (
	maxTold = 10
	maxName = 80
)

func (n *names) add(name []byte) {
	s := string(name[:min(len(name), maxName)])
	switch {
	case slices.Contains(n.all, s):
	case len(n.all) == maxTold:
		n.more = true
	default:
		n.all = append(n.all, strings.ToValidUTF8(s, "�"))
	}
}

func (l *list) hasAll(what string, n names) {
	for _, name := range n.all {
		l.has(what + " " + name)
	}
	if n.more {
		l.has(what + " more")
	}
}

// verb is something to do to a list.
type verb interface {
	do(l *list)
	// will says what it is going to do, when that cannot be told afterwards.
	will() string
	templated() bool
}

// pairVerb adds or sets.
type pairVerb struct {
	name   string
	values []template
	attrs  []attribute // of a Set-Cookie
	keep   bool        // the value stays when there is one: attributes alone
	add    bool
}

func (v *pairVerb) templated() bool {
	return slices.ContainsFunc(v.values, template.varies)
}

func (v *pairVerb) will() string {
	if v.add {
		return "add " + v.name
	}
	return "set " + v.name
}

func (v *pairVerb) do(l *list) {
	g := glob{text: v.name, fold: l.fold}
	at := slices.IndexFunc(l.all, func(e entry) bool { return l.named(&e, &g) })
	if v.add || at < 0 {
		if v.keep && at < 0 {
			l.miss("there is no " + v.name)
			return
		}
		for i := range v.values {
			l.put(v, i)
		}
		if v.add {
			l.has("added " + v.name)
		} else {
			l.has("set " + v.name)
		}
		return
	}
	if l.all[at].file {
		l.miss(v.name + " is a file, not text")
		return
	}
	before, i := len(l.all), 0
	l.all = slices.DeleteFunc(l.all, func(e entry) bool {
		i++
		return i-1 > at && !e.stays && l.named(&e, &g)
	})
	changed := len(l.all) != before || len(v.values) > 1
	changed = l.change(&l.all[at], v) || changed
	for i := 1; i < len(v.values); i++ {
		at++
		l.all = slices.Insert(l.all, at, entry{name: l.all[at-1].name, value: l.as.encode(l.vars.fill(v.values[i])), at: -1, changed: true})
	}
	if changed {
		l.has("set " + v.name)
	} else {
		l.miss(v.name + " is so already")
	}
}

// change makes e what v sets.
func (l *list) change(e *entry, v *pairVerb) bool {
	value, rest := e.value, withAttributes(e.rest, v.attrs)
	if !v.keep {
		if want := l.vars.fill(v.values[0]); !l.says(e.value, want) {
			value = l.as.encode(want)
		}
	}
	if bytes.Equal(value, e.value) && bytes.Equal(rest, e.rest) {
		return false
	}
	e.value, e.rest, e.changed = value, rest, true
	return true
}

func (l *list) says(raw, want []byte) bool {
	text, _ := l.as.decode(raw)
	return bytes.Equal(text, want)
}

// put adds the i-th value of v at the end.
func (l *list) put(v *pairVerb, i int) {
	l.all = append(l.all, entry{name: l.as.encode([]byte(v.name)), value: l.as.encode(l.vars.fill(v.values[i])),
		rest: withAttributes(nil, v.attrs), at: -1, changed: true})
}

// removeVerb takes away.
type removeVerb struct {
	name glob
	find *finder // in the value; nil: whatever it is
}

func (v *removeVerb) templated() bool { return false }
func (v *removeVerb) will() string    { return "remove " + v.name.text }

func (v *removeVerb) do(l *list) {
	var gone names
	l.all = slices.DeleteFunc(l.all, func(e entry) bool {
		if e.stays || !l.named(&e, &v.name) || !v.valued(l, &e) {
			return false
		}
		name, _ := l.as.decode(e.name)
		gone.add(name)
		return true
	})
	if gone.all == nil {
		l.miss("there is no " + v.name.text)
	}
	l.hasAll("removed", gone)
}

func (v *removeVerb) valued(l *list, e *entry) bool {
	if v.find == nil {
		return true
	}
	text, _ := l.as.decode(e.value)
	return v.find.in(text)
}

// part is where a replacement is done.
type part uint8

const (
	inValue part = iota
	inName
	inRest // the attributes of a Set-Cookie
)

// replaceVerb replaces.
type replaceVerb struct {
	name glob
	part part
	find *finder
}

func (v *replaceVerb) templated() bool { return false }
func (v *replaceVerb) will() string    { return "replace in " + v.name.text }

func (v *replaceVerb) do(l *list) {
	var in names
	for i := range l.all {
		e := &l.all[i]
		if !l.named(e, &v.name) {
			continue
		}
		name, _ := l.as.decode(e.name)
		if v.replace(l, e) {
			in.add(name)
			if v.find.first {
				break
			}
		}
	}
	if in.all == nil && len(l.missed) == 0 {
		l.miss("what is to be replaced is not there")
	}
	l.hasAll("replaced in", in)
}

func (v *replaceVerb) replace(l *list, e *entry) bool {
	where, as := &e.value, l.as
	switch {
	case v.part == inName && e.stays, v.part == inValue && e.file:
		return false
	case v.part == inName:
		where = &e.name
	case v.part == inRest:
		where, as = &e.rest, asIs{}
	}
	out, over := v.find.replace(*where, as)
	if over {
		l.miss("there are too many places to replace, or what they would become is too long")
	}
	if bytes.Equal(out, *where) {
		return false
	}
	*where, e.changed = out, true
	return true
}
