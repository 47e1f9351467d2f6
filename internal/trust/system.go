package trust

import (
	"bytes"
	"os"
	"path/filepath"
)

// systemStore finds the way in which this system keeps its roots; why says what
// was looked for when there is none.
func systemStore(env Env) (s Store, why string) {
	for _, known := range []func(Env) (bundle, bool){debian, fedora, arch, suse, p11kit} {
		if b, ok := known(env); ok {
			b.env, b.id = env, "system"
			return b, ""
		}
	}
	return nil, "none of update-ca-certificates, update-ca-trust and trust (p11-kit) is installed with a directory for anchors; install the package ca-certificates"
}

// debian also serves Alpine, whose program of the same name knows fewer options.
func debian(env Env) (bundle, bool) {
	program := env.Runner.Look("update-ca-certificates")
	if program == "" || !isDirectory(env.sys("/etc/ssl/certs")) || isDirectory(env.sys("/etc/pki/trust/anchors")) {
		return bundle{}, false
	}
	b := bundle{
		name:    "the system's store (update-ca-certificates)",
		anchors: env.sys("/usr/local/share/ca-certificates"), ext: ".crt",
		bundle: env.sys("/etc/ssl/certs/ca-certificates.crt"),
		add:    []string{program}, remove: []string{program, "--fresh"},
		watched: []Watched{
			{Path: env.sys("/etc/ssl/certs"), Children: true, Vouched: true},
			{Path: env.sys("/etc/ssl/certs/java"), Children: true}, // a hook's, of which Contents knows nothing
		},
	}
	if text, err := os.ReadFile(program); err == nil && bytes.Contains(text, []byte("--certsconf)")) {
		b.conf, b.remove = env.sys("/etc/ca-certificates.conf"), []string{program}
	}
	if env.Prefix != "" {
		elsewhere := []string{
			"--certsdir", env.sys("/usr/share/ca-certificates"), "--localcertsdir", b.anchors,
			"--etccertsdir", env.sys("/etc/ssl/certs"), "--hooksdir", env.sys("/etc/ca-certificates/update.d"),
		}
		b.add = append(append(b.add, elsewhere...), "--certsconf", env.sys("/etc/ca-certificates.conf"))
		b.remove = append(b.remove, elsewhere...)
	}
	return b, true
}

func fedora(env Env) (bundle, bool) {
	const extracted = "/etc/pki/ca-trust/extracted"
	return updateCATrust(env, "/etc/pki/ca-trust/source/anchors", extracted, extracted+"/pem/tls-ca-bundle.pem", "extract")
}

func arch(env Env) (bundle, bool) {
	const extracted = "/etc/ca-certificates/extracted"
	return updateCATrust(env, "/etc/ca-certificates/trust-source/anchors", extracted, extracted+"/tls-ca-bundle.pem")
}

func updateCATrust(env Env, anchors, extracted, pem string, words ...string) (bundle, bool) {
	program := env.Runner.Look("update-ca-trust")
	if program == "" || !isDirectory(env.sys(anchors)) {
		return bundle{}, false
	}
	argv := append([]string{program}, words...)
	b := bundle{
		name:    "the system's store (update-ca-trust)",
		anchors: env.sys(anchors), ext: ".pem",
		bundle: env.sys(pem),
		add:    argv, remove: argv,
	}
	for _, dir := range []string{"", "/pem", "/pem/directory-hash", "/openssl", "/java", "/edk2", "/cadir"} {
		b.watched = append(b.watched, Watched{Path: env.sys(extracted + dir), Children: true, Vouched: true})
	}
	if dir := env.sys("/etc/ssl/certs"); isDirectory(dir) {
		b.watched = append(b.watched, Watched{Path: dir, Children: true, Vouched: true})
	}
	return b, true
}

func suse(env Env) (bundle, bool) {
	program := env.Runner.Look("update-ca-certificates")
	if program == "" || !isDirectory(env.sys("/etc/pki/trust/anchors")) {
		return bundle{}, false
	}
	b := bundle{
		name:    "the system's store (update-ca-certificates)",
		anchors: env.sys("/etc/pki/trust/anchors"), ext: ".pem",
		bundle: env.sys("/var/lib/ca-certificates/ca-bundle.pem"),
		add:    []string{program}, remove: []string{program},
	}
	for _, dir := range []string{"", "/pem", "/openssl"} {
		b.watched = append(b.watched, Watched{Path: env.sys("/var/lib/ca-certificates" + dir), Children: true, Vouched: true})
	}
	return b, true
}

// p11kit is for systems that have none of the others' programs: the tool chooses
// the directory itself, among those that it was built with.
func p11kit(env Env) (bundle, bool) {
	program := env.Runner.Look("trust")
	if program == "" {
		return bundle{}, false
	}
	for _, place := range []struct{ source, bundle string }{
		{"/etc/pki/ca-trust/source", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"},
		{"/etc/ca-certificates/trust-source", "/etc/ca-certificates/extracted/tls-ca-bundle.pem"},
		{"/etc/pki/trust", "/var/lib/ca-certificates/ca-bundle.pem"},
	} {
		if !isDirectory(env.sys(place.source)) {
			continue
		}
		return bundle{
			name:    "the system's store (p11-kit)",
			anchors: env.sys(place.source), ext: ".p11-kit",
			bundle: env.sys(place.bundle), takes: true,
			watched: []Watched{{Path: filepath.Dir(env.sys(place.bundle)), Children: true, Vouched: true}},
			add:     []string{program, "anchor", "--store"}, remove: []string{program, "anchor", "--remove"},
		}, true
	}
	return bundle{}, false
}

func isDirectory(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
