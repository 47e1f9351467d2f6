// Package mitm is both TLS sides of an intercepted connection: as a client
// towards the origin, which it verifies as strictly as a browser would, and as
// a server towards the client, with a leaf of the local authority.
//
// It never signs anything, never accepts an origin that does not verify unless
// the user has made an exception for that very certificate, and never trusts an
// origin because of the local authority itself. It knows no HTTP. It fetches
// nothing: no missing issuer (AIA), no revocation list, no OCSP response. A
// stapled response that says "revoked" is believed, if it is signed and current;
// any other one is only described.
package mitm
