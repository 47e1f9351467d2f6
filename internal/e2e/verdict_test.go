package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rockxy/internal/testkit"
)

// TestVerdicts has real clients pin, lack the root, and hang up, all of them
// through one proxy with one history, in this order: what one program did must
// not make a pin of what another lacks.
func TestVerdicts(t *testing.T) {
	s := ownStand(t)
	if blind() {
		return // a blind stand-in keeps no record
	}
	const pinned, untrusted, unsure = "pinned", "untrusted-ca", "unsure"
	proxy, root := s.proxy.httpProxy(), s.proxy.RootFile
	// Three hosts: all accept a, those that pin do so at b, and those that lack
	// the root come to c.
	a, b, c := s.origin.URL("/bytes/10"), s.another(t).URL("/bytes/10")+"#pin", s.another(t).URL("/bytes/10")
	curl := []string{"curl", "--silent", "--noproxy", "", "--proxy", proxy}
	const wrongKey = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	script := func(program, file string, args ...string) []string {
		return append([]string{program, filepath.Join("testdata", file)}, args...)
	}
	java := func(args ...string) []string {
		return append([]string{"java", "-XX:TieredStopAtLevel=1", filepath.Join("testdata", "java", "Pins.java"), proxy}, args...)
	}
	pins := []string{pinsProgram(t), proxy}
	for _, tt := range []struct {
		name    string
		argv    []string
		verdict string // of the last refusal
		says    string // in its message
	}{
		{"curl pins", append(curl, "--cacert", root, "--pinnedpubkey", wrongKey, b), pinned, "finished the handshake"},
		{"curl pins again", append(curl, "--cacert", root, "--pinnedpubkey", wrongKey, b), pinned, "finished the handshake"},
		{"curl accepts", append(curl, "--cacert", root, a), "", ""},
		{"curl lacks the root", append(curl, c), untrusted, "unknown_ca"},
		{"go compares in the handshake", append(pins, "verify", root, a, b, b), pinned, "accepted Rockxy's certificates for 1 other host"},
		{"go compares after it", append(pins, "above", root, a, b, b), pinned, "accepted Rockxy's certificates for 1 other host"},
		{"go lacks the root", append(pins, "verify", "-", c), unsure, "bad_certificate"},
		{"node pins", script("node", "node/pins.mjs", proxy, root, a, b, b), pinned, "accepted Rockxy's certificates for 1 other host"},
		{"node lacks the root", script("node", "node/pins.mjs", proxy, "-", c), unsure, "node (pid "},
		{"java pins", java(root, a, b, b), pinned, "accepted Rockxy's certificates for 1 other host"},
		{"java lacks the root", java("-", c), unsure, "certificate_unknown"},
		{"python pins", script("/usr/bin/python3", "python/pins.py", proxy, root, a, b, b), pinned, "accepted Rockxy's certificates for 1 other host"},
		{"python lacks the root", script("/usr/bin/python3", "python/pins.py", proxy, "-", c), untrusted, "unknown_ca"},
		{"wget accepts", []string{"wget", "--no-config", "--quiet", "--tries=1", "--output-document=-", "--ca-certificate=" + root, a}, "", ""},
		{"wget lacks the root", []string{"wget", "--no-config", "--quiet", "--tries=1", "--output-document=-", c}, unsure, "finished the handshake"},
		{"chromium knows another key", append(untrustingChromium(t, proxy, c), "--ignore-certificate-errors-spki-list="+strings.TrimPrefix(wrongKey, "sha256//")), unsure + " or " + untrusted, "certificate_unknown"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			argv := tt.argv
			if strings.HasPrefix(tt.name, "chromium") {
				argv = append([]string{"chromium"}, argv...)
			}
			if _, ok := need(t, argv[0]); !ok {
				return
			}
			before := len(s.refusalsAt(t, b, c))
			out, err := tryRun(t.Context(), append(noBus(), "https_proxy="+proxy, "no_proxy="), argv...)
			if tt.verdict == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			last, ok := testkit.Settle(func() (last flowLine, ok bool) {
				list := s.refusalsAt(t, b, c)
				if len(list) > before {
					last = list[len(list)-1]
				}
				return last, last.Fault != nil && strings.Contains(tt.verdict, last.Verdict) && strings.Contains(last.Fault.Message, tt.says)
			})
			if !ok {
				t.Errorf("verdict %q, %+v; want %q and %q\nthe client said %s %v", last.Verdict, last.Fault, tt.verdict, tt.says, out, err)
			}
		})
	}
	s.noFalsePins(t, c)
}

// noFalsePins wants no pin at the host that only clients without the root came to.
func (s *stand) noFalsePins(t *testing.T, url string) {
	t.Helper()
	for _, f := range s.refusalsAt(t, url) {
		if f.Verdict == "pinned" {
			t.Errorf("a false pin: %+v %+v", f, f.Fault)
		}
	}
}

// another is a second origin that the proxy knows.
func (s *stand) another(t *testing.T) *testkit.Origin {
	t.Helper()
	o, err := testkit.StartOrigin(testkit.Options{CA: s.origin.CA})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Close)
	return o
}

// refusalsAt are the handshakes that failed at the hosts of urls, oldest first.
func (s *stand) refusalsAt(t *testing.T, urls ...string) (list []flowLine) {
	t.Helper()
	for _, f := range s.proxy.flows(t) {
		if f.Kind == "handshake-failure" && slices.ContainsFunc(urls, func(u string) bool { return hostOf(u) == f.URL }) {
			list = append(list, f)
		}
	}
	return list
}

// pinsProgram builds testdata/go/pins.go.
func pinsProgram(t *testing.T) string {
	t.Helper()
	out := filepath.Join(scratch, "pins")
	cmd := exec.Command("go", "build", "-o", out, filepath.Join("testdata", "go", "pins.go"))
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return out
}
