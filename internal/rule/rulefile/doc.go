// Package rulefile reads the files in which rules are kept, and changes them so
// that what people wrote in them stays: comments, order, and the lines that a
// change is not about.
//
// # A file
//
// A file is a group of rules:
//
//	enabled: true        # the whole group, true unless said otherwise
//	notes: text
//	rules:
//	  - name: text       # needed, once in a file
//	    enabled: true
//	    match: filter    # none: everything
//	    after: false     # match what the rules before made of it
//	    final: false     # no rule after this one takes a turn
//	    notes: text
//	    actions:
//	      - kind: value  # one key each; what the value is depends on the kind
//
// A file is read as a whole or not at all: one that has a mistake gives all of its
// mistakes, each with line, column and what was expected, and no rules.
//
// # Limits
//
// See package node for a file's. Besides: [MaxRules] rules in a file, [MaxActions]
// actions in a rule, names of [MaxName] characters. The package opens nothing.
package rulefile

// Limits of a file.
const (
	MaxRules   = 10_000
	MaxActions = 100
	MaxName    = 200 // characters
)
