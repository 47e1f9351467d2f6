package app

import (
	"bytes"
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"rockxy/internal/api"
)

func TestReachable(t *testing.T) {
	var here []netip.Addr
	for _, text := range []string{"127.0.0.1", "::1", "fe80::1", "203.0.113.7", "2001:db8::7", "192.168.1.7", "169.254.3.4", "10.0.0.7"} {
		here = append(here, netip.MustParseAddr(text))
	}
	for listens, want := range map[string]string{
		"127.0.0.1:9090":          "",
		"[::1]:9090":              "",
		"[::ffff:127.0.0.1]:9090": "",
		"0.0.0.0:9090":            "192.168.1.7:9090 10.0.0.7:9090 203.0.113.7:9090",
		"[::]:9090":               "192.168.1.7:9090 10.0.0.7:9090 203.0.113.7:9090 [2001:db8::7]:9090",
		"192.168.1.7:80":          "192.168.1.7:80",
		"[2001:db8::7]:80":        "[2001:db8::7]:80",
	} {
		var got []string
		for _, a := range reachable(netip.MustParseAddrPort(listens), here) {
			got = append(got, a.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", listens, got, want)
		}
	}
}

func TestSetup(t *testing.T) {
	cfg := testConfig(t)
	a, stop := run(t, cfg, Options{})
	if _, err := os.Stat(setupDir(cfg.Data)); err == nil {
		t.Error("files are written before anybody wants them")
	}
	s, err := instance{a}.Setup()
	if err != nil {
		t.Fatal(err)
	}
	if s.Proxy != a.ProxyAddr().String() || len(s.Addresses) != 0 || !strings.Contains(s.Hint, "--proxy 0.0.0.0:") || s.Local != "http://rockxy.local/" || s.RootFile != RootFile(cfg.Data) || s.RootSHA256 != a.ready.RootSHA256 {
		t.Errorf("%+v", s)
	}
	text := map[string]string{}
	for _, one := range s.Snippets {
		text[one.ID] = one.Text
	}
	if !strings.Contains(text["run"], " --data "+ShellWord(cfg.Data)+" -- ") || !strings.Contains(text["curl"], s.Proxy) {
		t.Errorf("%q, %q", text["run"], text["curl"])
	}
	bundle := filepath.Join(setupDir(cfg.Data), "bundle.pem")
	before, err := os.ReadFile(bundle)
	if err != nil || !bytes.Contains(before, bytes.TrimSpace(a.RootPEM())) {
		t.Errorf("%v", err)
	}
	for _, name := range []string{"env.sh", "env.fish", "env.ps1", "env.cmd", "node.cjs", "truststore.p12", "wgetrc"} {
		content, err := os.ReadFile(filepath.Join(setupDir(cfg.Data), name))
		if err != nil || bytes.Contains(content, []byte("PRIVATE KEY")) {
			t.Errorf("%s: %v", name, err)
		}
		if info, err := os.Stat(filepath.Join(setupDir(cfg.Data), name)); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err) // it may have what a person wrote into their own settings
		}
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}

	a, stop = run(t, cfg, Options{}) // another root, for it was in memory, and another port
	after, err := os.ReadFile(bundle)
	if err != nil || !bytes.Contains(after, bytes.TrimSpace(a.RootPEM())) || bytes.Equal(before, after) {
		t.Error("shells go on with the root of the instance before")
	}
	if env, err := os.ReadFile(filepath.Join(setupDir(cfg.Data), "env.sh")); err != nil || !strings.Contains(string(env), a.ProxyAddr().String()) {
		t.Errorf("they go to where the proxy was: %v", err)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if err := Remove(cfg.Data, false); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(setupDir(cfg.Data)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the files outlive Rockxy: %v", err)
	}
}

// A proxy for the network says where it is, and that it is loopback for this machine.
func TestSetupForTheNetwork(t *testing.T) {
	cfg := testConfig(t)
	cfg.Proxy = netip.MustParseAddrPort("0.0.0.0:0")
	a, _ := run(t, cfg, Options{})
	s, err := instance{a}.Setup()
	if err != nil || !strings.HasPrefix(s.Proxy, "127.0.0.1:") || (s.Hint == "") != (len(s.Addresses) > 0) {
		t.Errorf("%+v, %v", s, err)
	}
	for _, at := range s.Addresses {
		if p, err := netip.ParseAddrPort(at); err != nil || p.Addr().IsLoopback() || p.Port() != netip.MustParseAddrPort(s.Proxy).Port() {
			t.Errorf("%s, %v", at, err)
		}
	}
	var _ api.Setups = instance{a}
}
