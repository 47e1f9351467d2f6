// Package mitm is both TLS sides of an intercepted connection: as a client
// towards the origin, which it verifies as strictly as a browser would, and as
// a server towards the client, with a leaf of the local authority.
//
// It never signs anything, never accepts an origin that does not verify, and
// never trusts an origin because of the local authority itself. It knows no
// HTTP. Like crypto/x509 it does not check revocation; a stapled OCSP response
// is recorded, not judged.
package mitm
