package node

import (
	"strings"
	"testing"
)

// The place of a character in a value is where it is written, in whatever style.
func TestPlace(t *testing.T) {
	for _, tt := range []struct{ name, text, find string }{
		{"plain", "m: host:a @b\n", "@"},
		{"after wide characters", "m: höst:ä @b\n", "@"},
		{"plain over lines", "m: host:a\n   path:/x @b\n", "@"},
		{"single", "m: 'it''s @b'\n", "@"},
		{"double", `m: "a\"\u00e4\t @b"` + "\n", "@"},
		{"double over lines", "m: \"a b\n   c\n\n   d @e\"\n", "@"},
		{"double with an escaped end", "m: \"a b\\\n   c @e\"\n", "@"},
		{"literal", "m: |\n  host:a\n  x @b\n", "@"},
		{"literal with a comment", "m: |-  # why\n\n  host:a\n    x @b\n", "@"},
		{"folded", "m: >\n  host:a\n  x @b\n", "@"},
		{"in braces", "{m: {x: [a, b @c]}}\n", "@"},
		{"with CRLF", "m: host:a\r\n   x @b\r\nn: 1\r\n", "@"},
		{"with a byte order mark", "\uFEFFm: x @b\n", "@"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := read(t, tt.text)
			for n.Kind != Scalar {
				n = n.kids[len(n.kids)-1]
				if n.Text() == "1" {
					n = n.up.kids[1]
				}
			}
			line, column := n.place(strings.Index(n.text, tt.find))
			lines := strings.Split(strings.TrimPrefix(tt.text, "\uFEFF"), "\n")
			if got := lines[line-1][byteOf(lines[line-1], column):]; !strings.HasPrefix(got, tt.find) {
				t.Errorf("%d:%d, which is %q", line, column, got)
			}
		})
	}
}
