package compose

import "strings"

// shell is whose quoting a command is in.
type shell int

const (
	posix      shell = iota
	cmdExe           // with the doubled quoting of what the program sees
	powerShell       // with backticks
)

// shellOf tells by what only one of them has. A command in one line without such
// signs is read as a POSIX shell reads it.
func shellOf(text string) shell {
	if caretQuotes(text) {
		return cmdExe
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\r\n")
		switch {
		case strings.HasSuffix(line, "\\"):
			return posix
		case strings.HasSuffix(line, " ^"):
			return cmdExe
		case strings.HasSuffix(line, " `"):
			return powerShell
		}
	}
	if first, _, _ := strings.Cut(text, " "); strings.HasSuffix(strings.ToLower(first), "curl.exe") {
		if strings.Contains(text, "'") {
			return powerShell
		}
		return cmdExe
	}
	return posix
}

// caretQuotes reports whether quotes are written as browsers write them for cmd.exe. The
// first tells: others may be in what is quoted.
func caretQuotes(text string) bool {
	i := strings.IndexAny(text, `'"`)
	return i > 0 && text[i-1:i+1] == `^"`
}

// words are those of a command up to its end. notes are what in it the shell would
// have filled in, and what follows the command.
func words(text string) (all, notes []string, err error) {
	switch shellOf(text) {
	case cmdExe:
		return cmdWords(text)
	case powerShell:
		return powerWords(text)
	}
	return posixWords(text)
}

// splitter collects words.
type splitter struct {
	text  string
	i     int
	word  strings.Builder
	begun bool // there is a word, perhaps an empty one
	all   []string
	notes []string
}

func (s *splitter) end() {
	if s.begun {
		s.all = append(s.all, s.word.String())
		s.word.Reset()
		s.begun = false
	}
}

func (s *splitter) put(p string) {
	s.word.WriteString(p)
	s.begun = true
}

// peek is the next octets, fewer at the end.
func (s *splitter) peek(n int) string { return s.text[s.i:min(s.i+n, len(s.text))] }

// left names what follows the command.
func (s *splitter) left() {
	if rest := strings.TrimSpace(s.text[s.i:]); rest != "" {
		s.notes = append(s.notes, "What follows the command is left out: "+short(firstLine(rest)))
	}
	s.i = len(s.text)
}

func firstLine(s string) string {
	line, _, more := strings.Cut(s, "\n")
	if line = strings.TrimRight(line, "\r"); more {
		line += " …"
	}
	return line
}

// variable notes what a shell would have filled in.
func (s *splitter) variable(name string) {
	n := "The shell would have filled in " + short(name) + "; it stands in the request as it is written."
	for _, have := range s.notes {
		if have == n {
			return
		}
	}
	s.notes = append(s.notes, n)
}

func unclosed(quote string) error {
	return refuse("Copy the command again, whole.", "the command has a %s that is never closed", quote)
}
