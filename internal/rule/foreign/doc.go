// Package foreign reads the rules of other tools and writes them as rule files.
//
// Read are settings that Charles exports, as a whole or of one tool (XML);
// exports of Proxyman's tools (JSON, or a property list as XML); and the rules of the
// Rockxy that is an application for macOS (JSON). The content tells which it is.
//
// In those tools, of several rules that match often only the first counts. Here all
// of them do, so a rule that would be overruled there is written with a match that leaves
// out what those before it have taken.
//
// What has no counterpart is left out and listed with the reason. Each rule that comes out
// has been read by the reader of rule files.
//
// # Limits
//
// A file has at most [MaxFile] octets, 200,000 elements or values, 64 in each
// other. XML with a document type that declares anything is refused, so there are no
// entities besides XML's own five. Nothing in a file is opened or run; paths
// in it are carried over as texts.
package foreign

// MaxFile bounds a file, in octets.
const MaxFile = 32 << 20

const (
	maxValues = 200_000
	maxDepth  = 64
)
