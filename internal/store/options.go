package store

import (
	"log/slog"
	"time"
)

// Options of a session. The zero value of each field means its default.
type Options struct {
	// BodyLimit is how many octets of a body are kept, a side. Default 64 MiB;
	// negative: none are kept.
	BodyLimit int64
	// Budget is how many octets may wait for the disk before recording calls
	// wait. Default 32 MiB.
	Budget int64
	// MaxBytes and MaxEntries bound the session on disk: past either, the
	// oldest segment is deleted with its entries. Default 2 GiB and 1,000,000.
	MaxBytes   int64
	MaxEntries int64
	// Log hears what went wrong. Default: nobody.
	Log *slog.Logger

	files    fileLayer     // tests put a failing disk here
	saveText time.Duration // and have the text index written sooner
}

const (
	// flushDelay is how long a record waits for others to share its write.
	flushDelay = 100 * time.Millisecond
	// activeTick is how often entries that are still going on are looked at; one
	// that has changed gets a record every second tick.
	activeTick = 250 * time.Millisecond
	// indexDelay is how long rows wait for others to share their transaction.
	indexDelay = 250 * time.Millisecond
	// syncEvery is how often segments are synced to the disk while they grow.
	syncEvery = time.Second
	// retryEvery is how often a write that failed is tried again.
	retryEvery = time.Second

	chunkSize   = 256 << 10 // one write(2)
	partSize    = 64 << 10  // an entry that has gathered this much gets a record
	partSizeMin = 4 << 10
	arenaTotal  = 16 << 20 // of all entries that are going on, before parts get smaller
	maxMessage  = 16 << 20
	maxHead     = 1 << 20
	maxLayout   = 1 << 20 // chunk layout of a body
	segmentMax  = 64 << 20
	segmentMin  = 1 << 20
)

func (o Options) withDefaults() Options {
	if o.BodyLimit == 0 {
		o.BodyLimit = 64 << 20
	}
	if o.BodyLimit < 0 {
		o.BodyLimit = 0
	}
	if o.Budget <= 0 {
		o.Budget = 32 << 20
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = 2 << 30
	}
	if o.MaxEntries <= 0 {
		o.MaxEntries = 1_000_000
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.saveText == 0 {
		o.saveText = saveAfter
	}
	if o.files == nil {
		o.files = osFiles{}
	}
	return o
}

// segmentEntries is the same for their number.
func (o *Options) segmentEntries() int64 { return max(o.MaxEntries/32, 16) }

// segmentSize is such that deleting one segment frees a small part of the whole.
func (o *Options) segmentSize() int64 {
	return min(max(o.MaxBytes/32, segmentMin), segmentMax)
}
