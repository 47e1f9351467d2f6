package trust

import (
	"crypto/x509"
	"errors"
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"
)

func ownStore(env Env) (Store, string) { return own{env, currentUserRoot{}}, "" }

// currentUserRoot is the user's list of trusted roots. Windows shows a dialog
// of its own, with the fingerprint, before it adds or removes one.
type currentUserRoot struct{}

func (currentUserRoot) name() string { return `the user's trusted roots (CurrentUser\Root)` }

func (currentUserRoot) describe(a Action) string {
	if a == Remove {
		return `remove it from CurrentUser\Root; Windows asks with a dialog of its own`
	}
	return `add it to CurrentUser\Root; Windows asks with a dialog of its own`
}

// open opens the store; CERT_SYSTEM_STORE_CURRENT_USER is the user's own.
func (currentUserRoot) open() (windows.Handle, error) {
	name, err := windows.UTF16PtrFromString("ROOT")
	if err != nil {
		return 0, err
	}
	h, err := windows.CertOpenStore(windows.CERT_STORE_PROV_SYSTEM, 0, 0, windows.CERT_SYSTEM_STORE_CURRENT_USER, uintptr(unsafe.Pointer(name)))
	runtime.KeepAlive(name)
	return h, err
}

// with calls f with the store, open.
func (c currentUserRoot) with(f func(store windows.Handle) error) error {
	h, err := c.open()
	if err != nil {
		return err
	}
	return errors.Join(f(h), windows.CertCloseStore(h, 0))
}

// each calls f with every certificate until f returns false. The context is
// the enumeration's: f duplicates what it keeps.
func each(store windows.Handle, f func(*windows.CertContext) bool) error {
	var at *windows.CertContext
	for {
		var err error
		at, err = windows.CertEnumCertificatesInStore(store, at) // frees the one before
		if err != nil || at == nil {
			if errors.Is(err, windows.Errno(windows.CRYPT_E_NOT_FOUND)) || errors.Is(err, windows.ERROR_NO_MORE_FILES) {
				err = nil
			}
			return err
		}
		if !f(at) {
			return windows.CertFreeCertificateContext(at)
		}
	}
}

func derOf(c *windows.CertContext) []byte {
	return append([]byte{}, unsafe.Slice(c.EncodedCert, c.Length)...)
}

func (c currentUserRoot) all() (certs []*x509.Certificate, err error) {
	err = c.with(func(store windows.Handle) error {
		return each(store, func(at *windows.CertContext) bool {
			if cert, err := x509.ParseCertificate(derOf(at)); err == nil {
				certs = append(certs, cert)
			}
			return true
		})
	})
	return certs, err
}

func (c currentUserRoot) add(root *x509.Certificate) error {
	return c.with(func(store windows.Handle) error {
		context, err := windows.CertCreateCertificateContext(windows.X509_ASN_ENCODING|windows.PKCS_7_ASN_ENCODING, &root.Raw[0], uint32(len(root.Raw)))
		if err != nil {
			return err
		}
		err = windows.CertAddCertificateContextToStore(store, context, windows.CERT_STORE_ADD_USE_EXISTING, nil)
		return errors.Join(err, windows.CertFreeCertificateContext(context))
	})
}

// remove deletes it while its store is open.
func (c currentUserRoot) remove(root *x509.Certificate) error {
	return c.with(func(store windows.Handle) error {
		var found *windows.CertContext
		err := each(store, func(at *windows.CertContext) bool {
			if string(derOf(at)) == string(root.Raw) {
				found = windows.CertDuplicateCertificateContext(at)
			}
			return found == nil
		})
		if found == nil {
			return err
		}
		return errors.Join(err, windows.CertDeleteCertificateFromStore(found)) // frees it in any case
	})
}
