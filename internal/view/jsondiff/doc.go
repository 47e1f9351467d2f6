// Package jsondiff compares JSON texts as values: the order of members, the layout and the
// escapes of strings do not count, the digits of numbers do. What is different is told twice:
// as lines of one layout that both values have, and as a list of places.
//
// Arrays are aligned by what is equal in them, objects by the names of members. It is pure,
// and its work is bounded by the size of the texts, which are to be at most a few MiB.
package jsondiff
