// Package node reads the values of a rule file: each [Node] is one YAML value that
// knows its file, line and column, so that what is wrong with it can be said
// where it is.
//
// What cannot be read is recorded as it is found, and the accessor returns the
// default: a parser reads all it wants, asks [Node.Err] at its end, and the user is
// told of all mistakes at once. A value that is not there is a nil *Node, of
// which every accessor returns the default.
//
//	// Parse reads an action such as `block: {status: 503, how: close}`.
//	func Parse(n *node.Node) (rule.Action, error) {
//		m := n.Map("status", "page", "how", "after", "headers")
//		a := &Block{
//			Status: m.Get("status").Int(503, 100, 999),
//			Page:   m.Get("page").String(""),
//			How:    m.Get("how").OneOf("answer", "answer", "close", "reset", "hang"),
//			After:  m.Get("after").Duration(0, 0, time.Hour),
//			Fields: m.Get("headers").Fields(),
//		}
//		if a.How != "answer" && m.Has("page") {
//			return nil, m.Get("page").Errorf("a page needs an answer; expected how: answer, or no page")
//		}
//		return a, n.Err()
//	}
//
// # Limits
//
// A file has at most [MaxFile] octets, [MaxDepth] values in each other, and
// [MaxNodes] values when its aliases are written out. Tags, merge keys, duplicate
// keys and a second document are refused. The package opens nothing.
package node

// Limits of a file.
const (
	MaxFile  = 1 << 20 // octets
	MaxDepth = 40
	MaxNodes = 100_000 // with aliases written out
)
