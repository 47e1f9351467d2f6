package policy

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a policy's text.
const (
	MaxFile       = 16 << 20 // bytes of a file
	MaxLine       = 4096     // bytes of a line
	MaxStatements = 100_000  // lines that say something
)

// checkLine refuses what no line may hold: too many bytes, bytes that are not
// UTF-8, control characters.
func checkLine(line string) *SyntaxError {
	if len(line) > MaxLine {
		return &SyntaxError{Column: 1, Found: line, Want: fmt.Sprintf("a line of at most %d bytes; it has %d", MaxLine, len(line))}
	}
	for i, r := range line {
		if r == utf8.RuneError && !strings.HasPrefix(line[i:], "\uFFFD") {
			return &SyntaxError{Column: columnAt(line, i), Found: line[i : i+1], Want: "UTF-8"}
		}
		if r != '\t' && unicode.IsControl(r) {
			return &SyntaxError{Column: columnAt(line, i), Found: string(r), Want: "no control character"}
		}
	}
	return nil
}
