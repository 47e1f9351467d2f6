package walls

import (
	"fmt"
	"sort"
)

// floors gives each package its height; a package imports only what stands
// lower, or beside it. A package that is not here has no place yet: give it one
// when it is added, with the design in mind.
func floors() map[string]int {
	return map[string]int{
		"internal/flow": 0,

		"internal/lru":      1, // a data structure, knows nothing of HTTP
		"internal/ranked":   1, // the same
		"internal/durable":  1, // files, knows nothing of what is in them
		"internal/quantity": 1, // words for numbers, know nothing of what is counted
		"internal/macos":    1, // bindings, know nothing of trust or custody
		"internal/wire":     1,

		"internal/mitm": 2, "internal/ca": 2, "internal/policy": 2, "internal/filter": 2, "internal/rule": 2,
		"internal/har": 2, "internal/export": 2, "internal/config": 2, "internal/content": 2, "internal/verdict": 2, "internal/view": 2,
		"internal/layout":  2, // views of any size, in files of its own
		"internal/compose": 2,

		"internal/proxy": 3, "internal/api": 3, "internal/store": 3,
		"internal/trust": 3, "internal/sysproxy": 3, "internal/helper": 3, "internal/attrib": 3, "internal/launch": 3,
		"internal/sandbox": 3, "internal/setup": 3, "internal/web": 3, "internal/demo": 3,

		"internal/app":     4,
		"internal/cli":     5,
		"cmd":              6,
		"internal/testkit": 7, "internal/e2e": 7,
	}
}

func floorOf(pkg string) (height int, ok bool) {
	for name, n := range floors() {
		if within(pkg, name) {
			return n, true
		}
	}
	return 0, false
}

func downwards(f *File) (broken []string) {
	from, ok := floorOf(f.Package)
	if !ok {
		return []string{f.Package + "/" + f.Name + ": package has no floor; add it to floors()"}
	}
	for p := range f.Imports {
		own, ok := inside(p)
		if !ok {
			continue
		}
		if to, _ := floorOf(own); to > from {
			broken = append(broken, fmt.Sprintf("%s/%s (floor %d) imports %s (floor %d)", f.Package, f.Name, from, own, to))
		}
	}
	sort.Strings(broken)
	return broken
}
