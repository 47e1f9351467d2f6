// Package grams is an index that says where a piece of text may be. Entries
// are gathered in cells, 64 cells in a shard. A shard knows of every sequence of
// three characters, and of five, in which of its cells it occurs: a word of 64
// bits each. Looking for a text is putting the words of its sequences together.
//
// An answer may name cells that have not the text (all its sequences, but
// apart; or another sequence of five that falls on the same place of the
// table); it never leaves out one that has. Whoever asks looks into the entries
// of the cells.
//
// Text has to be folded by whoever adds it and whoever asks, in the same way.
// The package is pure but for the io.ReaderAt that a shard is read from. What it
// reads may be damaged: it never reads past it.
package grams
