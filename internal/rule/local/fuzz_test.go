package local

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzTarget: whatever a request asks for, what is opened is below the directory.
func FuzzTarget(f *testing.F) {
	for _, s := range []string{"/", "/a/b.txt?c", "/../x", "/..%2fx", "/%2e%2e/", `/..\x`, "/a%00", "/C:/x", "http://h/p", "http://h", "*", "//a//./", "/%", "/a:b", "/COM1", "/%c0%ae"} {
		f.Add(s, "", false)
		f.Add(s, "/a", true)
	}
	f.Fuzz(func(t *testing.T, target, strip string, windows bool) {
		a, err := readTarget([]byte(target), strip, windows)
		if err != nil {
			if err.(*Absent).Why == "" {
				t.Error("no reason")
			}
			return
		}
		for _, name := range a.names {
			if name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\\\x00") || !filepath.IsLocal(name) {
				t.Errorf("%q leads to %q", target, a.names)
			}
		}
		if len(a.names) > 0 && isDrive(a.names[0]) {
			t.Errorf("%q leads to a drive", target)
		}
	})
}

// FuzzDirectory: with real files, nothing but what is below the directory comes back.
func FuzzDirectory(f *testing.F) {
	dir := f.TempDir()
	site := filepath.Join(dir, "site")
	for _, err := range []error{
		os.MkdirAll(filepath.Join(site, "sub"), 0o755),
		os.WriteFile(filepath.Join(dir, "secret"), []byte("secret"), 0o644),
		os.WriteFile(filepath.Join(site, "sub", "a"), []byte("public"), 0o644),
		os.Symlink("..", filepath.Join(site, "up")),
	} {
		if err != nil {
			f.Fatal(err)
		}
	}
	f.Add("/sub/a")
	f.Add("/up/secret")
	f.Add("/../secret")
	f.Add("/sub/..%2f..%2fsecret")
	a, err := New(Options{Directory: site})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, target string) {
		if strings.ContainsAny(target, " \r\n") || target == "" {
			return
		}
		if g := ask(t, request("GET "+target+" HTTP/1.1"), a); strings.Contains(g.body, "secret") {
			t.Errorf("%q: %+v", target, g)
		}
	})
}

func FuzzReadMessage(f *testing.F) {
	f.Add([]byte("HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody"), true)
	f.Add([]byte("HTTP/1.1 100 Continue\n\nHTTP/1.1 200\n\n"), true)
	f.Add([]byte("HTTP/1.1 200 OK\nA: b"), false)
	f.Fuzz(func(t *testing.T, data []byte, whole bool) {
		m, err := ReadMessage(data, whole)
		if err != nil {
			return
		}
		if m.Status < 200 || m.Status > 999 || m.Body < 0 || m.Body > len(data) {
			t.Errorf("%+v of %d octets", m, len(data))
		}
		for _, field := range m.Fields {
			if !isToken(field.Name) || strings.ContainsAny(string(field.Value), "\r\n\x00") {
				t.Errorf("%q: %q", field.Name, field.Value)
			}
		}
	})
}
