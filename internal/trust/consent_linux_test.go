package trust

import (
	"errors"
	"os"
	"strings"
	"testing"

	"rockxy/internal/testkit"
)

// pty is a terminal and the person at it.
func pty(t *testing.T) (person, terminal *os.File) {
	t.Helper()
	person, terminal, err := testkit.Terminal()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { person.Close(); terminal.Close() })
	return person, terminal
}

func TestAsk(t *testing.T) {
	_, _, our, p := fakeDebianStand(t)
	f := Fingerprint(our.root)
	for answer, ok := range map[string]bool{
		f.Code(): true, strings.ToLower(f.Code()): true, " " + f.Code() + " ": true,
		"": false, "y": false, "yes": false, "00000000": f.Code() == "00000000", f.Code()[:7]: false, f.Hex(): false,
	} {
		person, terminal := pty(t)
		if _, err := person.WriteString(answer + "\n"); err != nil {
			t.Fatal(err)
		}
		var said strings.Builder
		c, err := Ask(p, terminal, &said)
		if !strings.Contains(said.String(), f.String()) {
			t.Errorf("the fingerprint is not shown in %q", said.String())
		}
		if ok != (err == nil) || ok != (c.plan == p) || !ok && !errors.Is(err, ErrDeclined) {
			t.Errorf("%q: %v", answer, err)
		}
		if !ok {
			wantRefused(t, p, c)
		}
	}
}
