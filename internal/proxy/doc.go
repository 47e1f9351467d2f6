// Package proxy is the engine: it accepts client connections, finds out what
// they speak, connects to origins and relays exchanges between the two while a
// Recorder listens.
//
// One port speaks HTTP proxy (absolute-form and CONNECT) and SOCKS5. What is in
// a tunnel decides what happens next: TLS is intercepted, plain HTTP/1 and
// HTTP/2 are read, anything else is passed through. HTTP/1 and HTTP/2 meet in
// the neutral events of stream.go; above them an exchange is ordinary blocking
// Go (exchange.go).
//
// The package never uses net/http, never dials anything that a client did not
// ask for, and never dials its own listeners. It changes nothing in a message
// except what the role of a proxy requires (RFC 9110 §7.6).
package proxy
