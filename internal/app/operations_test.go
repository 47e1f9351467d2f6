package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rockxy/internal/api"
)

// secrets are how private keys begin, in the forms in which they are kept and told.
func secrets() (all [][]byte) {
	for _, text := range []string{
		"308187020100301306072a8648ce3d020106082a8648ce3d030107", // PKCS#8, P-256
		"3081b6020100301006072a8648ce3d020106052b81040022",       // PKCS#8, P-384
		"30770201010420",                   // SEC 1, P-256
		"302e020100300506032b657004220420", // PKCS#8, Ed25519
	} {
		der, err := hex.DecodeString(text)
		if err != nil {
			panic(err)
		}
		all = append(all, der, []byte(text), []byte(base64.StdEncoding.EncodeToString(der[:len(der)/3*3])), []byte(base64.RawURLEncoding.EncodeToString(der[:len(der)/3*3])))
	}
	return append(all, []byte("PRIVATE KEY"))
}

func TestSecretsAreRecognised(t *testing.T) {
	const key = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIBzXkGG3cBLmaV9DNKeXX3xNlGDIXPHzYyMg4nJFYXVgoAoGCCqGSM49\n"
	if !slices.ContainsFunc(secrets()[:len(secrets())-1], func(s []byte) bool { return bytes.Contains([]byte(key), s) }) {
		t.Error("a key in PEM form is not found without its name")
	}
}

// tree is what is below some directories: files, their modes and what is in them.
func tree(t *testing.T, dirs ...string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if os.IsNotExist(err) {
				return nil
			}
			if err != nil || d.IsDir() {
				return err
			}
			info, err := d.Info()
			if err != nil || !info.Mode().IsRegular() {
				return err
			}
			text, err := os.ReadFile(path)
			if os.IsPermission(err) {
				return nil
			}
			sum := sha256.Sum256(text)
			all[path] = info.Mode().String() + hex.EncodeToString(sum[:])
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// No operation of the API changes who trusts the root, or the root, or tells a private
// key: all there are, asked in every way that they have.
func TestNoOperationChangesTrustOrTellsAKey(t *testing.T) {
	home(t)
	nss := filepath.Join(os.Getenv("HOME"), ".pki", "nssdb") // a store of the user's, which could take the root
	if err := os.MkdirAll(nss, 0o700); err != nil {
		t.Fatal(err)
	}
	if certutil, err := exec.LookPath("certutil"); err != nil {
		t.Log("LEFT OUT: certutil is not installed, so no store of a browser is there to be changed")
	} else if out, err := exec.Command(certutil, "-N", "-d", "sql:"+nss, "--empty-password").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	o, roots := origin(t)
	cfg := testConfig(t)
	a, _ := run(t, cfg, Options{ExtraRoots: roots})
	get(t, through(t, a), o.URL+"/")
	stores := []string{os.Getenv("HOME"), "/etc/ssl", "/usr/local/share/ca-certificates", "/etc/pki"}
	before, root := tree(t, stores...), a.root.SHA256()

	handler := api.NewSocketHandler(instance{a})
	asked := 0
	for path, item := range api.Describe().Paths {
		for method, op := range map[string]bool{"GET": item.Get != nil, "POST": item.Post != nil, "PUT": item.Put != nil, "DELETE": item.Delete != nil, "PATCH": item.Patch != nil} {
			if !op {
				continue
			}
			if word := strings.ToLower(path); method != "GET" && (strings.Contains(word, "trust") || strings.Contains(word, "ca") && strings.HasPrefix(word, "/v1/ca") || strings.Contains(word, "root") || strings.Contains(word, "key")) {
				t.Errorf("%s %s has the name of what the command line alone may do", method, path)
			}
			for _, body := range []string{"", "{}", `{"ids":[1],"id":1,"on":true,"name":"default","to":"x","text":"name: x\nactions: [block]\n","for":"hour","scope":"all"}`} {
				asked++
				answer := ask(t, handler, method, strings.NewReplacer("{id}", "1", "{name}", "x").Replace(path), body)
				for _, s := range secrets() {
					if bytes.Contains(answer, s) {
						t.Errorf("%s %s tells a private key: %q", method, path, answer)
					}
				}
			}
		}
	}
	if asked < 100 {
		t.Errorf("%d requests alone", asked)
	}
	after := tree(t, stores...)
	for path, was := range before {
		if after[path] != was {
			t.Errorf("%s has changed", path)
		}
		delete(after, path)
	}
	for path := range after {
		t.Errorf("%s is new", path)
	}
	if a.root.SHA256() != root {
		t.Error("there is another root")
	}
}

// ask is one request, and as much of the answer as comes in a moment.
func ask(t *testing.T, h http.Handler, method, path, body string) []byte {
	t.Helper()
	patience := 100 * time.Millisecond // of streams, the beginning
	if path == "/v1/ca" || path == "/v1/doctor" {
		patience = trustPatience
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if method == "GET" && body != "" {
		path += "?limit=5"
	}
	r := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
	r.Host = api.Host
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Body.Bytes()
}
