// Package cli is the command line: commands, flags, what people read, and hints
// for the next step. Decisions are made elsewhere; text is made in render.
//
// What was asked for goes to standard output, everything else to standard
// error. Errors are one sentence and, where there is one, the next step. Exit
// statuses: 0 done, 1 failed, 2 the command line was wrong; `run` exits with
// its program's.
package cli
