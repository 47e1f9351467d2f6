// Package verdict says why a client's TLS handshake with us failed: from that
// handshake, and from all that is known of this client, of this client at other
// hosts, and of this host with other clients.
//
// It is pure: outcomes go in, judgements with their reasons come out. It reads
// no clock and does no I/O. It sees no content. It does not defeat pinning, and
// the strongest thing that it proposes is to leave one client and one host
// alone for a while.
//
// # What clients do
//
// Measured with TLS 1.2 and 1.3, which differ only where it says so:
//
//	client                     lacks the root                pins
//	curl, OpenSSL              unknown_ca                    finishes, closes (--pinnedpubkey; so does --cert-status)
//	openssl s_client           unknown_ca
//	Python ssl, requests       unknown_ca                    finishes, closes or resets (assert_fingerprint, above TLS)
//	Python asyncio, aiohttp    closes after the certificate  finishes, closes
//	wget, GnuTLS               finishes, closes              finishes, closes (--pinnedpubkey)
//	gnutls-cli                 bad_certificate
//	Node                       1.3: closes after the certificate; 1.2: finishes, closes. Pins and roots alike
//	Go                         bad_certificate               bad_certificate in VerifyPeerCertificate and VerifyConnection;
//	                                                         finishes, closes where the program compares afterwards
//	Java, HttpsURLConnection   certificate_unknown           certificate_unknown (TrustManager)
//	Java, HttpClient           closes after the certificate  closes after the certificate
//	Chromium                   certificate_unknown           certificate_unknown
//	Firefox                    unknown_ca
//
// OkHttp compares above TLS: it finishes and closes. Android's applications that
// trust the system's roots alone say certificate_unknown.
//
// # What follows
//
// unknown_ca is a missing root, whatever else the client accepts. Otherwise an
// ending says little alone, with one exception (curl with OpenSSL that finishes
// and closes). What tells a pin from a missing root is whether the same client
// accepts our certificates elsewhere, and "same" has degrees: one TLS library
// in one process is the strongest; other runs of an executable say little where
// arguments, environment or a script decide on trust (curl, node, java); one
// device is many applications. Where evidence does not suffice the verdict is
// that it does not, with what would settle it. Later outcomes revise earlier
// verdicts.
//
// # Limits
//
// A process with two sets of roots, one with ours, looks like one that pins,
// unless its library says unknown_ca. One that pins by a list of authorities
// (a CA pin) and says unknown_ca is called untrusting. Programs are known by the
// names of their executables and by JA4 fingerprints, both of which can be
// changed. What is remembered is bounded, see Limits: about 20 MB if all of it
// is full, a few hundred octets for a usual client.
package verdict
