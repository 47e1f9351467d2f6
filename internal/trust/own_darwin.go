package trust

import (
	"crypto/x509"
	"errors"

	"rockxy/internal/macos"
)

func ownStore(env Env) (Store, string) {
	s, err := loadSecurity()
	if err != nil {
		return nil, err.Error()
	}
	return own{env, userTrust{s}}, ""
}

// userTrust is the user's trust settings, for TLS servers alone. macOS asks for
// the user's password with a dialog of its own before it changes them.
type userTrust struct{ s *security }

const (
	trustDomainUser = 0 // kSecTrustSettingsDomainUser
	trustRoot       = 1 // kSecTrustSettingsResultTrustRoot
)

func (userTrust) name() string { return "the user's trust settings (login keychain)" }

func (userTrust) describe(a Action) string {
	if a == Remove {
		return "remove it from the user's trust settings and the login keychain; macOS asks with a dialog of its own"
	}
	return "add it to the login keychain and trust it for TLS; macOS asks with a dialog of its own"
}

func (u userTrust) all() ([]*x509.Certificate, error) {
	var array uintptr
	err := macos.Status("SecTrustSettingsCopyCertificates", u.s.trustSettingsCopyCertificates(trustDomainUser, &array), macos.NoTrustSettings)
	if err != nil || array == 0 {
		return nil, err
	}
	defer u.s.Release(array)
	var certs []*x509.Certificate
	u.s.Each(array, func(cert uintptr) {
		data := u.s.certificateCopyData(cert)
		if data == 0 {
			return
		}
		defer u.s.Release(data)
		if c, err := x509.ParseCertificate(u.s.Bytes(data)); err == nil {
			certs = append(certs, c)
		}
	})
	return certs, nil
}

// errCertificate is a certificate that Security.framework cannot read.
var errCertificate = errors.New("macOS cannot read the certificate")

// with calls f with root as a SecCertificateRef.
func (u userTrust) with(root *x509.Certificate, f func(cert uintptr) error) error {
	data := u.s.Data(root.Raw)
	if data == 0 {
		return macos.ErrMemory
	}
	defer u.s.Release(data)
	cert := u.s.certificateCreateWithData(0, data)
	if cert == 0 {
		return errCertificate
	}
	defer u.s.Release(cert)
	return f(cert)
}

func (u userTrust) add(root *x509.Certificate) error {
	return u.with(root, func(cert uintptr) error {
		if err := macos.Status("SecCertificateAddToKeychain", u.s.certificateAddToKeychain(cert, 0), macos.DuplicateItem); err != nil {
			return err
		}
		settings, err := u.settings()
		if err != nil {
			return err
		}
		defer u.s.Release(settings)
		return macos.Status("SecTrustSettingsSetTrustSettings", u.s.trustSettingsSetTrustSettings(cert, trustDomainUser, settings))
	})
}

// settings are an array of one usage constraint: a trusted root, for TLS servers
// alone. Its keys are constants of a header, not of the framework.
func (u userTrust) settings() (uintptr, error) {
	policyKey, resultKey := u.s.Text("kSecTrustSettingsPolicy"), u.s.Text("kSecTrustSettingsResult")
	policy, number := u.s.policyCreateSSL(true, 0), u.s.Number(trustRoot)
	defer u.s.Release(policyKey, resultKey, policy, number)
	if policyKey == 0 || resultKey == 0 || policy == 0 || number == 0 {
		return 0, macos.ErrMemory
	}
	setting := u.s.Dictionary([]uintptr{policyKey, resultKey}, []uintptr{policy, number})
	if setting == 0 {
		return 0, macos.ErrMemory
	}
	defer u.s.Release(setting)
	settings := u.s.Array(setting)
	if settings == 0 {
		return 0, macos.ErrMemory
	}
	return settings, nil
}

func (u userTrust) remove(root *x509.Certificate) error {
	return u.with(root, func(cert uintptr) error {
		err := macos.Status("SecTrustSettingsRemoveTrustSettings", u.s.trustSettingsRemoveTrustSettings(cert, trustDomainUser),
			macos.NoTrustSettings, macos.ItemNotFound)
		if err != nil {
			return err
		}
		list := u.s.Array(cert)
		defer u.s.Release(list)
		if list == 0 {
			return macos.ErrMemory
		}
		query := u.s.Dictionary([]uintptr{u.s.class, u.s.matchItemList}, []uintptr{u.s.classCertificate, list})
		defer u.s.Release(query)
		if query == 0 {
			return macos.ErrMemory
		}
		return macos.Status("SecItemDelete", u.s.itemDelete(query), macos.ItemNotFound)
	})
}
