package trust

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// nss is an NSS database of the SQLite kind, as browsers have on Linux and
// Firefox everywhere. It is changed with NSS's own tool, under its own locks.
type nss struct {
	env  Env
	dir  string
	whom string // whose it is, for people
}

// nssPackages is where the tool comes from.
const nssPackages = "install it: the package libnss3-tools on Debian and Ubuntu, nss-tools on Fedora, nss on Arch, mozilla-nss-tools on openSUSE"

func (n nss) ID() string   { return "nss:" + n.dir }
func (n nss) Name() string { return n.whom + " (" + n.dir + ")" }
func (n nss) Admin() bool  { return false }
func (n nss) db() string   { return "sql:" + n.dir }

// nickname is the root's name in the database. It names the key, so that two
// roots never meet under one.
func (n nss) nickname(root *x509.Certificate) string {
	return root.Subject.CommonName + " " + Fingerprint(root).Hex()[:16]
}

func (n nss) certutil() string { return n.env.Runner.Look("certutil") }

func (n nss) Unable() string {
	if n.certutil() == "" {
		return "certutil is missing; " + nssPackages
	}
	return ""
}

// exists is false for the empty file that certutil leaves when it is ended while
// it makes a database.
func (n nss) exists() bool {
	info, err := os.Stat(filepath.Join(n.dir, "cert9.db"))
	return err == nil && info.Size() > 0
}

func (n nss) create() []string {
	return []string{n.certutil(), "-N", "-d", n.db(), "--empty-password"}
}

// add trusts root to issue for TLS servers, and for nothing else.
func (n nss) add(root *x509.Certificate, file string) []string {
	return []string{n.certutil(), "-A", "-d", n.db(), "-t", "C,,", "-n", n.nickname(root), "-i", file}
}

func (n nss) remove(nickname string) []string {
	return []string{n.certutil(), "-D", "-d", n.db(), "-n", nickname}
}

func (n nss) Describe(root *x509.Certificate, a Action) (lines []string) {
	if a == Remove {
		return []string{"run " + quoted(n.remove(n.nickname(root))), "put back the files of before, where nobody else has changed them"}
	}
	if !n.exists() {
		lines = append(lines, "make "+n.dir, "run "+quoted(n.create()))
	}
	return append(lines, "run "+quoted(n.add(root, "root.pem")))
}

// quoted is a command line as a person could type it.
func quoted(argv []string) string {
	words := make([]string, len(argv))
	for i, w := range argv {
		if words[i] = w; strings.ContainsAny(w, " \"'$\\;&|<>()*?") {
			words[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	return strings.Join(words, " ")
}

func (n nss) Watched() []Watched {
	list := []Watched{{Path: n.dir, Vouched: true}}
	for _, name := range []string{"cert9.db", "cert9.db-journal", "key4.db", "key4.db-journal", "pkcs11.txt"} {
		list = append(list, Watched{Path: filepath.Join(n.dir, name), Vouched: true})
	}
	return list
}

// listed is one line of the database's table of certificates.
type listed struct{ nickname, flags string }

func (n nss) list(ctx context.Context) (list []listed, err error) {
	if !n.exists() {
		return nil, nil
	}
	out, err := n.env.Runner.Run(ctx, []string{n.certutil(), "-L", "-d", n.db()})
	if err != nil {
		return nil, err
	}
	return parseList(string(out)), nil
}

// parseList reads what certutil -L prints: a heading of two lines, then a
// nickname and three comma-separated groups of flags on each line.
func parseList(out string) (list []listed) {
	for line := range strings.Lines(out) {
		line = strings.TrimRight(line, " \r\n")
		nickname, flags := strings.TrimSpace(line), ""
		if i := strings.LastIndexByte(line, ' '); i >= 0 {
			nickname, flags = strings.TrimSpace(line[:i]), line[i+1:]
		}
		if strings.Count(flags, ",") != 2 || strings.Trim(flags, "pPcCTuwgG,") != "" {
			continue
		}
		list = append(list, listed{nickname, flags})
	}
	return list
}

// certificates are those under one nickname.
func (n nss) certificates(ctx context.Context, nickname string) ([]*x509.Certificate, error) {
	out, err := n.env.Runner.Run(ctx, []string{n.certutil(), "-L", "-d", n.db(), "-n", nickname, "-a"})
	if err != nil {
		return nil, err
	}
	return parsePEM(out), nil
}

func (n nss) Roots(ctx context.Context) ([]*x509.Certificate, error) {
	list, err := n.list(ctx)
	if err != nil {
		return nil, err
	}
	var all []*x509.Certificate
	for _, l := range list {
		if !strings.Contains(l.flags, "C") {
			continue
		}
		certs, err := n.certificates(ctx, l.nickname)
		if err != nil {
			return nil, err
		}
		all = append(all, certs...)
	}
	return likeOurs(all), nil
}

// Contents are the certificates and their flags, the keys and the modules. An
// empty database means the same as none.
func (n nss) Contents(ctx context.Context) (string, error) {
	list, err := n.list(ctx)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	for _, l := range list {
		fmt.Fprintf(sum, "%q %s\n", l.nickname, l.flags)
		certs, err := n.certificates(ctx, l.nickname)
		if err != nil {
			return "", err
		}
		for _, c := range certs {
			f := Fingerprint(c)
			sum.Write(f[:])
		}
	}
	if !n.exists() {
		return hex.EncodeToString(sum.Sum(nil)), nil
	}
	if keys, err := n.env.Runner.Run(ctx, []string{n.certutil(), "-K", "-d", n.db(), "-f", os.DevNull}); err == nil {
		sum.Write(keys) // it fails when there is none
	}
	modules, err := os.ReadFile(filepath.Join(n.dir, "pkcs11.txt"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	for line := range bytes.Lines(modules) {
		if library, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("library=")); ok && len(library) > 0 {
			fmt.Fprintf(sum, "%q\n", library)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func (n nss) Add(ctx context.Context, root *x509.Certificate) error {
	if !n.exists() {
		n.env.step("nss: make the directory")
		if err := os.MkdirAll(n.dir, 0o700); err != nil {
			return err
		}
		n.env.step("nss: make the database")
		if _, err := n.env.Runner.Run(ctx, n.create()); err != nil {
			return err
		}
	}
	return withFile(pemOf(root), func(file string) error {
		n.env.step("nss: add")
		_, err := n.env.Runner.Run(ctx, n.add(root, file))
		n.env.step("nss: added")
		return err
	})
}

// Remove removes every entry that holds root, under whatever name.
func (n nss) Remove(ctx context.Context, root *x509.Certificate) error {
	list, err := n.list(ctx)
	if err != nil {
		return err
	}
	for _, l := range list {
		certs, err := n.certificates(ctx, l.nickname)
		if err != nil {
			return err
		}
		if len(certs) != 1 || !certs[0].Equal(root) {
			continue
		}
		n.env.step("nss: remove")
		if _, err := n.env.Runner.Run(ctx, n.remove(l.nickname)); err != nil {
			return err
		}
		n.env.step("nss: removed")
	}
	return nil
}
