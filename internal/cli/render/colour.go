package render

// Colour is a style of a terminal, as the parameters of SGR (ECMA-48 §8.3.117).
// Only the sixteen colours that every theme defines are used.
type Colour string

const (
	Plain   Colour = ""
	Bold    Colour = "1"
	Dim     Colour = "2"
	Red     Colour = "31"
	Green   Colour = "32"
	Yellow  Colour = "33"
	Blue    Colour = "34"
	Magenta Colour = "35"
	Cyan    Colour = "36"
	BoldRed Colour = "1;31"
)

// Style says how text is coloured; the zero Style not at all.
type Style struct{ Colours bool }

// Paint returns safe text in a colour.
func (s Style) Paint(c Colour, text string) string {
	if !s.Colours || c == Plain || text == "" {
		return text
	}
	return "\x1b[" + string(c) + "m" + text + "\x1b[0m"
}
