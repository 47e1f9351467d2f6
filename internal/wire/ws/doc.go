// Package ws reads the messages out of a WebSocket connection (RFC 6455) for
// the record, permessage-deflate (RFC 7692) included. It sees a copy of the
// bytes of one direction and changes nothing: relaying them is done elsewhere,
// and goes on whatever happens here.
//
// Frames are read by a parser of our own rather than a library's: those read
// from an io.Reader and block, while a tap is given bytes as they pass.
//
// Memory is bounded per direction: Config.Limit bytes of a message, as
// MaxCompressed bytes of a compressed one, and the 32 KiB window of the
// compression where it is kept from one message to the next. A message that is
// past a limit is counted and noted; when its text is needed to read the next
// ones, those are recorded as they were on the wire and say so.
package ws
