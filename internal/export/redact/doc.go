// Package redact takes secrets out of an exchange before it leaves the machine's
// store, and puts stand-ins in their place.
//
// A stand-in has the length and the shape of its secret: the same classes of
// characters at the same places, a JSON Web Token stays three parts whose
// header and claims can be read, "sk_live_" stays in front. The same secret gets
// the same stand-in throughout one export. Stand-ins come from a random key that
// dies with the export, so they lead neither back to the secret nor to the
// stand-ins of another export.
//
// Secrets are found by name (fields, cookies, members of JSON, forms, queries,
// multipart parts, XML) and by shape (tokens with known prefixes, JSON Web
// Tokens, private keys, passwords in URLs). What was found once is then
// replaced wherever else it stands, also in base64 and percent-encoded.
// Content codings are undone and, where something was replaced, applied again.
//
// What cannot be searched is left out, and the entry says so: bodies past the
// limits, with an unknown coding or damaged, and the raw octets of upgraded
// connections, whose messages stay. What the package cannot do: read archives,
// images or what the application encrypted itself; know a secret that
// neither its name nor its shape gives away.
//
// It does no I/O but reading the bodies it is given, and reads no clock.
package redact

// Notice is what a file says whose secrets were replaced, and WithSecrets
// what one says whose were not.
const (
	Notice      = "Secrets were replaced by stand-ins of the same shape."
	WithSecrets = "This file contains secrets as they were captured: passwords, cookies, tokens. Share it with nobody."
)
