// Package reenact writes exchanges as packets, in a pcapng file that Wireshark
// opens and decrypts by itself.
//
// The packets are a re-enactment: the messages are sent once more, between a TLS
// client and a TLS server of this process, and their records are written down
// together with the secrets of that connection. What is as it was captured:
// addresses and ports, times of the phases, heads, bodies and messages. What is
// not: TLS itself (it is TLS 1.3 with a certificate that was made for the file),
// how the octets were cut into segments, the interleaving of HTTP/2 streams. The
// file and the first packet of each connection say so. No secret of a real
// connection is in the file.
//
// Each connection runs from the client to the origin, as if no proxy had been in
// between. Exchanges of one connection stay on one; so many are open at a
// time, and memory is flat however many there are and however large.
package reenact
