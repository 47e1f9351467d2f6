// Package macos calls CoreFoundation and Security.framework without cgo, for
// the packages that keep keys or trust in them. Its bindings are in _darwin.go
// files alone: purego makes a Linux binary dynamic.
//
// What is asked of the frameworks (Dict) and what they answer (StatusError) are
// plain values on every system, so that the decisions about them are tested
// anywhere. Experimental: compiled and vetted, never run on such a machine.
package macos
