package ca

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	rootLifetime = 2 * 365 * 24 * time.Hour // backdating included
	backdated    = time.Hour                // for clients whose clock is behind
)

// RootName begins the common name of every root.
const RootName = "Rockxy Local CA"

// Owner is whom a root belongs to. It stands in the certificate so that a
// person who meets the root in a trust store can tell where it came from.
type Owner struct {
	User, Machine string
}

func (o Owner) String() string {
	user, machine := o.User, o.Machine
	if user == "" {
		user = "unknown user"
	}
	if machine == "" {
		machine = "unknown machine"
	}
	return truncate(user+"@"+machine, 64) // ub-organization-name, RFC 5280 appendix A.1
}

// Root is the local certificate authority: a certificate that anybody may see
// and a key that nobody gets. It is constant and may be used from several
// goroutines at once.
type Root struct {
	certificate *x509.Certificate
	custody     Custody
	issuing     *authority    // the root itself
	signing     time.Duration // that issuing takes for one signature

	replaces *x509.Certificate // the root that had to make room for this one, may be nil
	because  string

	mu       sync.Mutex
	session  *authority          // guarded by mu
	sessions []*x509.Certificate // the last two, guarded by mu
}

func rootOf(cert *x509.Certificate, signer crypto.Signer, c Custody) *Root {
	return &Root{
		certificate: cert,
		custody:     c,
		issuing:     &authority{certificate: cert, signer: signer, chain: [][]byte{cert.Raw}},
	}
}

// authority signs leaves. Today it is the root itself; a root whose keeper signs
// slowly can put one of its own in between. The root is sent along, although TLS
// lets it be left out: Chromium's --ignore-certificate-errors-spki-list, by which
// one throw-away profile trusts it, looks at the chain as presented.
type authority struct {
	certificate *x509.Certificate
	signer      crypto.Signer
	chain       [][]byte    // DER of what a server sends after the leaf
	checked     atomic.Bool // a leaf's signature has been verified
}

// Create makes a new root: a key inside keeper, and a certificate for it that
// is valid from an hour before now for two years in all. It fails when keeper
// already holds a key, and leaves none behind when it fails later.
func Create(keeper Keeper, owner Owner, now time.Time) (*Root, error) {
	signer, err := keeper.keeper.Create()
	if err != nil {
		return nil, fmt.Errorf("creating the root key in %s: %w", keeper.Custody().Name, err)
	}
	certificate, err := signRoot(signer, owner, now, nil)
	if err != nil {
		err = fmt.Errorf("signing the root certificate with %s: %w", keeper.Custody().Name, err)
		return nil, errors.Join(err, keeper.keeper.Destroy())
	}
	return rootOf(certificate, signer, keeper.Custody()), nil
}

// errKeyType is returned for a keeper that did not make the key asked for.
var errKeyType = errors.New("the root key is not ECDSA P-256")

func signRoot(signer crypto.Signer, owner Owner, now time.Time, only []string) (*x509.Certificate, error) {
	domains, err := permitted(only)
	if err != nil {
		return nil, err
	}
	public, ok := signer.Public().(*ecdsa.PublicKey)
	if !ok || public.Curve != elliptic.P256() {
		return nil, errKeyType
	}
	point, err := public.Bytes()
	if err != nil {
		return nil, err
	}
	keyID := sha256.Sum256(point) // RFC 7093 §2 method 1
	template := &x509.Certificate{
		SerialNumber: newSerial(),
		Subject: pkix.Name{
			CommonName:   RootName + " " + strings.ToUpper(hex.EncodeToString(keyID[:4])),
			Organization: []string{owner.String()},
		},
		NotBefore:             now.Add(-backdated),
		NotAfter:              now.Add(rootLifetime - backdated),
		SignatureAlgorithm:    x509.ECDSAWithSHA256,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
		SubjectKeyId:          keyID[:20],
		AuthorityKeyId:        keyID[:20],
	}
	constrain(template, domains)
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, signer)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// Certificate returns the root's certificate. The caller must not change it.
func (r *Root) Certificate() *x509.Certificate { return r.certificate }

// PEM returns the root's certificate as one PEM block.
func (r *Root) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: r.certificate.Raw})
}

// SHA256 is the fingerprint of the root's certificate.
func (r *Root) SHA256() [sha256.Size]byte { return sha256.Sum256(r.certificate.Raw) }

// SPKISHA256 is the fingerprint of the root's public key, as browsers take it
// in --ignore-certificate-errors-spki-list.
func (r *Root) SPKISHA256() [sha256.Size]byte {
	return sha256.Sum256(r.certificate.RawSubjectPublicKeyInfo)
}

// Custody says what holds the root's private key.
func (r *Root) Custody() Custody { return r.custody }

// Own returns every certificate that this authority signs leaves with. No
// upstream may ever be trusted because of one of them.
func (r *Root) Own() []*x509.Certificate {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]*x509.Certificate{r.certificate}, r.sessions...)
}

// Replaces is the root that this one was made instead of, without anybody having
// asked for it, and why in one sentence without a period; nil for the others.
func (r *Root) Replaces() (old *x509.Certificate, why string) { return r.replaces, r.because }

// SigningTime is how long the keeper takes for a signature, 0 when it was not
// measured.
func (r *Root) SigningTime() time.Duration { return r.signing }

// truncate cuts s to at most n bytes of whole UTF-8 characters.
func truncate(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}
