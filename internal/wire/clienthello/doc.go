// Package clienthello reads a TLS ClientHello (RFC 8446 §4.1.2, RFC 5246
// §7.4.1.2) from the first bytes of a connection, without consuming them: the
// names, the ALPN offer and the rest of what a decision needs before any TLS
// stack is started, and the JA4 fingerprint.
//
// It is as strict about structure as a TLS server: lengths must add up, no
// extension may come twice, and the bodies of the extensions that it reads
// hold nothing else. A hello that two readers could understand differently is
// an error, because a policy decision rests on it. Values are not judged:
// unknown versions, suites and extensions are listed as they come.
//
// It reads only what is in plain text. Under Encrypted Client Hello that is
// the outer hello. A message has at most MaxSize
// bytes in at most MaxRecords records.
package clienthello
