package trust

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"software.sslmate.com/src/go-pkcs12"

	"rockxy/internal/launch"
)

// java is a trust store beside Java's own: the system's roots and ours, in a
// file that a program is pointed to. No cacerts is edited.
type java struct{ env Env }

// javaPassword is the conventional one; a store of certificates has no secret.
const javaPassword = pkcs12.DefaultPassword

// JavaOptions make a JVM read the separate trust store, as words of
// JAVA_TOOL_OPTIONS.
func JavaOptions(env Env) []string {
	return []string{
		"-Djavax.net.ssl.trustStore=" + java{env}.file(),
		"-Djavax.net.ssl.trustStoreType=PKCS12",
		"-Djavax.net.ssl.trustStorePassword=" + javaPassword,
	}
}

func (j java) file() string   { return filepath.Join(j.env.Dir, "java", "truststore.p12") }
func (j java) ID() string     { return "java" }
func (j java) Name() string   { return "a trust store for Java (" + j.file() + ")" }
func (j java) Admin() bool    { return false }
func (j java) Unable() string { return "" }
func (j java) InUse() string  { return "" }

func (j java) Describe(_ *x509.Certificate, a Action) []string {
	if a == Remove {
		return []string{"remove it from " + j.file() + "; the file goes with the last root of ours"}
	}
	options := ""
	for _, o := range JavaOptions(j.env) {
		options += " " + o
	}
	return []string{"write " + j.file() + ": the system's roots and this one; no cacerts is changed", "Java reads it with" + options}
}

func (j java) Watched() []Watched { return []Watched{{Path: j.file(), Vouched: true}} }

func (j java) certificates() ([]*x509.Certificate, error) {
	data, err := os.ReadFile(j.file())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	certs, err := pkcs12.DecodeTrustStore(data, javaPassword)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", j.file(), err)
	}
	return certs, nil
}

func (j java) Roots(context.Context) ([]*x509.Certificate, error) {
	certs, err := j.certificates()
	return likeOurs(certs), err
}

// Contents are our roots in it: everything else is the system's.
func (j java) Contents(context.Context) (string, error) {
	certs, err := j.certificates()
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	for _, c := range likeOurs(certs) {
		f := Fingerprint(c)
		sum.Write(f[:])
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func (j java) Add(_ context.Context, root *x509.Certificate) error {
	certs, err := j.certificates()
	if err != nil {
		return err
	}
	return j.write(append(likeOurs(certs), root))
}

func (j java) Remove(_ context.Context, root *x509.Certificate) error {
	certs, err := j.certificates()
	if err != nil || len(certs) == 0 {
		return err
	}
	var left []*x509.Certificate
	for _, c := range likeOurs(certs) {
		if !c.Equal(root) {
			left = append(left, c)
		}
	}
	if len(left) == 0 {
		j.env.step("java: remove the store")
		return removeIfThere(j.file())
	}
	return j.write(left)
}

// write makes the store anew from the system's roots of today and ours. The
// encoding is the oldest, which every Java reads.
func (j java) write(ours []*x509.Certificate) error {
	var entries []pkcs12.TrustStoreEntry
	seen := map[SHA256]bool{}
	add := func(name string, c *x509.Certificate) {
		if f := Fingerprint(c); !seen[f] {
			seen[f] = true
			entries = append(entries, pkcs12.TrustStoreEntry{Cert: c, FriendlyName: fmt.Sprintf("%s-%d", name, len(entries)+1)})
		}
	}
	for _, c := range ours {
		add("rockxy", c)
	}
	for _, c := range parsePEM(launch.SystemRoots()) {
		if !bearsOurName(c) {
			add("root", c)
		}
	}
	data, err := pkcs12.LegacyDES.EncodeTrustStoreEntries(entries, javaPassword)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(j.file()), 0o700); err != nil {
		return err
	}
	j.env.step("java: write the store")
	if err := writeFile(j.file(), data, 0o600); err != nil {
		return err
	}
	j.env.step("java: store written")
	return nil
}

func (j java) Verify(_ context.Context, chain []*x509.Certificate) error {
	certs, err := j.certificates()
	if err != nil {
		return err
	}
	return verifyWith(known(certs), chain)
}

// javaInstalled goes by the program: a JVM that brings its own is found by its
// owner.
func javaInstalled(env Env) bool { return env.Runner.Look("java") != "" }
