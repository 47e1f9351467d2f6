package config

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"strings"
)

// maxRootsFile bounds what is read as a certificate file: the largest bundles
// in use are a few hundred KiB.
const maxRootsFile = 16 << 20

// ReadRoots reads the certificates of one --upstream-ca file.
func ReadRoots(file string) ([]*x509.Certificate, error) {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, invalid("--upstream-ca", file, "there is no such file")
	case err != nil:
		return nil, invalid("--upstream-ca", file, "it cannot be read: "+plainPathError(err))
	case info.IsDir():
		return nil, invalid("--upstream-ca", file, "that is a directory; name a file with certificates in PEM form")
	case info.Size() > maxRootsFile:
		return nil, invalid("--upstream-ca", file, "that is too large to be a file of certificates")
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, invalid("--upstream-ca", file, "it cannot be read: "+plainPathError(err))
	}
	certs, err := ParseRoots(data)
	if err != nil {
		return nil, invalid("--upstream-ca", file, err.Error())
	}
	return certs, nil
}

// ParseRoots reads one or more certificates in PEM form, or in DER form. Other
// PEM blocks, private keys among them, are passed over.
func ParseRoots(data []byte) ([]*x509.Certificate, error) {
	if certs, err := x509.ParseCertificates(data); err == nil && len(certs) > 0 {
		return certs, nil
	}
	var certs []*x509.Certificate
	var others []string
	for rest := data; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			others = append(others, block.Type)
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, errors.New("a certificate in it is damaged (" + err.Error() + ")")
		}
		certs = append(certs, cert)
	}
	switch {
	case len(certs) > 0:
		return certs, nil
	case len(others) > 0:
		return nil, errors.New("it holds no certificate, only " + strings.Join(others, ", "))
	}
	return nil, errors.New("it holds no certificate; PEM files have a line -----BEGIN CERTIFICATE-----")
}

// plainPathError is the reason alone, when the path is named anyway.
func plainPathError(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}
