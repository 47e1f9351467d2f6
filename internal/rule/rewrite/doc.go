// Package rewrite is the actions that change bodies and messages: text is replaced
// while it passes, JSON is edited in place, a body is replaced as a whole.
//
// Text is replaced without holding the body. What could be the beginning of a match is kept
// back, until it is one or is none: of a text, less than its length; of a regular
// expression, at most twice the longest match that is looked for. Regular expressions are RE2's,
// in time that is linear in the body. How a body is cut into pieces makes no difference to the result.
//
// JSON is edited in the text: what an edit does not name keeps its octets, with its
// blanks, its order, its duplicates and its digits.
//
// The package refuses what would break a body: parts of resources, content codings that it does not
// know, charsets that cannot say what is to be put in. Then the body passes as it
// is, and the trace says why.
package rewrite
