// Package app puts an instance of Rockxy together: it is the only place where
// the engine, the store, the certificate authority and the API meet.
//
// An App owns all that it starts. New acquires (store, listeners, socket) and
// fails as a whole; Run serves until its context ends; Close gives everything
// back. Nothing is global, so that several instances can live in one process,
// each with a data directory of its own.
package app
