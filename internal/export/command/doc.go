// Package command writes a captured request as a program that sends it again:
// for curl (in a POSIX shell, PowerShell, cmd.exe), HTTPie, fetch, Python's
// requests and Go.
//
// What was captured is hostile: nothing of it is ever outside a literal of the
// language that is written, and an option never begins with it. Shell commands
// for POSIX need the shell's own printf and no other program. They go to the
// origin itself, whatever proxy is configured.
//
// The same request means: method, target, fields in order and body in octets.
// Each tool has its limits: those that would change the request are named in a
// comment, and what cannot be sent at all is an *UnsupportedError. Fields that
// were meant for a proxy are left out. Of trailers there are none.
package command
