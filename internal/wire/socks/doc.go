// Package socks is the server's side of SOCKS version 5 (RFC 1928), and of its
// user name and password method (RFC 1929), as a function of bytes.
//
// It serves CONNECT alone: BIND and UDP ASSOCIATE are answered with "command
// not supported". Names are handed on unresolved. SOCKS4 and 4a are recognised,
// so that they can be refused in their own language. The GSSAPI method is not
// offered.
//
// Every message has a length of at most 515 bytes; nothing needs more buffer
// than that.
package socks
