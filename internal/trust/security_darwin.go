package trust

import (
	"errors"

	"rockxy/internal/macos"
)

// security is what is used of Security.framework. References are uintptr: they
// are not Go's to move or free.
type security struct {
	*macos.Core

	certificateCreateWithData        func(allocator, data uintptr) uintptr
	certificateCopyData              func(uintptr) uintptr
	certificateAddToKeychain         func(cert, keychain uintptr) int32
	itemDelete                       func(query uintptr) int32
	policyCreateSSL                  func(server bool, hostname uintptr) uintptr
	trustSettingsCopyCertificates    func(domain uint32, certs *uintptr) int32
	trustSettingsSetTrustSettings    func(cert uintptr, domain uint32, settings uintptr) int32
	trustSettingsRemoveTrustSettings func(cert uintptr, domain uint32) int32

	class, classCertificate, matchItemList uintptr // CFStringRef
}

func loadSecurity() (*security, error) {
	core, err := macos.LoadCore()
	if err != nil {
		return nil, err
	}
	f, err := macos.Open("Security")
	if err != nil {
		return nil, err
	}
	s := &security{Core: core}
	err = f.Bind(
		macos.Function{Name: "SecCertificateCreateWithData", Into: &s.certificateCreateWithData},
		macos.Function{Name: "SecCertificateCopyData", Into: &s.certificateCopyData},
		macos.Function{Name: "SecCertificateAddToKeychain", Into: &s.certificateAddToKeychain},
		macos.Function{Name: "SecItemDelete", Into: &s.itemDelete},
		macos.Function{Name: "SecPolicyCreateSSL", Into: &s.policyCreateSSL},
		macos.Function{Name: "SecTrustSettingsCopyCertificates", Into: &s.trustSettingsCopyCertificates},
		macos.Function{Name: "SecTrustSettingsSetTrustSettings", Into: &s.trustSettingsSetTrustSettings},
		macos.Function{Name: "SecTrustSettingsRemoveTrustSettings", Into: &s.trustSettingsRemoveTrustSettings},
	)
	if err != nil {
		return nil, err
	}
	var errs [3]error
	s.class, errs[0] = f.Constant("kSecClass")
	s.classCertificate, errs[1] = f.Constant("kSecClassCertificate")
	s.matchItemList, errs[2] = f.Constant("kSecMatchItemList")
	return s, errors.Join(errs[:]...)
}
