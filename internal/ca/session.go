package ca

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"slices"
	"time"

	"rockxy/internal/ca/internal/custody"
)

const (
	// slowSigner is the time for one signature above which the root does not
	// sign leaves itself: hardware TPMs take tens to hundreds of milliseconds.
	slowSigner = 20 * time.Millisecond
	// sessionLifetime bounds the authority that signs instead. It is replaced
	// at half of it.
	sessionLifetime = 24 * time.Hour
)

// signingTime measures a signer: the median of three signatures.
func signingTime(signer crypto.Signer) (time.Duration, error) {
	var took [3]time.Duration
	digest := sha256.Sum256([]byte("how long does a signature take"))
	for i := range took {
		start := time.Now()
		if _, err := signer.Sign(rand.Reader, digest[:], crypto.SHA256); err != nil {
			return 0, err
		}
		took[i] = time.Since(start)
	}
	slices.Sort(took[:])
	return took[1], nil
}

// authority returns who signs leaves at now: the root, or, where it signs
// slowly, an issuing CA of this process with a key in memory.
func (r *Root) authority(now time.Time) (*authority, error) {
	if r.signing <= slowSigner {
		return r.issuing, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if s := r.session; s != nil && now.Before(s.certificate.NotAfter.Add(-sessionLifetime/2)) {
		return s, nil
	}
	s, err := r.newSession(now)
	if err != nil {
		return nil, err
	}
	r.sessions = append(r.sessions[max(0, len(r.sessions)-1):], s.certificate)
	r.session = s
	return s, nil
}

// newSession makes an issuing CA: pathlen 0, serverAuth only, a day at most.
func (r *Root) newSession(now time.Time) (*authority, error) {
	signer, err := new(custody.Memory).Create()
	if err != nil {
		return nil, err
	}
	public := signer.Public().(*ecdsa.PublicKey)
	point, err := public.Bytes()
	if err != nil {
		return nil, err
	}
	keyID := sha256.Sum256(point)
	end := now.Add(sessionLifetime - backdated)
	if end.After(r.certificate.NotAfter) {
		end = r.certificate.NotAfter
	}
	template := &x509.Certificate{
		SerialNumber:          newSerial(),
		Subject:               pkix.Name{CommonName: r.certificate.Subject.CommonName + " session", Organization: r.certificate.Subject.Organization},
		NotBefore:             now.Add(-backdated),
		NotAfter:              end,
		SignatureAlgorithm:    x509.ECDSAWithSHA256,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		IsCA:                  true,
		MaxPathLenZero:        true,
		SubjectKeyId:          keyID[:20],
		AuthorityKeyId:        r.certificate.SubjectKeyId,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, r.certificate, public, r.issuing.signer)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &authority{certificate: cert, signer: signer, chain: [][]byte{cert.Raw, r.certificate.Raw}}, nil
}
