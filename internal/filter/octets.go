package filter

import "unsafe"

// octets is a view of a string, to be read only: the same search serves
// columns, which are strings, and bodies, which are not.
func octets(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// viewString is a string over b, for as long as b does not change.
func viewString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
