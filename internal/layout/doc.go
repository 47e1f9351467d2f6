// Package layout shows bodies of any size in windows: the text that package view makes of
// one is written once, behind the scenes, as rows in a temporary file, and any part of it
// can be read while the rest is still being written.
//
// A row is a line, or a part of one that is too long to be sent to a page at once. Rows
// know how deep they are indented, and where the block ends that begins with them, so that
// blocks can be folded without reading what is in them.
//
// Memory does not depend on the size of a body: what is held of a layout is an index of
// one entry for 128 rows. What it may take on the disk is bounded, and layouts that nobody
// looks at go, the oldest first. The files are unlinked as soon as they are open, where
// the system can do that; a directory of its own is swept at the start where it cannot.
//
// What is shown is hostile: control characters and what else does not show, or moves
// other text about, is written as escapes. Nothing is executed, rendered or fetched.
package layout
