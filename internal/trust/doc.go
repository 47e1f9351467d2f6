// Package trust makes the stores of this machine trust a root, and takes that
// back: plan, consent, apply, verify, undo.
//
// A plan touches nothing and can be printed. Applying one takes a Consent, which
// exists only for a fingerprint that a person confirmed, at a terminal or by
// naming all of it. Each store's state is written down before it is changed, so
// that undo is exact: the bytes of before, where nobody else has changed the
// store since; else the removal of our root and of nothing more. A run that was
// cut short is understood by the next plan, which finishes or undoes it.
//
// The package never asks for more rights than it has, never elevates, never
// changes a store that belongs to another user, and sees certificates only, no
// private key. Only stores that it knows are looked at: the system's, the NSS
// databases of browsers, a trust store of our own for Java, and the user's
// store on macOS and Windows (both experimental).
package trust
