//go:build race

package store

import "flag"

// The race detector makes a search cost ten times as much, and sees in few what it would
// see in many.
func init() { _ = flag.Lookup("rapid.checks").Value.Set("25") }
