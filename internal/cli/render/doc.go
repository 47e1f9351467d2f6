// Package render turns what was captured into text for a terminal: rows of a
// list, one exchange in full, a waterfall, a hex dump. It is pure: values in,
// text out; width, colours and time zone are arguments.
//
// What was captured is hostile. Nothing of it reaches the output before [Safe]
// or [SafeText] has made control characters, terminal escapes, direction
// overrides and broken UTF-8 visible.
package render
