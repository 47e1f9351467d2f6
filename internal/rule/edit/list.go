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
	before := len(l.all)
	for i := len(l.all) - 1; i > at; i-- {
		if l.named(&l.all[i], &g) && !l.all[i].stays {
			l.all = slices.Delete(l.all, i, i+1)
		}
	}
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
	kept := l.all[:0:0]
	var gone []string
	for i := range l.all {
		e := &l.all[i]
		if e.stays || !l.named(e, &v.name) || !v.valued(l, e) {
			kept = append(kept, *e)
			continue
		}
		name, _ := l.as.decode(e.name)
		gone = append(gone, string(name))
	}
	if l.all = kept; gone == nil {
		l.miss("there is no " + v.name.text)
		return
	}
	for _, name := range gone[:min(len(gone), maxTold)] {
		l.has("removed " + name)
	}
	if len(gone) > maxTold {
		l.has("and more")
	}
}

// maxTold bounds the names in a sentence.
const maxTold = 10

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
	n := 0
	for i := range l.all {
		e := &l.all[i]
		where, as := &e.value, l.as
		switch {
		case !l.named(e, &v.name):
			continue
		case v.part == inName && e.stays, v.part == inValue && e.file:
			continue
		case v.part == inName:
			where = &e.name
		case v.part == inRest:
			where, as = &e.rest, asIs{}
		}
		out, changed := v.find.replace(*where, as)
		if !changed {
			continue
		}
		name, _ := l.as.decode(e.name)
		l.has("replaced in " + string(name))
		*where, e.changed = out, true
		if n++; v.find.first {
			return
		}
	}
	if n == 0 {
		l.miss("what is to be replaced is not there")
	}
}
