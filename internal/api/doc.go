// Package api is how other programs of this user talk to a running instance:
// HTTP with JSON over a unix socket, and a small page on a loopback port.
//
// The socket is for this user alone: its file is 0600 in a 0700 directory and
// the peer's user is checked. Requests that look like a browser's are refused.
// The page is read-only, loads nothing and shows nothing that was captured.
//
// It holds no state. What it serves comes through [Instance], which app
// provides; it imports neither the store nor the proxy.
//
// On Windows there is no socket yet: [Listen] and [Dial] return
// [errors.ErrUnsupported], and commands read the store directly.
package api
