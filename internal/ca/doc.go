// Package ca is the local certificate authority: the root's identity, the
// custody of its key, and the certificates that it issues to hosts. The keepers
// hold keys of client certificates too, which the origins' authorities certify.
//
// It never lets a private key out of its keeper: not as bytes, not to a file.
// That of the root does not leave the package as a crypto.Signer either. What it
// writes is certificates, and who keeps a key; it touches no trust store. A leaf names one host, serves TLS servers only, lives 24 hours and
// stays in memory.
package ca
