package har

import (
	"fmt"
	"strings"
)

// Limits bound what reading an archive may take. The zero value of a field
// means its default.
type Limits struct {
	Entry int64 // octets of one entry as JSON; 256 MiB
}

func (l Limits) entry() int { return int(orDefault(l.Entry, 256<<20)) }

func orDefault(n, def int64) int64 {
	if n <= 0 {
		return def
	}
	return n
}

// Report tells what an archive had.
type Report struct {
	Creator, Browser string // name and version, such as "WebInspector 537.36"
	Comment          string
	Pages            []byte // log.pages, a JSON array to which Entry.Extra's "pageref" refers, or nil
	Entries          int    // given to the function
	// Skipped counts the entries that could not be read, Damages has the first
	// of them, and what else is wrong with the file.
	Skipped int
	Damages []Damage
	// Truncated says that the file ends too early.
	Truncated bool
}

const maxDamages = 1000

// Damage is something that could not be read.
type Damage struct {
	Index  int   // of the entry, counted from 0; -1 when it is about the file
	Offset int64 // octets from the beginning of the (decompressed, UTF-8) text
	Line   int   // counted from 1
	Reason string
}

func (d Damage) String() string {
	if d.Index < 0 {
		return fmt.Sprintf("line %d, octet %d: %s", d.Line, d.Offset, d.Reason)
	}
	return fmt.Sprintf("entry %d (line %d, octet %d): %s", d.Index, d.Line, d.Offset, d.Reason)
}

// FormatError is a file that is no archive at all.
type FormatError struct {
	Offset int64
	Line   int
	Reason string
}

func (e *FormatError) Error() string {
	return fmt.Sprintf("this is not a HAR file: %s (line %d, octet %d)", e.Reason, e.Line, e.Offset)
}

// imported is flow.Exchange.Imported for an entry of this archive.
func (r *Report) imported() string {
	switch {
	case r.Creator == "" && r.Browser == "":
		return "har"
	case r.Browser == "" || r.Creator == r.Browser:
		return "har (" + r.Creator + ")"
	case r.Creator == "":
		return "har (" + r.Browser + ")"
	}
	return "har (" + r.Creator + ", " + r.Browser + ")"
}

// own reports whether an exchange's origin is an archive of ours: that needs
// no saying in the next one.
func own(imported string) bool {
	return imported == "har ("+Creator+")" || strings.HasPrefix(imported, "har ("+Creator+" ")
}
