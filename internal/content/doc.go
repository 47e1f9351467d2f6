// Package content makes bodies readable: it undoes content codings (RFC 9110
// §8.4), tells text from other octets and turns text into UTF-8.
//
// It is for looking at what was captured, and for bodies that rules edit while they
// pass; nothing else that passes is decoded. It is pure and
// bounded: a coding that grows past the limits is given up, because bodies are hostile.
package content
