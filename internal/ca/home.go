package ca

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"rockxy/internal/ca/internal/custody"
	"rockxy/internal/durable"
)

// Home is where a root lives: its key in a keeper, its certificate, and those of
// the roots before it, in a directory. Nothing private is ever in the directory.
//
// Every change is written down before it begins (pending.json) and can be
// broken off at any point, by kill -9 too: the next Root finishes it.
type Home struct {
	dir    string
	keeper Keeper
	owner  Owner
	now    func() time.Time

	// at, when not nil, is called before each step of a change; tests end the
	// change there by an error, as a kill would.
	at func(step string) error
}

// NewHome describes the home in dir, which need not exist yet. The keeper must
// be the one that was used for dir before, if any.
func NewHome(dir string, keeper Keeper, owner Owner, now func() time.Time) *Home {
	return &Home{dir: dir, keeper: keeper, owner: owner, now: now}
}

// pending is a change that has begun.
type pending struct {
	Op   string   `json:"op"` // "rotate" or "destroy"
	Old  string   `json:"old,omitempty"`
	Only []string `json:"only,omitempty"`
}

const (
	opRotate  = "rotate"
	opDestroy = "destroy"
)

// Root returns the root of this home. It first finishes what an earlier process
// began; then it makes a root if there is none, and replaces one whose key is
// gone (a keeper that does not outlive the machine) or that has expired. The
// certificate that was replaced is kept among the retired ones.
func (h *Home) Root() (*Root, error) {
	if err := os.MkdirAll(h.dir, 0o700); err != nil {
		return nil, err
	}
	if err := h.sweep(); err != nil {
		return nil, err
	}
	p, err := h.pending()
	if err != nil {
		return nil, err
	}
	switch p.Op {
	case opRotate:
		return h.rotate(p)
	case opDestroy:
		if err := h.destroy(); err != nil {
			return nil, err
		}
	}
	cert, err := h.Certificate()
	if err != nil {
		return nil, err
	}
	signer, err := h.keeper.keeper.Load()
	switch {
	case errors.Is(err, custody.ErrNoKey):
		return h.instead(cert, "its key is no longer in "+h.keeper.Custody().Name, func() (*Root, error) {
			if err := h.retire(cert); err != nil {
				return nil, err
			}
			return h.create(limits(cert))
		})
	case err != nil:
		return nil, fmt.Errorf("finding the root key in %s: %w", h.keeper.Custody().Name, err)
	}
	if cert == nil || !sameKey(cert, signer) {
		return h.instead(cert, "the key in "+h.keeper.Custody().Name+" is another one", func() (*Root, error) {
			if err := h.retire(cert); err != nil {
				return nil, err
			}
			return h.certify(signer, limits(cert))
		})
	}
	if !h.now().Before(cert.NotAfter) {
		return h.instead(cert, "it has expired", func() (*Root, error) { return h.Rotate(limits(cert)) })
	}
	return h.root(cert, signer)
}

// instead makes another root in the place of old, if there is one; it says why.
func (h *Home) instead(old *x509.Certificate, why string, make func() (*Root, error)) (*Root, error) {
	r, err := make()
	if err == nil && old != nil {
		r.replaces, r.because = old, why
	}
	return r, err
}

// limits are what a root can vouch for alone; whatever replaces it unasked can
// do no more.
func limits(cert *x509.Certificate) []string {
	if cert == nil {
		return nil
	}
	return cert.PermittedDNSDomains
}

// Rotate makes a new root and destroys the key of the present one, whose
// certificate goes to the retired ones: it is of no more use, but may still be
// in trust stores. only, when not empty, are the only host patterns
// ("example.com" or "*.example.com", each with all its subdomains) that the new
// root can vouch for, whoever gets hold of its key.
func (h *Home) Rotate(only []string) (*Root, error) {
	if _, err := permitted(only); err != nil {
		return nil, err
	}
	cert, err := h.Certificate()
	if err != nil {
		return nil, err
	}
	p := pending{Op: opRotate, Only: only}
	if cert != nil {
		p.Old = fingerprint(cert)
	}
	if err := h.begin(p); err != nil {
		return nil, err
	}
	return h.rotate(p)
}

func (h *Home) rotate(p pending) (*Root, error) {
	cert, err := h.Certificate()
	if err != nil {
		return nil, err
	}
	signer, err := h.keeper.keeper.Load()
	if err != nil && !errors.Is(err, custody.ErrNoKey) {
		return nil, err
	}
	if cert != nil && fingerprint(cert) != p.Old { // the new one was written
		if err := h.finish(); err != nil {
			return nil, err
		}
		return h.Root()
	}
	old := cert
	if old == nil && p.Old != "" { // retired already
		if old, err = readCertificate(h.retiredFile(p.Old)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	if err := h.retire(cert); err != nil {
		return nil, err
	}
	var r *Root
	switch {
	case signer != nil && (old == nil || !sameKey(old, signer)): // made before the interruption
		r, err = h.certify(signer, p.Only)
	case signer != nil:
		if err := h.step("destroy key"); err != nil {
			return nil, err
		}
		if err := h.keeper.keeper.Destroy(); err != nil && !errors.Is(err, custody.ErrNoKey) {
			return nil, err
		}
		fallthrough
	default:
		r, err = h.create(p.Only)
	}
	if err != nil {
		return nil, err
	}
	return r, h.finish()
}

// Destroy forgets the key for good. The certificate goes to the retired ones,
// so that it can be taken out of trust stores.
func (h *Home) Destroy() error {
	if err := h.sweep(); err != nil {
		return err
	}
	if err := h.begin(pending{Op: opDestroy}); err != nil {
		return err
	}
	return h.destroy()
}

func (h *Home) destroy() error {
	if err := h.step("destroy key"); err != nil {
		return err
	}
	if err := h.keeper.keeper.Destroy(); err != nil && !errors.Is(err, custody.ErrNoKey) {
		return err
	}
	cert, err := h.Certificate()
	if err != nil {
		return err
	}
	if err := h.retire(cert); err != nil {
		return err
	}
	return h.finish()
}

func (h *Home) create(only []string) (*Root, error) {
	if err := h.step("create key"); err != nil {
		return nil, err
	}
	signer, err := h.keeper.keeper.Create()
	if err != nil {
		return nil, fmt.Errorf("creating the root key in %s: %w", h.keeper.Custody().Name, err)
	}
	return h.certify(signer, only)
}

// certify makes the certificate for a key that has none.
func (h *Home) certify(signer crypto.Signer, only []string) (*Root, error) {
	if err := h.step("sign certificate"); err != nil {
		return nil, err
	}
	cert, err := signRoot(signer, h.owner, h.now(), only)
	if err != nil {
		return nil, fmt.Errorf("signing the root certificate with %s: %w", h.keeper.Custody().Name, err)
	}
	if err := h.step("write certificate"); err != nil {
		return nil, err
	}
	if err := writeCertificate(h.rootFile(), cert); err != nil {
		return nil, err
	}
	return h.root(cert, signer)
}

func (h *Home) root(cert *x509.Certificate, signer crypto.Signer) (*Root, error) {
	r := rootOf(cert, signer, h.keeper.Custody())
	var err error
	if r.signing, err = signingTime(signer); err != nil {
		return nil, fmt.Errorf("signing with the root key in %s: %w", h.keeper.Custody().Name, err)
	}
	return r, nil
}

// Certificate is that of the present root, nil when there is none.
func (h *Home) Certificate() (*x509.Certificate, error) {
	cert, err := readCertificate(h.rootFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return cert, err
}

// Retired are the certificates of roots that were replaced or destroyed and not
// forgotten yet.
func (h *Home) Retired() ([]*x509.Certificate, error) {
	files, err := filepath.Glob(filepath.Join(h.dir, "retired", "*.pem"))
	if err != nil {
		return nil, err
	}
	var certs []*x509.Certificate
	for _, f := range files {
		c, err := readCertificate(f)
		if err != nil {
			return nil, err
		}
		certs = append(certs, c)
	}
	return certs, nil
}

// Forget removes a retired certificate, once no trust store has it any more.
func (h *Home) Forget(cert *x509.Certificate) error {
	return durable.Remove(h.retiredFile(fingerprint(cert)))
}

// retire moves the present certificate to the retired ones.
func (h *Home) retire(cert *x509.Certificate) error {
	if cert == nil {
		return nil
	}
	if err := h.step("keep old certificate"); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(h.dir, "retired"), 0o700); err != nil {
		return err
	}
	if err := errors.Join(durable.Sweep(h.retiredFile(fingerprint(cert))), durable.SyncDir(h.dir)); err != nil {
		return err
	}
	if err := writeCertificate(h.retiredFile(fingerprint(cert)), cert); err != nil {
		return err
	}
	if err := h.step("remove old certificate"); err != nil {
		return err
	}
	return durable.Remove(h.rootFile())
}

func (h *Home) rootFile() string              { return filepath.Join(h.dir, "root.pem") }
func (h *Home) pendingFile() string           { return filepath.Join(h.dir, "pending.json") }
func (h *Home) retiredFile(sha string) string { return filepath.Join(h.dir, "retired", sha+".pem") }

// sweep removes the drafts of processes that were killed.
func (h *Home) sweep() error {
	return errors.Join(durable.Sweep(h.rootFile()), durable.Sweep(h.pendingFile()))
}

// Unfinished names the change that was cut short and that the next Root
// finishes: "rotate" or "destroy", or empty.
func (h *Home) Unfinished() (op string, err error) {
	p, err := h.pending()
	return p.Op, err
}

func (h *Home) step(name string) error {
	if h.at == nil {
		return nil
	}
	return h.at(name)
}

func (h *Home) pending() (p pending, err error) {
	text, err := os.ReadFile(h.pendingFile())
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	return p, err
}

func (h *Home) begin(p pending) error {
	if err := os.MkdirAll(h.dir, 0o700); err != nil {
		return err
	}
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if err := h.step("begin"); err != nil {
		return err
	}
	return durable.Write(h.pendingFile(), text)
}

func (h *Home) finish() error {
	if err := h.step("finish"); err != nil {
		return err
	}
	return durable.Remove(h.pendingFile())
}

func sameKey(cert *x509.Certificate, signer crypto.Signer) bool {
	public, ok := signer.Public().(*ecdsa.PublicKey)
	return ok && public.Equal(cert.PublicKey)
}

func fingerprint(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.Raw)
	return hex.EncodeToString(sum[:])
}

func writeCertificate(file string, cert *x509.Certificate) error {
	return durable.Write(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw}))
}

func readCertificate(file string) (*x509.Certificate, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, fmt.Errorf("%s does not hold a certificate; move it away, and a new root is made", file)
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return cert, nil
}
