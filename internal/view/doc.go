// Package view shows bodies to people: it finds out what a body is, by its type
// and by looking, and lays it out as text in which every span has a class, so
// that a terminal can colour it and a page can style it.
//
// It knows JSON and lines of JSON, forms, multipart bodies, XML and HTML, GraphQL, protobuf
// with and without a schema, gRPC and gRPC-Web, MessagePack, CBOR, the headers of
// images, JSON Web Tokens, event streams, text in many charsets, and shows
// everything else in hex.
//
// What it shows is hostile. Nothing is executed, rendered or fetched, no
// signature is verified (and that is said). Depth, number of parts and size are
// bounded; what is damaged is shown up to the damage, with a sentence about it,
// and the rest as it is. Values are never changed: numbers keep their digits,
// keys their order and their duplicates, strings their escapes.
//
// The package is pure: octets in, text out, the time is an argument. Making
// control characters harmless is the Style's work, since terminals and pages
// differ in that.
package view
