package trust

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// subject is a machine with one store, in a directory of its own.
type subject struct {
	name     string
	programs []string // of this machine; the subject is left out without them
	prepare  func(t *testing.T, top string)
	runner   func(top string) Runner
}

// env is the same for every process that is given top.
func (s subject) env(top string) Env {
	return Env{
		Home: filepath.Join(top, "home"), Dir: filepath.Join(top, "home", ".local", "share", "rockxy", "trust"),
		SystemDir: filepath.Join(top, "var", "rockxy", "trust"), Prefix: top, UID: os.Getuid(),
		Runner: s.runner(top), Now: time.Now,
	}
}

func (s subject) start(t *testing.T) (top string, env Env, ok bool) {
	t.Helper()
	for _, p := range s.programs {
		if (programs{}).Look(p) == "" {
			if os.Getenv("ROCKXY_E2E") != "" {
				t.Fatalf("%s is not installed, and ROCKXY_E2E promises it", p)
			}
			t.Logf("LEFT OUT: %s is not installed", p)
			return "", Env{}, false
		}
	}
	top = t.TempDir()
	for _, dir := range []string{"home/.local/share/rockxy", "var"} {
		if err := os.MkdirAll(filepath.Join(top, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	s.prepare(t, top)
	env = s.env(top)
	if s.admin() {
		env.UID = 0
	}
	return top, env, true
}

func (s subject) admin() bool { return strings.HasPrefix(s.name, "system") }

func machine(names ...string) func(string) Runner {
	return func(string) Runner { return only{programs{}, names} }
}

func subjects() []subject {
	return []subject{
		{name: "system like Debian", prepare: fakeDebian, runner: func(top string) Runner {
			return fakePrograms{top, map[string]func(string, []string) ([]byte, error){"update-ca-certificates": fakeUpdateCACertificates}}
		}},
		{name: "system like Fedora", prepare: fakeFedora, runner: func(top string) Runner {
			return fakePrograms{top, map[string]func(string, []string) ([]byte, error){"update-ca-trust": fakeUpdateCATrust}}
		}},
		{name: "system with p11-kit", prepare: fakeFedora, runner: func(top string) Runner {
			return fakePrograms{top, map[string]func(string, []string) ([]byte, error){"trust": fakeTrust}}
		}},
		{name: "system, Debian's own program", programs: []string{"update-ca-certificates", "openssl"}, prepare: realDebian, runner: machine("update-ca-certificates")},
		{name: "NSS database that exists", programs: []string{"certutil", "vfychain"}, prepare: firefoxProfile, runner: machine("certutil", "vfychain")},
		{name: "NSS database that is missing", programs: []string{"certutil", "vfychain", "chromium"}, prepare: func(*testing.T, string) {}, runner: machine("certutil", "vfychain", "chromium")},
		{name: "NSS database without vfychain", programs: []string{"certutil"}, prepare: firefoxProfile, runner: machine("certutil")},
		{name: "Java", programs: []string{"java"}, prepare: func(*testing.T, string) {}, runner: machine("java")},
	}
}

// fakeDebian is the layout that Debian's program works on, with a store that a
// hook keeps for Java.
func fakeDebian(t *testing.T, top string) {
	public := newPKI(t, "Public Root")
	mustWrite(t, filepath.Join(top, "usr/share/ca-certificates/public.crt"), pemOf(public.root))
	mustWrite(t, filepath.Join(top, "etc/ca-certificates.conf"), []byte("# list\npublic.crt\n"))
	mustWrite(t, filepath.Join(top, "usr/bin/update-ca-certificates"), []byte("--certsconf)"))
	mustWrite(t, filepath.Join(top, "etc/ssl/certs/java/cacerts"), []byte("public\n"))
	if err := os.MkdirAll(filepath.Join(top, "usr/local/share/ca-certificates"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := fakeUpdateCACertificates(top, nil); err != nil {
		t.Fatal(err)
	}
}

// realDebian is the same for the real program.
func realDebian(t *testing.T, top string) {
	fakeDebian(t, top)
	for _, name := range []string{"usr/bin/update-ca-certificates", "etc/ssl/certs/ca-certificates.crt", "etc/ssl/certs/public.pem"} {
		if err := os.Remove(filepath.Join(top, name)); err != nil {
			t.Fatal(err)
		}
	}
	hook := `#!/bin/sh
while read -r line; do
	case $line in
	+*) echo "${line#+}" >>FILE ;;
	-*) grep -vxF "${line#-}" FILE >FILE.new; cat FILE.new >FILE; rm FILE.new ;;
	esac
done
`
	hook = strings.ReplaceAll(hook, "FILE", "'"+top+"'/etc/ssl/certs/java/cacerts")
	mustWrite(t, filepath.Join(top, "etc/ca-certificates/update.d/java"), []byte(hook))
	if err := os.Chmod(filepath.Join(top, "etc/ca-certificates/update.d/java"), 0o755); err != nil {
		t.Fatal(err)
	}
	b, ok := debian(Env{Prefix: top, Runner: machine("update-ca-certificates")(top)})
	if !ok {
		t.Fatal("not found")
	}
	if out, err := exec.Command(b.add[0], b.add[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// fakeUpdateCACertificates does what Debian's does, in top. Like that one it
// leaves the link of a certificate that is gone, unless told of it.
func fakeUpdateCACertificates(top string, words []string) ([]byte, error) {
	certs := filepath.Join(top, "etc/ssl/certs")
	conf := filepath.Join(top, "etc/ca-certificates.conf")
	for i, w := range words {
		if w == "--certsconf" {
			conf = words[i+1]
		}
	}
	list, err := os.ReadFile(conf)
	if err != nil {
		return nil, err
	}
	hook, err := os.ReadFile(filepath.Join(certs, "java/cacerts"))
	if err != nil {
		return nil, err
	}
	var files []string
	for _, name := range strings.Fields(string(list)) {
		if denied, ok := strings.CutPrefix(name, "!"); ok {
			if os.Remove(filepath.Join(certs, strings.TrimSuffix(denied, ".crt")+".pem")) == nil {
				hook = bytes.ReplaceAll(hook, []byte(denied+"\n"), nil)
			}
		} else if strings.HasSuffix(name, ".crt") {
			files = append(files, filepath.Join(top, "usr/share/ca-certificates", name))
		}
	}
	local, _ := filepath.Glob(filepath.Join(top, "usr/local/share/ca-certificates/*.crt"))
	var all bytes.Buffer
	for _, f := range append(files, local...) {
		text, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		all.Write(text)
		link := filepath.Join(certs, strings.TrimSuffix(filepath.Base(f), ".crt")+".pem")
		if os.Symlink(f, link) == nil {
			hook = append(hook, filepath.Base(f)+"\n"...)
		}
	}
	if err := os.WriteFile(filepath.Join(certs, "java/cacerts"), hook, 0o644); err != nil {
		return nil, err
	}
	return nil, os.WriteFile(filepath.Join(certs, "ca-certificates.crt"), all.Bytes(), 0o644)
}

func fakeFedora(t *testing.T, top string) {
	mustWrite(t, filepath.Join(top, "etc/pki/ca-trust/source/anchors/public.pem"), pemOf(newPKI(t, "Public Root").root))
	mustWrite(t, filepath.Join(top, "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"), nil)
	if _, err := fakeUpdateCATrust(top, nil); err != nil {
		t.Fatal(err)
	}
}

func fakeUpdateCATrust(top string, _ []string) ([]byte, error) {
	anchors, _ := filepath.Glob(filepath.Join(top, "etc/pki/ca-trust/source/anchors/*"))
	stored, _ := filepath.Glob(filepath.Join(top, "etc/pki/ca-trust/source/*.p11-kit"))
	var all bytes.Buffer
	for _, f := range append(anchors, stored...) {
		text, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		all.Write(text)
	}
	return nil, os.WriteFile(filepath.Join(top, "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"), all.Bytes(), 0o644)
}

// fakeTrust is trust anchor --store FILE and --remove FILE.
func fakeTrust(top string, words []string) ([]byte, error) {
	text, err := os.ReadFile(words[2])
	if err != nil {
		return nil, err
	}
	place := filepath.Join(top, "etc/pki/ca-trust/source", Fingerprint(parsePEM(text)[0]).Hex()+".p11-kit")
	if words[1] == "--store" {
		err = os.WriteFile(place, text, 0o644)
	} else {
		err = removeIfThere(place)
	}
	if err != nil {
		return nil, err
	}
	return fakeUpdateCATrust(top, nil)
}

// firefoxProfile is a profile whose database holds somebody else's root.
func firefoxProfile(t *testing.T, top string) {
	dir := filepath.Join(top, "home/.mozilla/firefox/abcd1234.default")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	n := nss{Env{Runner: programs{}}, dir, "test"}
	if err := n.Add(t.Context(), newPKI(t, "Company Root").root); err != nil {
		t.Fatal(err)
	}
}
