//go:build !windows

package launch

import "os"

// rootFiles are where systems keep their roots as one PEM file. The last is
// that of macOS and of the BSDs; on macOS it lacks what a person added to the
// keychain.
var rootFiles = []string{
	"/etc/ssl/certs/ca-certificates.crt",                // Debian, Alpine, Arch
	"/etc/pki/tls/certs/ca-bundle.crt",                  // Fedora, RHEL
	"/etc/ssl/ca-bundle.pem",                            // openSUSE
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // newer RHEL
	"/etc/ssl/cert.pem",
}

// SystemRoots returns the system's roots in PEM form, nil when none are found.
func SystemRoots() []byte {
	for _, name := range rootFiles {
		if content, err := os.ReadFile(name); err == nil && len(content) > 0 {
			return content
		}
	}
	return nil
}
