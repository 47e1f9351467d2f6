// Package ca is the local certificate authority: the root's identity, the
// custody of its key, and the certificates that it issues to hosts.
//
// It never lets the root's private key out: not as bytes, not as a
// crypto.Signer, not to a file. It writes no file at all and touches no trust
// store. A leaf names one host, serves TLS servers only, lives 24 hours and
// stays in memory.
package ca
