// Package flow is the vocabulary of Rockxy: what passes between a client and an
// origin, in the terms of RFC 9110, without loss.
//
// It holds values only. It does no I/O, reads no clock and knows neither
// net/http nor net: *http.Request as a model of traffic loses the order, case
// and bytes that a debugging proxy exists to show.
//
// Byte slices in these types are views of a buffer that somebody else owns,
// unless a comment says otherwise. Clone what must outlive the call.
package flow
