package rulefile

import (
	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

// Kind is one kind of action: its name in a file and who reads it.
type Kind struct {
	Name    string
	Summary string      // what it does, in a few words, without a period
	Phases  rule.Phases // in which actions of the kind may want a turn
	// Parse reads the value, which is a node.Null when only the name is there. Its
	// error, if the node has not recorded it, is placed at the value.
	Parse func(n *node.Node) (rule.Action, error)
}

// names are those of kinds, in order.
func names(kinds []Kind) []string {
	all := make([]string, len(kinds))
	for i, k := range kinds {
		all[i] = k.Name
	}
	return all
}

// PhaseNames are the phases of a set, in order.
func PhaseNames(s rule.Phases) (all []string) {
	for p := rule.Connect; p <= rule.Messages; p++ {
		if s.Has(p) {
			all = append(all, p.String())
		}
	}
	return all
}
