// Package landing makes the page that devices find at http://rockxy.local/ through
// the proxy, and at the proxy's port itself: the public root certificate in the
// forms that devices take, its fingerprint, and what to do with it.
//
// It is a function of the certificate and of what was asked for. It has nothing of
// what was captured, nothing secret, no form and no script, and it changes nothing.
package landing
