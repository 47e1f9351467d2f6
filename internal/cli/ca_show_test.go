package cli

import (
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"rockxy/internal/config"
)

func TestWarningsBeforeTrust(t *testing.T) {
	year := time.Now().Add(365 * 24 * time.Hour)
	for _, tt := range []struct {
		name string
		p    presented
		want []string // the beginnings
	}{
		{"a root that lasts", presented{keeper: config.CustodyVault}, nil},
		{"in memory", presented{keeper: config.CustodyMemory}, []string{"The key of this root is in the memory of the running instance"}},
		{"in the kernel", presented{keeper: config.CustodyKernelKeyring}, []string{"This root does not last: the key is in the kernel's memory until this machine restarts"}},
		{"new", presented{keeper: config.CustodyVault, notice: "this is a new root"}, []string{"Note: this is a new root."}},
	} {
		tt.p.root = &x509.Certificate{NotAfter: year}
		wantBeginnings(t, tt.name, tt.p.warnings(), tt.want)
		tt.p.root = &x509.Certificate{NotAfter: time.Now().Add(time.Hour)}
		soon := tt.p.warnings()
		if !strings.Contains(strings.Join(soon, "\n"), "This root does not last: it expires in 0 days: rockxy ca rotate") || len(soon) != len(tt.want)+1 {
			t.Errorf("%s, which expires: %q", tt.name, soon)
		}
	}
}

func wantBeginnings(t *testing.T, name string, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %q, want %q", name, got, want)
		return
	}
	for n := range want {
		if !strings.HasPrefix(got[n], want[n]) {
			t.Errorf("%s: %q, want %q", name, got[n], want[n])
		}
	}
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		text string
		want string
	}{
		{"", ""}, {"one", "one"}, {"one two", "one two"}, {"one two three", "one two|three"}, {"longer-than-the-line a b", "longer-than-the-line|a b"},
	} {
		if got := strings.Join(wrap(tt.text, 8), "|"); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
}
