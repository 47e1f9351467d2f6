// Package export writes captured exchanges in other forms than archives. It has
// the octets of the wire itself; below it are
//
//   - redact: secrets replaced by stand-ins, for all that leaves the store,
//   - command: requests as commands and programs,
//   - reenact and pcapng: exchanges as packets that Wireshark opens and decrypts.
//
// All take a har.Entry, and what redact returns is one. Nothing here opens
// files or connections.
package export
