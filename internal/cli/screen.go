package cli

import (
	"io"
	"os"

	"golang.org/x/term"

	"rockxy/internal/cli/render"
)

// screen is a place to write to: a terminal, or a pipe or file.
type screen struct {
	io.Writer
	render.Style
	fd       int
	terminal bool
}

func newScreen(w io.Writer) screen {
	s := screen{Writer: w}
	f, ok := w.(*os.File)
	if !ok {
		return s
	}
	s.fd = int(f.Fd())
	if s.terminal = term.IsTerminal(s.fd); !s.terminal {
		return s
	}
	// https://no-color.org: set to anything but the empty string.
	s.Colours = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && enableEscapes(s.fd)
	return s
}

// size is that of the terminal; a width of 0 means that lines may be of any
// length.
func (s screen) size() (width, height int) {
	if !s.terminal {
		return 0, 0
	}
	width, height, err := term.GetSize(s.fd)
	if err != nil || width <= 0 {
		return 80, 24
	}
	return width, height
}
