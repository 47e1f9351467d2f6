// Package testkit is the ground that tests stand on: an origin server that
// notes what it received, scripted peers that speak exact bytes, an in-memory
// network for testing/synctest, and a check that nothing is left behind.
//
// It is for tests alone, so it may use net/http, which the traffic engine may
// not. Nothing here sleeps to wait for an event: what takes time is waited for,
// with a deadline that fails the test and says what was missing.
package testkit
