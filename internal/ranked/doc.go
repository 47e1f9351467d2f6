// Package ranked keeps the numbers of entries in the order of a key, so that it is
// known at once which entry is at a place of the order and at which place an entry
// is, while entries come, go and move.
//
// A million entries take a few octets each: keys and numbers that stand together are
// alike, and are kept as what they differ by. Keys are integers; texts become integers
// by way of [Names].
//
// It is pure: it takes no lock, reads no clock and knows nothing of what entries are.
package ranked
