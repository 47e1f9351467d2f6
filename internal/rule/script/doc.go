// Package script is the action that runs JavaScript of the user: onRequest,
// onResponse and onMessage see one exchange or message, change it, answer it, drop
// it or end it. What scripts find is typed in rockxy.d.ts, which [Types] returns,
// and told in docs/rules.md.
//
// # Machines
//
// Each call has a machine of its own, an engine in which the script was loaded and
// nothing else has run: nothing that a script leaves behind, in a variable or in a
// prototype, is seen by the next call. What is to last is kept in context.local, of the exchange,
// or context.shared, of all scripts of a group: JSON of a bounded size. Machines are made
// ahead, so that a call seldom waits for one.
//
// # Limits
//
// A call has its time, its own only: waiting for a body does not count. It has memory and a depth
// of calls. What runs into one of them is stopped, and has changed nothing: what a script did
// counts when it has come to its end. A call of the engine's own that cannot be stopped (a search through
// an array of billions of holes) is left to itself, and when two of one script are about, the
// script is off. So it is after ten failures in a row, until its text changes.
//
// There are no connections, files, modules, timers, workers, or eval of anything that lasts.
// The octets of a body are asked for when the script looks at them, and streams go by
// when it does not.
package script
