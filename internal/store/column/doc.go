// Package column keeps the values of one column of a few thousand entries
// together, so that a condition is asked once for each different value and not
// once for each entry.
//
// It is pure: values in, octets out and back. What it decodes may be damaged;
// it says so and never reads past it.
package column
