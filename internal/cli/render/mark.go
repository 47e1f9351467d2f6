package render

import (
	"rockxy/internal/api"
	"rockxy/internal/flow"
)

// marks stands before the URL of an entry that a person has marked: a star when
// it is pinned, a dot in its colour, a pen when there is a comment.
func (l List) marks(f *api.Flow) (text string, cells int) {
	add := func(c Colour, sign string) {
		text += l.Paint(c, sign)
		cells += Width(sign)
	}
	if f.Pinned {
		add(Yellow, "★")
	}
	if f.Colour != "" {
		add(markColour(f.Colour), "●")
	}
	if f.Comment != "" {
		add(Plain, "✎")
	}
	if cells > 0 {
		add(Plain, " ")
	}
	return text, cells
}

// remark is the comment, at the end of a row that may be of any length.
func (l List) remark(f *api.Flow) string {
	if l.Width > 0 || f.Comment == "" {
		return ""
	}
	return " ✎ " + Safe(f.Comment)
}

// markColour is the nearest of the colours that every theme has.
func markColour(c flow.Colour) Colour {
	switch c {
	case "red":
		return Red
	case "orange", "yellow":
		return Yellow
	case "green":
		return Green
	case "blue":
		return Blue
	case "purple":
		return Magenta
	}
	return Dim
}

// mark is what a person noted, in words.
func mark(d *api.Detail) (words []string) {
	if d.Pinned {
		words = append(words, "pinned")
	}
	return append(words, Safe(string(d.Colour)), Safe(d.Comment))
}
