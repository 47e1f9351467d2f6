package node

import (
	"strings"
	"testing"
	"time"
)

// No file within the limit keeps anybody waiting: what takes time with the square of
// the size would take minutes.
func TestHostileShapesAreQuick(t *testing.T) {
	for _, unit := range []string{"[", "{", "- ", "? ", "a: ", "&a ", "*a ", "!t ", "\"", "'", "|\n", "> \n", "#", "\n", " ", "\t", "a\n", ",", "[],", "{},", "a: b\n", "- a\n", "&a [*a] ", "%", "---\n", "a:\n ", "\\", "\xff", "é", "- |\n  x\n", "[a, ", "{a: ", "- - ", "?\n", ":\n", "x: &x\n"} {
		text := strings.Repeat(unit, MaxFile/4/len(unit))
		began := time.Now()
		_, err := Read("f", []byte(text))
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%q takes %s: %.200v", unit, took, err)
		}
	}
}
