// Package api is how other programs of this user, and the user's browser, talk to a
// running instance: one set of operations over HTTP with JSON, behind two doors.
//
// The socket is for this user alone: its file is 0600 in a 0700 directory and
// the peer's user is checked. Requests that look like a browser's are refused.
// The door on loopback is for browsers: a token that comes in the fragment of a link is
// exchanged for a cookie, and what could come from another page, site or name is
// refused before that is looked at. See [Door].
//
// [Register] adds the operations, an area for each file. What they serve comes through
// [Instance] and the interfaces of the areas, which app provides; api imports neither the
// store nor the proxy, and holds nothing but who is signed in. The document openapi.json
// is made from the types. What was captured is hostile: it goes out as data, see [Octets].
//
// On Windows there is no socket yet: [Listen] and [Dial] return
// [errors.ErrUnsupported], and commands read the store directly.
package api
