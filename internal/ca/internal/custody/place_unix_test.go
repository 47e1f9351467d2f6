//go:build unix

package custody

import (
	"os"
	"testing"
)

func TestPlaceIsForItsUserAlone(t *testing.T) {
	p := Place{Dir: t.TempDir()}
	if err := p.write("x", nil); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(p.file("x"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != 0o600 {
		t.Errorf("mode is %v, want 0600", info.Mode())
	}
}
