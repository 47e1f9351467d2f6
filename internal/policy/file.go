package policy

import "time"

// File is what a policy's text says.
type File struct {
	Default     Action
	Groups      []Group // switched on, each once, in the file's order
	Bypass      []Entry // in the file's order, without the groups'
	Intercept   []Entry
	Exceptions  []Exception
	ClientCerts []ClientCert

	line string // first word of the last statement read
}

// Exception allows one certificate of a host although it does not verify.
type Exception struct {
	Host  string   // a name or an address, canonical; no pattern
	Leaf  [32]byte // SHA-256 of the leaf's DER
	Until time.Time
	Note  string
	Line  int
}

// CertKind is where a client certificate comes from.
type CertKind string

// The kinds of client certificates, as the file calls them.
const (
	PEM    CertKind = "pem"
	PKCS12 CertKind = "pkcs12"
	Keeper CertKind = "keeper"
)

// ClientCert describes which certificate an origin is given when it asks for
// one. It names files and keepers, and holds no key.
type ClientCert struct {
	Pattern    Pattern // host and port alone
	Kind       CertKind
	File       string // PEM: certificate chain; PKCS12: the file
	Key        string // PEM: the key's file, "" when it is in File
	Passphrase string // PKCS12: the file with the passphrase, "" for none
	Keeper     string // Keeper: its name
	Line       int
}
