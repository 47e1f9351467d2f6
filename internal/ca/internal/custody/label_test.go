package custody

import (
	"regexp"
	"testing"
)

func TestLabelOf(t *testing.T) {
	if got, want := labelOf("root", "/home/ada/.local/share/rockxy/ca"), "rockxy-root-630188deb724e6a1b9b672b2cc45a39a"; got != want {
		t.Errorf("is %s, want %s: keys of earlier versions are lost", got, want)
	}
	seen := map[string]string{}
	for _, c := range [][2]string{{"root", "/a"}, {"root", "/b"}, {"next", "/a"}, {"root", `C:\Users\Ada\ca`}, {"root", ""}} {
		label := labelOf(c[0], c[1])
		if !regexp.MustCompile(`^rockxy-(root|next)-[0-9a-f]{32}$`).MatchString(label) {
			t.Errorf("%q has the label %q", c, label)
		}
		if other, ok := seen[label]; ok {
			t.Errorf("%s and %s are both %s", c, other, label)
		}
		seen[label] = c[0] + c[1]
	}
}
