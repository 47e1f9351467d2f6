// Package jsontext edits JSON in its text: JSON Patch (RFC 6902), merge patches (RFC
// 7396), and values at JSON paths. What an edit does not name keeps its octets: blanks,
// the order of members, duplicates, the digits of numbers and the escapes of strings. What is
// added is laid out like its neighbour.
//
// Of members of the same name readers take different ones, mostly the last. What is
// replaced or removed is so in all of them; what is looked at is the last.
//
// Texts are to have passed [Check]. The work on one text is bounded: a path that goes
// through everything again and again ends with an error.
package jsontext
