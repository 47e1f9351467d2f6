package node

import (
	"path/filepath"
	"strconv"
	"strings"
)

// Canonical is the value in a form that does not depend on how it is written:
// two values that say the same have the same.
func (n *Node) Canonical() string {
	var b strings.Builder
	n.canonical(&b)
	return b.String()
}

func (n *Node) canonical(b *strings.Builder) {
	switch {
	case n == nil:
		return
	case n.Kind == Null:
		b.WriteString("null")
	case n.Kind == Scalar && n.Style == Plain: // 1 and "1" may not be the same to who reads them
		b.WriteByte('=')
		fallthrough
	case n.Kind == Scalar:
		b.WriteString(strconv.Quote(n.text))
	default:
		ends := map[Kind]string{List: "[]", Mapping: "{}"}[n.Kind]
		b.WriteByte(ends[0])
		for _, kid := range n.kids {
			kid.canonical(b)
			b.WriteByte(',')
		}
		b.WriteByte(ends[1])
	}
}

// File is the path that a value names, one that is relative being of the rule
// file's directory; empty for nothing.
func (n *Node) File() string {
	path := n.String("")
	if path == "" || filepath.IsAbs(path) || n.doc.path == "" {
		return path
	}
	return filepath.Join(filepath.Dir(n.doc.path), filepath.FromSlash(path))
}
