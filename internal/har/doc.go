// Package har writes captured exchanges as an HTTP Archive (HAR 1.2) and reads
// archives of other tools, and its own, back into the terms of flow.
//
// It is pure: readers and writers come from outside, no clock is read. The
// Writer holds one buffer however large bodies are; Read holds one entry.
//
// What HAR has no place for is in members called "_rockxy", so that writing,
// reading and writing again gives the same octets. They hold only what differs
// from what the rest of the entry says already. Not kept are: the encoded form
// of a body whose content coding could be undone (HAR has the decoded content;
// reading applies the codings again and says so in flow.Body.Recoded), unless
// Options.Wire asks for it; the order of interim responses among trailers; and
// from other tools' files what flow has no word for, which Entry.Extra holds.
//
// Archives are hostile input: entries, compressed files and what is decoded are
// bounded (see Limits), and a damaged entry never spoils the others.
package har
