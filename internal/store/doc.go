// Package store keeps what was captured: a session on disk that is written by
// one process and can be read by any number at the same time.
//
// A session is a directory. Append-only segment files hold everything, in
// checksummed records: heads, bodies, messages, connections, and the summary of
// each entry (an exchange, a tunnel or a handshake failure). A SQLite database
// beside them is the index: one row per entry with its summary and the place of
// its last record. The index is derived from the segments and is written
// behind them; it can be rebuilt from them at any time.
//
// # What it promises
//
//   - A crash of the process loses at most the last second: records reach the
//     kernel within [flushDelay], entries that are still going on get a record
//     at least every second. A power cut loses what the disk had not yet got:
//     segments are synced about once a second.
//   - It opens without a repair step. A torn tail is recognised by its
//     checksum, cut, and reported in [Recovery].
//   - Memory is bounded by [Options.Budget] and does not depend on how much was
//     captured. When the budget is full, recording calls wait.
//   - What is pinned outlives retention; what was deleted stays deleted; a large
//     body that is there already is stored once.
//   - When the disk cannot be written, capture pauses, [Store.Status] says so
//     with a fault, and it resumes by itself. Nothing else fails.
//
// # What it does not do
//
// It does not judge what it is given. Bodies are kept as on the wire up to
// [Options.BodyLimit] a side, and decoded only to be searched.
//
// # How it searches
//
// Behind the rows come blocks, the summaries of 4096 entries a column at a time,
// and behind the segments comes an index of their text. [Reader.Search] narrows a
// filter's plan down with both and asks the filter about what is left, so that
// what they lack costs time, never an answer: see [Query.Scan] and
// [Status.Text].
package store
