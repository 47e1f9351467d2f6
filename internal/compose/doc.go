// Package compose reads requests as people have them at hand: a URL, a request as
// HTTP/1.1 writes it, a cURL command in the quoting of a POSIX shell, cmd.exe or
// PowerShell, as browsers and API clients copy it.
//
// Nothing is run and nothing is opened: what a command would read from a file or
// take from the shell's environment is refused, or named in a note. What a request
// cannot have here (another certificate check, a proxy, redirects that are followed)
// is named in a note too.
package compose
