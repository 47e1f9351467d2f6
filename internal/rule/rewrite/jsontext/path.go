package jsontext

import "rockxy/internal/filter"

// Set puts value at each place of a path, and says at how many. A member that is
// missing at the end of a path is added, with the objects on the way to it if
// they are named by the path one by one; items are not added.
func Set(doc []byte, path []filter.PathStep, value []byte) (out []byte, n int, err error) {
	e := edit{text: over(doc), value: value, set: true}
	return e.run(path)
}

// Remove takes away what is at each place of a path, and says at how many.
func Remove(doc []byte, path []filter.PathStep) (out []byte, n int, err error) {
	e := edit{text: over(doc)}
	return e.run(path)
}

// edit goes through a text and collects what is to be changed.
type edit struct {
	text
	value   []byte
	set     bool // else remove
	splices []splice
	away    int // how many were removed
}

func (e *edit) run(path []filter.PathStep) ([]byte, int, error) {
	at := e.blank(0)
	switch {
	case len(path) > 0:
		e.at(at, path)
	case e.set:
		e.replace(at, e.end(at))
	}
	if *e.work < 0 {
		return nil, 0, errWork
	}
	out, n := apply(e.doc, e.splices)
	if !e.set {
		n = e.away
	}
	return out, n, nil
}

func (e *edit) replace(from, to int) {
	e.splices = append(e.splices, splice{from, to, e.value})
}

// at edits what a path leads to from the value at.
func (e *edit) at(at int, path []filter.PathStep) {
	if *e.work--; *e.work < 0 {
		return
	}
	step, rest := path[0], path[1:]
	if step.Kind == filter.PathItem && step.Index < 0 {
		_, n := e.last(at)
		step.Index = max(step.Index+n, -1)
	}
	if len(rest) == 0 && !e.set {
		e.remove(at, step)
	} else {
		found := false
		for k := range e.kids(at) {
			if e.takes(step, k) {
				found = true
				if len(rest) > 0 {
					e.at(k.from, rest)
				} else {
					e.replace(k.from, k.to)
				}
			}
		}
		if !found && e.set && step.Kind == filter.PathMember && e.doc[at] == '{' {
			e.add(at, step.Name, rest)
		}
	}
	if step.Kind == filter.PathDeep {
		for k := range e.kids(at) {
			if len(rest) > 0 || !e.takes(step, k) {
				e.at(k.from, path)
			}
		}
	}
}

// takes reports whether a step leads to a kid.
func (e *edit) takes(step filter.PathStep, k kid) bool {
	switch step.Kind {
	case filter.PathMember:
		return e.named(k, step.Name)
	case filter.PathDeep:
		return step.Name == "*" || e.named(k, step.Name)
	case filter.PathItem:
		return k.key < 0 && k.i == step.Index
	}
	return true
}

func (e *edit) remove(at int, step filter.PathStep) {
	splices, n := e.cut(at, func(k kid) bool { return e.takes(step, k) })
	e.splices, e.away = append(e.splices, splices...), e.away+n
}

// add adds a member, and in it what the rest of the path names.
func (e *edit) add(at int, name string, rest []filter.PathStep) {
	value := e.value
	for i := len(rest) - 1; i >= 0; i-- {
		if rest[i].Kind != filter.PathMember {
			return
		}
		value = join([]byte("{"), Quote(rest[i].Name), []byte(":"), value, []byte("}"))
	}
	e.splices = append(e.splices, e.insert(at, name, value))
}
