// Package grpc reads the length-prefixed messages out of a gRPC body (gRPC over
// HTTP/2, "Length-Prefixed-Message") or a gRPC-Web one for the record, as the
// bytes pass. It changes nothing. The protobuf inside is left as it is.
//
// Memory is bounded: Config.Limit bytes of a message are kept, as MaxCompressed
// bytes of a compressed one; what is longer is counted and noted. gzip is
// decoded, other codings are recorded as they were on the wire. The base64 form
// (application/grpc-web-text) is not read.
package grpc
