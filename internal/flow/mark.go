package flow

import "slices"

// Mark is what a person noted about an entry. The zero Mark is none.
type Mark struct {
	Pinned  bool // retention leaves the entry alone
	Colour  Colour
	Comment string
}

// MaxComment is how many octets a comment may have.
const MaxComment = 4096

// Colour is the name of a colour that an entry was given, empty for none.
type Colour string

// Colours returns the names that there are.
func Colours() []Colour {
	return []Colour{"red", "orange", "yellow", "green", "blue", "purple", "grey"}
}

// Valid reports whether c is one of Colours, or none.
func (c Colour) Valid() bool { return c == "" || slices.Contains(Colours(), c) }
