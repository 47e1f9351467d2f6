// Package pcapng writes packet captures in the pcapng format
// (draft-ietf-opsawg-pcapng), with TLS secrets inside, so that Wireshark shows
// what was captured without a key file.
//
// Rockxy has no packets: it captures messages. Stream writes a TCP connection
// as it could have been: a handshake, segments that carry given octets,
// acknowledgements, an end. What carries it is bare IP; checksums and lengths
// are right, sequence numbers are made up. The file says that it is a
// re-enactment.
//
// It does no I/O but writing to the given writer, reads no clock, and holds
// nothing but one segment.
package pcapng
