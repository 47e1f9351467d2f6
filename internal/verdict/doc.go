// Package verdict judges why a client's TLS handshake with us failed, from the
// history of all handshakes.
package verdict
