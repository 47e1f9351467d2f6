// Package preview makes a page of captured HTML that can be looked at and does nothing: no
// script runs, nothing is loaded, nothing can be sent, and no link leads anywhere.
//
// The text is read token by token and written anew from a list of the elements and
// attributes that are known to be harmless; everything else is left out. That it does nothing
// follows from what is written alone, however it was read: the only elements are those of the
// list, well nested, with values in quotation marks; text has no markup in it; there are no
// comments, no foreign content (SVG, MathML), no templates, and no elements whose content is
// read in another way but style sheets, which are gone through in turn, and text areas.
// So a second reading cannot find what the first one did not see.
//
// Whoever serves the result adds a Content-Security-Policy that forbids all of this once more,
// and shows it on an origin of its own (sandbox).
//
// It shows what a page says and roughly how it looks. It is no browser: style sheets,
// pictures and fonts of other files are missing, and so is what scripts would have made.
// Memory and time grow with the text alone; how deeply elements are nested is bounded.
package preview
