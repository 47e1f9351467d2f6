package main

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"rockxy/internal/cli"
	"rockxy/internal/testkit"
)

// The scripts in testdata run this binary as `rockxy`, and as `get`, a client.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"rockxy": func() { os.Exit(cli.Main(os.Args[1:])) },
		"get":    get,
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_DATA_HOME", filepath.Join(env.WorkDir, "share"))
			env.Setenv("TZ", "UTC")
			env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
			env.Setenv("SUM", strings.Repeat("ab", 32))
			env.Setenv("GORACE", "atexit_sleep_ms=20") // else each command waits a second for races at its end
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name != "keyring" {
				return false, fmt.Errorf("there is no condition %q", name)
			}
			if !hasKeyring() && os.Getenv("ROCKXY_E2E") != "" {
				return false, errors.New("there is no kernel keyring, and ROCKXY_E2E promises it")
			}
			return hasKeyring(), nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"origin": origin, "ready": ready, "fields": fields, "fingerprint": fingerprint, "clientcert": clientcert,
		},
	})
}

// origin starts an HTTPS origin, puts its URL into $ORIGIN, its address into $ADDR, its
// port into $PORT and its certificate into origin.pem.
func origin(ts *testscript.TestScript, _ bool, _ []string) {
	mux := http.NewServeMux()
	mux.HandleFunc("/hello", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"greeting":"hello","big":12345678901234567890}`)
	})
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Method", r.Method)
		_, _ = io.Copy(w, r.Body) // the client is gone
	})
	mux.HandleFunc("/body", func(w http.ResponseWriter, r *http.Request) { // any body of any type, in base64url
		body, err := base64.RawURLEncoding.DecodeString(r.FormValue("data"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", r.FormValue("type"))
		_, _ = w.Write(body) // the client is gone
	})
	mux.HandleFunc("/hostile", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprint(w, "\x1b]0;owned\x07\x1b[2Jred and a good deal of harmless text after it, as logs have")
	})
	s := httptest.NewTLSServer(mux)
	ts.Defer(s.Close)
	ts.Setenv("ORIGIN", s.URL)
	ts.Setenv("ADDR", s.Listener.Addr().String())
	ts.Setenv("PORT", strings.TrimPrefix(s.Listener.Addr().String(), "127.0.0.1:"))
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	ts.Check(os.WriteFile(ts.MkAbs("origin.pem"), text, 0o600))
}

// ready waits for a ready file and puts its values into $PROXY, $UI, $TOKEN and
// $ROOT.
func ready(ts *testscript.TestScript, _ bool, args []string) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	timeout := time.After(testkit.Patience)
	for {
		text, err := os.ReadFile(ts.MkAbs(args[0]))
		if err == nil {
			var r map[string]any
			ts.Check(json.Unmarshal(text, &r))
			ts.Setenv("PROXY", fmt.Sprint(r["proxy"]))
			ts.Setenv("UI", fmt.Sprint(r["ui"]))
			_, token, _ := strings.Cut(fmt.Sprint(r["ui"]), "#token=")
			ts.Setenv("TOKEN", token)
			ts.Setenv("ROOT", fmt.Sprint(r["root_certificate"]))
			ts.Setenv("PID", fmt.Sprintf("%.0f", r["pid"]))
			return
		}
		select {
		case <-tick.C:
		case <-timeout:
			ts.Fatalf("%s was not written", args[0])
		}
	}
}

// fingerprint puts that of the root of a data directory that no instance serves
// into $SHA256.
func fingerprint(ts *testscript.TestScript, _ bool, args []string) {
	block, _ := pem.Decode([]byte(ts.ReadFile(filepath.Join(args[0], "root.pem"))))
	if block == nil {
		ts.Fatalf("there is no root in %s", args[0])
	}
	ts.Setenv("SHA256", fmt.Sprintf("%x", sha256.Sum256(block.Bytes)))
}

// fields checks that each line of standard output is an object with exactly the
// named keys at least.
func fields(ts *testscript.TestScript, _ bool, args []string) {
	dec := json.NewDecoder(&reader{ts.ReadFile("stdout")})
	n := 0
	for ; ; n++ {
		var line map[string]any
		if err := dec.Decode(&line); err == io.EOF {
			break
		} else if err != nil {
			ts.Fatalf("line %d: %v", n+1, err)
		}
		for _, key := range args {
			if _, ok := line[key]; !ok {
				ts.Fatalf("line %d has no %s", n+1, key)
			}
		}
	}
	if n == 0 {
		ts.Fatalf("there is no line")
	}
}

type reader struct{ rest string }

func (r *reader) Read(p []byte) (int, error) {
	if r.rest == "" {
		return 0, io.EOF
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// get fetches URLs through HTTPS_PROXY, trusting SSL_CERT_FILE alone, and prints
// what it got. With a second argument it posts that.
func get() {
	proxy, err := url.Parse(os.Getenv("HTTPS_PROXY"))
	check(err)
	text, err := os.ReadFile(os.Getenv("SSL_CERT_FILE"))
	check(err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	tr := http.DefaultTransport.(*http.Transport).Clone()
	tr.Proxy, tr.TLSClientConfig = http.ProxyURL(proxy), &tls.Config{RootCAs: roots}
	c := &http.Client{Transport: tr}
	var resp *http.Response
	if len(os.Args) > 2 {
		resp, err = c.Post(os.Args[1], "text/plain", &reader{os.Args[2]})
	} else {
		resp, err = c.Get(os.Args[1])
	}
	check(err)
	fmt.Println(resp.Status, resp.Header.Get("Rockxy-Fault"))
	_, err = io.Copy(os.Stdout, resp.Body)
	check(err)
	fmt.Println()
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
