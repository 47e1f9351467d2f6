package ca

import (
	"encoding/json"
	"encoding/pem"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// argued is a rule of zlint that some of our certificates break on purpose.
type argued struct {
	rule string
	on   string // part of the certificate's name here; "" is any
	why  string
}

func arguedRules() []argued {
	const (
		policy = "a policy names the document by which a public CA is audited; there is none, and naming a public one would be a lie"
		server = "there is no server to fetch anything from, and looking for one would tell the network what is debugged"
	)
	return []argued{
		{"e_ca_country_name_missing", "CA", "the country of a person's machine is not known, and the organisation names user and machine instead"},
		{"e_sub_ca_certificate_policies_missing", "session CA", policy},
		{"e_invalid_ca_certificate_policies", "session CA", policy},
		{"e_sub_cert_certificate_policies_missing", "leaf", policy},
		{"e_sub_cert_cert_policy_empty", "leaf", policy},
		{"e_sub_ca_crl_distribution_points_missing", "session CA", server},
		{"e_sub_cert_aia_missing", "leaf", server},
		{"e_dnsname_not_valid_tld", "leaf for localhost", "public CAs must refuse names of this machine; a debugging proxy is for them"},
		{"e_dnsname_not_valid_tld", "leaf for db.internal", "public CAs must refuse private names; a debugging proxy is for them too"},
		{"e_ext_san_contains_reserved_ip", "leaf for 127.0.0.1", "public CAs must refuse addresses of this machine; a debugging proxy is for them"},
		{"e_subject_contains_reserved_ip", "leaf for 127.0.0.1", "as in the SAN"},
		{"e_underscore_not_permissible_in_dnsname", "leaf for my_bucket.example.com", "hosts with an underscore exist, and clients connect to them"},
	}
}

// TestLint has zlint look at every kind of certificate. What it calls an error
// is absent or argued, and what is argued does occur.
func TestLint(t *testing.T) {
	zlint, ok := zlintProgram(t)
	if !ok {
		return
	}
	rules := arguedRules()
	used := make([]bool, len(rules))
	for name, der := range lintable(t) {
		for rule, details := range lint(t, zlint, der) {
			n := slices.IndexFunc(rules, func(a argued) bool { return a.rule == rule && strings.Contains(name, a.on) })
			if n < 0 {
				t.Errorf("%s: %s %s", name, rule, details)
				continue
			}
			used[n] = true
		}
	}
	for n, a := range rules {
		if !used[n] {
			t.Errorf("%s on %q is argued and never broken", a.rule, a.on)
		}
	}
}

// lintable are the certificates to look at, in DER, by what they are.
func lintable(t *testing.T) map[string][]byte {
	limited, err := homeAt(t, t.TempDir(), InMemory(), noon).Rotate([]string{"*.example.com", "corp.test"})
	if err != nil {
		t.Fatal(err)
	}
	limitedSlow := rootOf(limited.certificate, limited.issuing.signer, limited.custody)
	limitedSlow.signing = slowSigner + time.Millisecond
	long := strings.Repeat("a", 30) + "." + strings.Repeat("b", 40) + ".example.com"
	all := map[string][]byte{}
	for shape, root := range map[string]*Root{"root CA": newRoot(t, noon), "slow root CA": slowRoot(t), "limited root CA": limited, "slow limited root CA": limitedSlow} {
		all[shape] = root.Certificate().Raw
		for _, names := range [][]string{
			{"api.example.com"}, {"api.example.com", "*.example.com"}, {long}, {"xn--bcher-kva.example.com"}, {"my_bucket.example.com"},
			{"db.internal"}, {"localhost"}, {"127.0.0.1"}, {"8.8.8.8"}, {"2606:4700::1111"},
		} {
			chain := mustLeaf(t, root, names...).Certificate
			all["leaf for "+strings.Join(names, " and ")+" by "+shape] = chain[0]
			if len(chain) == 3 {
				all["session CA of "+shape] = chain[1]
			}
		}
	}
	return all
}

// lint returns the rules that zlint sees broken at the level of an error, with
// its details.
func lint(t *testing.T, zlint string, der []byte) map[string]string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "certificate.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), zlint, file).Output()
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			t.Logf("zlint said %s", exit.Stderr)
		}
		t.Fatal(err)
	}
	var results map[string]struct{ Result, Details string }
	if err := json.Unmarshal(out, &results); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	broken, passed := map[string]string{}, 0
	for rule, r := range results {
		switch r.Result {
		case "pass":
			passed++
		case "error", "fatal":
			broken[rule] = r.Details
		}
	}
	if passed < 50 {
		t.Errorf("only %d rules were looked at", passed)
	}
	return broken
}

// zlintProgram is what make builds. Without it the test says so and goes on,
// unless ROCKXY_E2E promises it.
func zlintProgram(t *testing.T) (path string, ok bool) {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "bin", "zlint"))
	if err == nil {
		_, err = os.Stat(path)
	}
	switch {
	case err == nil:
		return path, true
	case os.Getenv("ROCKXY_E2E") != "":
		t.Fatalf("%v, and ROCKXY_E2E promises it (make bin/zlint)", err)
	}
	t.Log("LEFT OUT: bin/zlint is not there (make bin/zlint)")
	return "", false
}
