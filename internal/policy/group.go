package policy

// Group is a ready-made part of the bypass list.
type Group struct {
	Name     string   // as the file says it
	Title    string   // for people
	Why      string   // what breaks when these hosts are intercepted
	Patterns []string // each as ParsePattern reads it
}

func (g Group) entries() []Entry {
	entries := make([]Entry, 0, len(g.Patterns))
	for _, text := range g.Patterns {
		if p, err := ParsePattern(text); err == nil { // a test parses them all
			entries = append(entries, Entry{Action: Bypass, Pattern: p, Group: g.Name})
		}
	}
	return entries
}

// Groups are all groups, in the order in which people are shown them.
func Groups() []Group {
	return []Group{appleGroup(), googlePlayGroup(), windowsUpdateGroup(), certificateStatusGroup(), privateRangesGroup()}
}

// GroupNames are their names.
func GroupNames() (names []string) {
	for _, g := range Groups() {
		names = append(names, g.Name)
	}
	return names
}

// GroupNamed is the group with a name.
func GroupNamed(name string) (Group, bool) {
	for _, g := range Groups() {
		if g.Name == name {
			return g, true
		}
	}
	return Group{}, false
}
