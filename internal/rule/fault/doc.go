// Package fault has the actions with which clients are tested: delay, which makes
// them wait, and fault, which gives them answers that are too short, broken off or malformed.
//
// Both work on the response as it goes on the wire, after all other actions; delay
// can hold the request too. A fault that comes after a number of octets does not
// come when the body ends before. Nothing here is done in a dry run, but told.
//
// # Malformed answers
//
// What no codec would write is given to the engine as the octets of a [rule.Cut].
// HTTP/2 has no place for most of it: there the stream is reset with
// PROTOCOL_ERROR, which is what a client makes of a malformed message (RFC 9113
// §8.1.1).
package fault
