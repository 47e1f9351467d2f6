package trust

import (
	"crypto/x509"
	"errors"
	"fmt"
	"runtime"
	"unsafe"
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

// OSStatusError is what Security.framework answers. Its numbers are in
// SecBase.h.
type OSStatusError struct {
	Call   string
	Status int32
}

func (e *OSStatusError) Error() string {
	if e.Status == errSecUserCanceled {
		return "declined in the system's dialog"
	}
	return fmt.Sprintf("%s: OSStatus %d", e.Call, e.Status)
}

const (
	trustDomainUser      = 0 // kSecTrustSettingsDomainUser
	trustRoot            = 1 // kSecTrustSettingsResultTrustRoot
	errSecUserCanceled   = -128
	errSecItemNotFound   = -25300
	errSecDuplicateItem  = -25299
	errSecNoTrustSetting = -25263 // errSecNoTrustSettings
)

func status(call string, got int32, fine ...int32) error {
	for _, f := range append(fine, 0) {
		if got == f {
			return nil
		}
	}
	return &OSStatusError{call, got}
}

func (userTrust) name() string { return "the user's trust settings (login keychain)" }

func (userTrust) describe(a Action) string {
	if a == Remove {
		return "remove it from the user's trust settings and the login keychain; macOS asks with a dialog of its own"
	}
	return "add it to the login keychain and trust it for TLS; macOS asks with a dialog of its own"
}

func (u userTrust) all() ([]*x509.Certificate, error) {
	var array uintptr
	err := status("SecTrustSettingsCopyCertificates", u.s.trustSettingsCopyCertificates(trustDomainUser, &array), errSecNoTrustSetting)
	if err != nil || array == 0 {
		return nil, err
	}
	defer u.s.release(array)
	var certs []*x509.Certificate
	for i := range u.s.arrayGetCount(array) {
		data := u.s.certificateCopyData(u.s.arrayGetValueAtIndex(array, i))
		if data == 0 {
			continue
		}
		der := append([]byte{}, unsafe.Slice((*byte)(u.s.dataGetBytePtr(data)), u.s.dataGetLength(data))...)
		u.s.release(data)
		if c, err := x509.ParseCertificate(der); err == nil {
			certs = append(certs, c)
		}
	}
	return certs, nil
}

// errCertificate is a certificate that Security.framework cannot read.
var errCertificate = errors.New("macOS cannot read the certificate")

// with calls f with root as a SecCertificateRef.
func (u userTrust) with(root *x509.Certificate, f func(cert uintptr) error) error {
	data := u.s.dataCreate(0, &root.Raw[0], len(root.Raw))
	runtime.KeepAlive(root)
	if data == 0 {
		return errCertificate
	}
	defer u.s.release(data)
	cert := u.s.certificateCreateWithData(0, data)
	if cert == 0 {
		return errCertificate
	}
	defer u.s.release(cert)
	return f(cert)
}

func (u userTrust) add(root *x509.Certificate) error {
	return u.with(root, func(cert uintptr) error {
		if err := status("SecCertificateAddToKeychain", u.s.certificateAddToKeychain(cert, 0), errSecDuplicateItem); err != nil {
			return err
		}
		policy := u.s.policyCreateSSL(true, 0)
		defer u.s.release(policy)
		result := int32(trustRoot)
		number := u.s.numberCreate(0, 3, &result) // kCFNumberSInt32Type
		defer u.s.release(number)
		policyKey, resultKey := u.s.text("kSecTrustSettingsPolicy"), u.s.text("kSecTrustSettingsResult")
		defer u.s.release(policyKey)
		defer u.s.release(resultKey)
		setting := u.s.dictionary([]uintptr{policyKey, resultKey}, []uintptr{policy, number})
		defer u.s.release(setting)
		settings := u.s.array([]uintptr{setting})
		defer u.s.release(settings)
		return status("SecTrustSettingsSetTrustSettings", u.s.trustSettingsSetTrustSettings(cert, trustDomainUser, settings))
	})
}

func (u userTrust) remove(root *x509.Certificate) error {
	return u.with(root, func(cert uintptr) error {
		err := status("SecTrustSettingsRemoveTrustSettings", u.s.trustSettingsRemoveTrustSettings(cert, trustDomainUser), errSecNoTrustSetting, errSecItemNotFound)
		if err != nil {
			return err
		}
		list := u.s.array([]uintptr{cert})
		defer u.s.release(list)
		query := u.s.dictionary([]uintptr{u.s.class, u.s.matchItemList}, []uintptr{u.s.classCertificate, list})
		defer u.s.release(query)
		return status("SecItemDelete", u.s.itemDelete(query), errSecItemNotFound)
	})
}
