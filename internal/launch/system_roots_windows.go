package launch

import (
	"bytes"
	"encoding/pem"
	"unsafe"

	"golang.org/x/sys/windows"
)

// SystemRoots returns the certificates of the ROOT system store in PEM form,
// nil when it cannot be opened. Windows fetches some roots only when they are
// first needed; those are not in it yet.
func SystemRoots() []byte {
	name, err := windows.UTF16PtrFromString("ROOT")
	if err != nil {
		return nil
	}
	store, err := windows.CertOpenSystemStore(0, name)
	if err != nil {
		return nil
	}
	defer windows.CertCloseStore(store, 0) //nolint:errcheck // nothing depends on it
	var out bytes.Buffer
	var cert *windows.CertContext
	for {
		cert, err = windows.CertEnumCertificatesInStore(store, cert)
		if err != nil || cert == nil {
			return out.Bytes()
		}
		der := bytes.Clone(unsafe.Slice(cert.EncodedCert, cert.Length))
		_ = pem.Encode(&out, &pem.Block{Type: "CERTIFICATE", Bytes: der}) // a Buffer does not fail
	}
}
