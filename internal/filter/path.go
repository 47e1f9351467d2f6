package filter

// PathStep is one step of a JSON path such as $.items[*].price.
type PathStep struct {
	Kind  PathKind
	Name  string // of a PathMember or PathDeep; of the latter "*" is any
	Index int    // of a PathItem; negative counts from the end
}

// PathKind is what a step does.
type PathKind uint8

const (
	PathMember = PathKind(member) // .name, ['name']
	PathItem   = PathKind(item)   // [n]
	PathAll    = PathKind(all)    // [*], .*
	PathDeep   = PathKind(deep)   // ..name, at any depth
)

// ParsePath reads a JSON path as json: takes it; the $ can be left out. When ok is
// false, s is none from its octet at on.
func ParsePath(s string) (steps []PathStep, at int, ok bool) {
	read, n, ok := parsePath(s)
	if !ok || n < len(s) {
		return nil, n, false
	}
	for _, st := range read {
		steps = append(steps, PathStep{PathKind(st.kind), st.name, st.index})
	}
	return steps, n, true
}
