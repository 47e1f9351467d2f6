// Package actions has the table of all kinds of actions that a rule can have. It
// does nothing but name them: each is in a package of its own kind of work.
package actions
