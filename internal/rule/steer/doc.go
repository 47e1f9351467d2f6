// Package steer has the actions that say where a request goes, or that it does
// not: map-remote, redirect-dns, block; and mark, which leaves a note.
//
// map-remote changes what a request asks for, so that another origin, or another
// place of the same one, answers it. redirect-dns changes nothing of it: the same
// name is looked for at another address. block answers itself, or cuts the exchange.
// The package opens no connection and resolves no name.
package steer
