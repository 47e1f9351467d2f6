package app

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strings"

	"rockxy/internal/api"
	"rockxy/internal/ca"
	"rockxy/internal/config"
	"rockxy/internal/durable"
)

// Ready is what the ready file says. Its keys are a published interface.
type Ready struct {
	Proxy           string `json:"proxy"`
	UI              string `json:"ui"` // with the token that lets in: the file is for this user
	Socket          string `json:"socket"`
	RootCertificate string `json:"root_certificate"`
	RootSHA256      string `json:"root_sha256"`
	PID             int    `json:"pid"`
}

// rootFile is the public certificate in a data directory.
const rootFile = "root.pem"

// RootFile is where an instance puts its public certificate.
func RootFile(data string) string { return filepath.Join(data, rootFile) }

// describe writes the public certificate and fills in a.ready.
func (a *App) describe() error {
	sum := a.root.SHA256()
	a.ready = Ready{
		Proxy: addrPort(a.proxyListener).String(), RootCertificate: RootFile(a.cfg.Data),
		RootSHA256: hex.EncodeToString(sum[:]), PID: os.Getpid(),
	}
	if a.uiListener != nil {
		a.door = api.NewDoor(addrPort(a.uiListener))
		a.ready.UI = a.door.Link()
	}
	if a.socket != nil {
		a.ready.Socket = api.SocketPath(a.cfg.Data)
	}
	return durable.Write(a.ready.RootCertificate, a.root.PEM())
}

// withdraw takes the certificate of a root that is no more away, and leaves that
// of the root in a key store, if there is one, in its place.
func (a *App) withdraw() error {
	certs, err := ReadCertificates(a.cfg.Data)
	if err != nil || certs.Root == nil {
		return errors.Join(err, os.Remove(a.ready.RootCertificate))
	}
	return durable.Write(a.ready.RootCertificate, encodePEM([]*x509.Certificate{certs.Root}))
}

// Ready describes the instance.
func (a *App) Ready() Ready { return a.ready }

// RootPEM is the public certificate of the instance's root.
func (a *App) RootPEM() []byte { return a.root.PEM() }

// UpstreamPEM is the certificates that origins are verified against besides the
// system's, may be empty.
func (a *App) UpstreamPEM() []byte { return a.upstreamPEM }

func (r *Ready) write(path string) error {
	if path == "" {
		return nil
	}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := durable.Write(path, append(text, '\n')); err != nil {
		return &config.InvalidError{Name: "--ready-file", Value: path, Hint: "it cannot be written: " + plain(err)}
	}
	return nil
}

// remove takes the ready file away if it is still this instance's.
func (r *Ready) remove(path string) error {
	if path == "" || r.PID == 0 {
		return nil
	}
	text, err := os.ReadFile(path)
	var there Ready
	if err != nil || json.Unmarshal(text, &there) != nil || there != *r {
		return nil
	}
	return removeStale(path)
}

// removeStale removes what a former instance left, so that nobody takes it for
// this one's.
func removeStale(path string) error {
	if path == "" {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return &config.InvalidError{Name: "--ready-file", Value: path, Hint: "an old one cannot be removed: " + plain(err)}
	}
	return nil
}

// Fingerprint writes a SHA-256 as people compare it: pairs of capital hex
// digits with colons.
func Fingerprint(sum [sha256.Size]byte) string {
	pairs := make([]string, len(sum))
	for i, b := range sum {
		pairs[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(pairs, ":")
}

func owner() ca.Owner {
	var o ca.Owner
	if u, err := user.Current(); err == nil {
		o.User = u.Username
	}
	o.Machine, _ = os.Hostname() // it may have none
	return o
}

func encodePEM(certs []*x509.Certificate) []byte {
	var out bytes.Buffer
	for _, c := range certs {
		_ = pem.Encode(&out, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}) // a Buffer does not fail
	}
	return out.Bytes()
}

// plain is the reason alone, where the path is named anyway.
func plain(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}
