// Package edit is the actions that change what stands in a head: fields and trailers,
// query and form parameters, cookies, the method, the status, the URL; and what people do with
// them daily as presets.
//
// All of them know the same verbs. "add" puts one more at the end. "set" replaces
// the first one of a name in its place and removes the others, or adds it. "remove" takes
// away what a name or a glob names. "replace" looks for a text or a regular expression in names or
// values. They are done in the order in which they are written.
//
// What is not touched keeps its octets: order, case, duplicates, blanks and
// percent-encoding. Query and form parameters are compared and replaced decoded; what is put in is
// encoded, and what stands around it stays as it was.
//
// # What it refuses
//
// The fields that say where a message ends (Content-Length, Transfer-Encoding) and those
// of one connection (Connection, Upgrade, TE and the like) follow from what is sent, and a rule that names
// them is refused when it is read; globs pass them by. With another Content-Encoding the body is encoded
// anew. What cannot stand on the wire is not sent, and the trace says what it was.
//
// The package opens nothing but the files that a rule names for a password or token.
package edit
