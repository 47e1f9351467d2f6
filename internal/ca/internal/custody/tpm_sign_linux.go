package custody

import (
	"crypto"
	"crypto/ecdsa"
	"errors"
	"io"
	"sync"

	"github.com/google/go-tpm/tpm2"
	"github.com/google/go-tpm/tpm2/transport"
)

// tpmSigner is a key that a TPM has loaded. The connection, the key and one
// session stay for the life of the signer: setting them up costs a TPM several
// times what a signature does.
type tpmSigner struct {
	wrapped wrappedKey                          // constant
	dial    func() (transport.TPMCloser, error) // constant
	public  *ecdsa.PublicKey                    // constant after the first connect

	mu      sync.Mutex // a TPM does one thing at a time; guards what follows
	tpm     transport.TPMCloser
	key     *tpm2.LoadResponse
	session tpm2.Session
	end     func() error // of the session
}

var errWrongTPMKey = errors.New("custody: the TPM loaded another kind of key than was made")

func (s *tpmSigner) Public() crypto.PublicKey { return s.public }

// Sign signs a SHA-256 digest. After a failure it connects anew and tries once
// more: a suspended machine, or a resource manager that was restarted, loses
// what was loaded.
func (s *tpmSigner) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	if err := checkDigest(digest, opts); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tpm != nil {
		if signature, err := s.sign(digest); err == nil {
			return signature, nil
		}
		_ = s.disconnect() // it is broken already
	}
	if err := s.connect(); err != nil {
		return nil, err
	}
	return s.sign(digest)
}

// Close releases the TPM. A later Sign takes it again.
func (s *tpmSigner) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.disconnect()
}

// connect loads the key and begins a session. It leaves nothing behind in the
// TPM when it fails.
func (s *tpmSigner) connect() (err error) {
	t, err := s.dial()
	if err != nil {
		return err
	}
	s.tpm = t
	defer func() {
		if err != nil {
			_ = s.disconnect() // the first error says more
		}
	}()
	srk, err := createSRK(t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, flush(t, srk.ObjectHandle)) }()
	if s.key, err = s.load(srk); err != nil {
		return err
	}
	options, err := sealedTo(srk)
	if err != nil {
		return err
	}
	s.session, s.end, err = tpm2.HMACSession(t, tpm2.TPMAlgSHA256, 16, options...)
	return err
}

// load puts the wrapped key into the TPM, which checks that it is its own.
func (s *tpmSigner) load(srk *tpm2.CreatePrimaryResponse) (*tpm2.LoadResponse, error) {
	public := tpm2.BytesAs2B[tpm2.TPMTPublic](s.wrapped.Public)
	area, err := public.Contents()
	if err != nil {
		return nil, err
	}
	key, err := tpm2.Pub(*area)
	if err != nil {
		return nil, err
	}
	ec, ok := key.(*ecdsa.PublicKey)
	if !ok || area.ObjectAttributes != signingKey().ObjectAttributes {
		return nil, errWrongTPMKey
	}
	if s.public == nil {
		s.public = ec
	}
	return tpm2.Load{
		ParentHandle: tpm2.AuthHandle{Handle: srk.ObjectHandle, Name: srk.Name, Auth: tpm2.PasswordAuth(nil)},
		InPrivate:    tpm2.TPM2BPrivate{Buffer: s.wrapped.Private},
		InPublic:     public,
	}.Execute(s.tpm)
}

// disconnect ends what connect began, as far as it came.
func (s *tpmSigner) disconnect() error {
	if s.tpm == nil {
		return nil
	}
	var errs []error
	if s.end != nil {
		errs = append(errs, s.end())
	}
	if s.key != nil {
		errs = append(errs, flush(s.tpm, s.key.ObjectHandle))
	}
	errs = append(errs, s.tpm.Close())
	s.tpm, s.key, s.session, s.end = nil, nil, nil, nil
	return errors.Join(errs...)
}

func (s *tpmSigner) sign(digest []byte) ([]byte, error) {
	answer, err := tpm2.Sign{
		KeyHandle:  tpm2.AuthHandle{Handle: s.key.ObjectHandle, Name: s.key.Name, Auth: s.session},
		Digest:     tpm2.TPM2BDigest{Buffer: digest},
		InScheme:   tpm2.TPMTSigScheme{Scheme: tpm2.TPMAlgNull},
		Validation: tpm2.TPMTTKHashCheck{Tag: tpm2.TPMSTHashCheck, Hierarchy: tpm2.TPMRHNull},
	}.Execute(s.tpm)
	if err != nil {
		return nil, err
	}
	signature, err := answer.Signature.Signature.ECDSA()
	if err != nil {
		return nil, err
	}
	return derSignature(signature.SignatureR.Buffer, signature.SignatureS.Buffer)
}
