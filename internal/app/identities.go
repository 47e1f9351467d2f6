package app

import (
	"crypto/tls"
	"os"

	"rockxy/internal/ca"
	"rockxy/internal/policy"
)

// identities are the client certificates of a policy, loaded. They do not change.
type identities struct {
	all   map[policy.ClientCert]*loaded // by what the policy says, Line apart
	order []*loaded                     // as the policy has them
}

// loaded is what became of one.
type loaded struct {
	spec  policy.ClientCert
	one   *Identity
	err   error // an *IdentityError, where one is nil
	files map[string]os.FileInfo
}

// loadIdentities loads what specs name; what before has, and is still as it was
// on the disk, is not loaded again.
func loadIdentities(keys *ca.ClientHome, specs []policy.ClientCert, before *identities) *identities {
	ids := &identities{all: make(map[policy.ClientCert]*loaded, len(specs))}
	for _, spec := range specs {
		key := spec
		key.Line = 0
		l := &loaded{spec: spec}
		if old := before.find(key); old != nil && !old.stale() {
			l.one, l.err, l.files = old.one, old.err, old.files
		} else {
			l.files = map[string]os.FileInfo{}
			for _, f := range sources(keys, spec) {
				l.files[f], _ = os.Stat(f)
			}
			l.one, l.err = LoadIdentity(keys, spec)
		}
		ids.all[key] = l
		ids.order = append(ids.order, l)
	}
	return ids
}

// sources are the files that a client certificate is made of.
func sources(keys *ca.ClientHome, spec policy.ClientCert) (files []string) {
	for _, f := range []string{spec.File, spec.Key, spec.Passphrase} {
		if f != "" {
			files = append(files, f)
		}
	}
	if spec.Kind == policy.Keeper {
		files = append(files, keys.ChainFile(spec.Keeper))
	}
	return files
}

func (ids *identities) find(key policy.ClientCert) *loaded {
	if ids == nil {
		return nil
	}
	return ids.all[key]
}

// err is why the first one that cannot be used cannot.
func (ids *identities) err() error {
	for _, l := range ids.order {
		if l.err != nil {
			return l.err
		}
	}
	return nil
}

// faults are those that before did not have.
func (ids *identities) faults(before *identities) (errs []error) {
	for key, l := range ids.all {
		old := before.find(key)
		if l.err != nil && (old == nil || old.err == nil || old.err.Error() != l.err.Error()) {
			errs = append(errs, l.err)
		}
	}
	return errs
}

// stale reports whether a file is not any more what was loaded.
func (ids *identities) stale() bool {
	for _, l := range ids.order {
		if l.stale() {
			return true
		}
	}
	return false
}

func (l *loaded) stale() bool {
	for path, was := range l.files {
		if now, _ := os.Stat(path); !sameFile(now, was) {
			return true
		}
	}
	return false
}

// identity is what an origin is given when it asks for a client certificate; see
// mitm.UpstreamConfig.
func (p *policies) identity(host string, port uint16) (id string, get func(*tls.CertificateRequestInfo) (*tls.Certificate, error)) {
	spec, ok := p.set.Load().ClientCertificate(host, port)
	if !ok {
		return "", nil
	}
	spec.Line = 0
	l := p.identities.Load().find(spec)
	switch {
	case l == nil: // it was just taken out
		return "", nil
	case l.err != nil:
		return "unusable " + spec.String(), func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return nil, unusable(l.err) }
	}
	return l.one.id(), func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return l.one.cert, nil }
}
