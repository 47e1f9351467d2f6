package trust

import (
	"fmt"
	"unsafe"

	"github.com/ebitengine/purego"
)

// security is what is used of Security.framework and CoreFoundation. References
// are uintptr: they are not Go's to move or free.
type security struct {
	release              func(uintptr)
	dataCreate           func(allocator uintptr, bytes *byte, n int) uintptr
	dataGetBytePtr       func(uintptr) unsafe.Pointer
	dataGetLength        func(uintptr) int
	arrayCreate          func(allocator uintptr, values *uintptr, n int, callbacks uintptr) uintptr
	arrayGetCount        func(uintptr) int
	arrayGetValueAtIndex func(array uintptr, i int) uintptr
	dictionaryCreate     func(allocator uintptr, keys, values *uintptr, n int, keyCallbacks, valueCallbacks uintptr) uintptr
	numberCreate         func(allocator uintptr, kind int, value *int32) uintptr
	stringCreate         func(allocator uintptr, text string, encoding uint32) uintptr

	certificateCreateWithData        func(allocator, data uintptr) uintptr
	certificateCopyData              func(uintptr) uintptr
	certificateAddToKeychain         func(cert, keychain uintptr) int32
	itemDelete                       func(query uintptr) int32
	policyCreateSSL                  func(server bool, hostname uintptr) uintptr
	trustSettingsCopyCertificates    func(domain uint32, certs *uintptr) int32
	trustSettingsSetTrustSettings    func(cert uintptr, domain uint32, settings uintptr) int32
	trustSettingsRemoveTrustSettings func(cert uintptr, domain uint32) int32

	class, classCertificate, matchItemList       uintptr // CFStringRef
	arrayCallbacks, keyCallbacks, valueCallbacks uintptr // addresses of structs
}

// loadSecurity binds every symbol, and says which one is missing: to register
// a missing one would panic.
func loadSecurity() (*security, error) {
	s := &security{}
	core, err := purego.Dlopen("/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation", purego.RTLD_LAZY|purego.RTLD_GLOBAL)
	if err != nil {
		return nil, fmt.Errorf("loading CoreFoundation: %w", err)
	}
	sec, err := purego.Dlopen("/System/Library/Frameworks/Security.framework/Security", purego.RTLD_LAZY|purego.RTLD_GLOBAL)
	if err != nil {
		return nil, fmt.Errorf("loading Security.framework: %w", err)
	}
	for _, f := range []struct {
		library uintptr
		name    string
		into    any
	}{
		{core, "CFRelease", &s.release}, {core, "CFDataCreate", &s.dataCreate}, {core, "CFDataGetBytePtr", &s.dataGetBytePtr},
		{core, "CFDataGetLength", &s.dataGetLength}, {core, "CFArrayCreate", &s.arrayCreate}, {core, "CFArrayGetCount", &s.arrayGetCount},
		{core, "CFArrayGetValueAtIndex", &s.arrayGetValueAtIndex}, {core, "CFDictionaryCreate", &s.dictionaryCreate},
		{core, "CFNumberCreate", &s.numberCreate}, {core, "CFStringCreateWithCString", &s.stringCreate},
		{sec, "SecCertificateCreateWithData", &s.certificateCreateWithData}, {sec, "SecCertificateCopyData", &s.certificateCopyData},
		{sec, "SecCertificateAddToKeychain", &s.certificateAddToKeychain}, {sec, "SecItemDelete", &s.itemDelete},
		{sec, "SecPolicyCreateSSL", &s.policyCreateSSL}, {sec, "SecTrustSettingsCopyCertificates", &s.trustSettingsCopyCertificates},
		{sec, "SecTrustSettingsSetTrustSettings", &s.trustSettingsSetTrustSettings},
		{sec, "SecTrustSettingsRemoveTrustSettings", &s.trustSettingsRemoveTrustSettings},
	} {
		address, err := purego.Dlsym(f.library, f.name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
		purego.RegisterFunc(f.into, address)
	}
	return s, s.bindConstants(core, sec)
}

func (s *security) bindConstants(core, sec uintptr) error {
	for _, c := range []struct {
		library uintptr
		name    string
		into    *uintptr
		deref   bool // the symbol is a variable that holds the reference
	}{
		{sec, "kSecClass", &s.class, true}, {sec, "kSecClassCertificate", &s.classCertificate, true}, {sec, "kSecMatchItemList", &s.matchItemList, true},
		{core, "kCFTypeArrayCallBacks", &s.arrayCallbacks, false}, {core, "kCFTypeDictionaryKeyCallBacks", &s.keyCallbacks, false},
		{core, "kCFTypeDictionaryValueCallBacks", &s.valueCallbacks, false},
	} {
		address, err := purego.Dlsym(c.library, c.name)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		*c.into = address
		if c.deref {
			*c.into = **(**uintptr)(unsafe.Pointer(&address))
		}
	}
	return nil
}

func (s *security) array(values []uintptr) uintptr {
	return s.arrayCreate(0, &values[0], len(values), s.arrayCallbacks)
}

func (s *security) dictionary(keys, values []uintptr) uintptr {
	return s.dictionaryCreate(0, &keys[0], &values[0], len(keys), s.keyCallbacks, s.valueCallbacks)
}

func (s *security) text(t string) uintptr {
	return s.stringCreate(0, t, 0x08000100) // kCFStringEncodingUTF8
}
