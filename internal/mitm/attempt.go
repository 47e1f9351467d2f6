package mitm

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"

	"rockxy/internal/flow"
)

// Identity is what an origin that asks for a client certificate is given. The
// zero Identity gives none.
type Identity struct {
	// ID tells identities apart. Sessions, and connections that are shared, are
	// never mixed between two of them, so it has to change with the
	// certificate.
	ID string
	// Get is called when an origin asks; nil gives nothing. Its error should be
	// a *flow.Fault.
	Get func(*tls.CertificateRequestInfo) (*tls.Certificate, error)
}

// Identity returns what the origin at host and port is to be given.
func (u *Upstream) Identity(host string, port uint16) Identity {
	if u.identity == nil {
		return Identity{}
	}
	id, get := u.identity(hostOf(host), port)
	if get == nil {
		return Identity{}
	}
	return Identity{ID: id, Get: get}
}

// attempt is one handshake with an origin: it answers what crypto/tls asks on
// the way. crypto/tls calls it from the goroutine that runs the handshake, and
// with a renegotiation from the one that reads.
type attempt struct {
	u      *Upstream
	target *target
	config *tls.Config // the target's, with the methods of this attempt
	get    func(*tls.CertificateRequestInfo) (*tls.Certificate, error)

	verified        bool // the chain
	exception, flaw string
	client          clientAuth
}

// clientAuth is how a handshake went about a client certificate.
type clientAuth struct {
	asked bool     // the origin sent a CertificateRequest
	given [32]byte // SHA-256 of the certificate sent, zero for none
}

// attempt returns one that no other handshake uses now. crypto/tls keeps a
// configuration for as long as its connection lives; it is shared by those that
// were made one after the other, so that idle ones cost little.
func (u *Upstream) attempt(want Want) *attempt {
	t := u.target(want)
	if want.Identity.Get == nil {
		t.mu.Lock()
		defer t.mu.Unlock()
		if n := len(t.spare); n > 0 {
			a := t.spare[n-1]
			t.spare = t.spare[:n-1]
			return a
		}
	}
	a := &attempt{u: u, target: t, config: t.config.Clone(), get: want.Identity.Get}
	a.config.VerifyConnection = a.verify
	a.config.GetClientCertificate = a.clientCertificate
	return a
}

// done gives an attempt back when its handshake is over. One whose connection
// can be renegotiated is needed further on.
func (a *attempt) done() {
	if a.get != nil {
		return
	}
	a.verified, a.exception, a.flaw, a.client = false, "", "", clientAuth{}
	t := a.target
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.spare) < spareAttempts {
		t.spare = append(t.spare, a)
	}
}

// spareAttempts is how many handshakes side by side a target is ready for.
const spareAttempts = 4

// verify replaces the verification of crypto/tls, which goes on to check that
// the origin has the leaf's key, whatever is returned here.
func (a *attempt) verify(cs tls.ConnectionState) error {
	f := a.u.verifier.verify(cs.PeerCertificates, cs.OCSPResponse, a.target.host, a.u.now())
	if a.verified = f == nil; a.verified {
		return nil
	}
	why, ok := a.u.excepted(cs.PeerCertificates, a.target.host, f)
	if !ok {
		if a.u.exception != nil && f.Code != flow.UpstreamOwnRoot {
			f.Hint += ". To go on all the same for a while: `rockxy policy allow-invalid " + a.target.host + "`"
		}
		return f
	}
	a.exception, a.flaw = why, f.Error()
	return nil
}

func (a *attempt) clientCertificate(info *tls.CertificateRequestInfo) (*tls.Certificate, error) {
	a.client.asked = true
	if a.get == nil {
		return &tls.Certificate{}, nil
	}
	c, err := a.get(info)
	if err != nil {
		return nil, err
	}
	if c == nil || len(c.Certificate) == 0 {
		return &tls.Certificate{}, nil
	}
	a.client.given = sha256.Sum256(c.Certificate[0])
	return c, nil
}

// note completes the record of a handshake. A resumed session goes on with the
// client certificate of the one that it resumes, and the origin does not ask
// again.
func (a *attempt) note(t *flow.TLS, done bool) {
	switch {
	case done && t.Resumed:
		if last := a.target.client.Load(); last != nil {
			a.client = *last
		}
	case done:
		if last := a.target.client.Load(); last == nil || *last != a.client {
			now := a.client
			a.target.client.Store(&now)
		}
	}
	t.ClientCertAsked, t.ClientCert = a.client.asked, a.client.given
	if done || a.client.asked { // asked: the origin has proved that it has the key, and refuses us
		t.Exception, t.Flaw, t.Verified = a.exception, a.flaw, a.verified
	}
}

// excepted asks whether a chain that was refused is to be accepted all the
// same. There is no exception for a chain that has anything to do with our own
// authority.
func (u *Upstream) excepted(presented []*x509.Certificate, host string, f *flow.Fault) (why string, ok bool) {
	if u.exception == nil || len(presented) == 0 || !f.AboutCertificate() || f.Code == flow.UpstreamOwnRoot || u.verifier.touchesOwn(presented) {
		return "", false
	}
	return u.stated(host, sha256.Sum256(presented[0].Raw))
}

// stated returns the user's exception, which is never without a reason.
func (u *Upstream) stated(host string, leaf [32]byte) (why string, ok bool) {
	why, ok = u.exception(host, leaf)
	if ok && why == "" {
		why = "an exception allows it"
	}
	return why, ok
}

// StillExcepted reports whether a connection to host that was made under an
// exception may be used for something new: exceptions end, and are taken back.
// It is true of connections that need none.
func (u *Upstream) StillExcepted(host string, t *flow.TLS) bool {
	if t == nil || t.Exception == "" {
		return true
	}
	if u.exception == nil || len(t.Chain) == 0 {
		return false
	}
	_, ok := u.stated(hostOf(host), t.Chain[0].SHA256)
	return ok
}

// touchesOwn reports whether one of the certificates has our own authority's
// key, or was signed with it.
func (v *verifier) touchesOwn(presented []*x509.Certificate) bool {
	own := v.own()
	if ownKey(presented, own) != nil {
		return true
	}
	for _, c := range presented {
		for _, o := range own {
			if bytes.Equal(c.RawIssuer, o.RawSubject) && o.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil {
				return true
			}
		}
	}
	return false
}
