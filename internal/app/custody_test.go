package app

import (
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/ca"
	"rockxy/internal/config"
)

// keyStores stands in for the key stores of a machine: their keys outlive an
// instance as long as the test keeps them.
type keyStores map[config.Custody]ca.Keeper

func (ks keyStores) take(data string, name config.Custody, _ Options) (custody, error) {
	if name == config.CustodyAuto {
		name = "tpm"
	}
	k, ok := ks[name]
	if !ok {
		return custody{}, errors.New(string(name) + " is away")
	}
	return custody{name: name, keeper: k, trail: []api.Keeper{{Name: string(name), Taken: true, Why: "it is there"}}}, nil
}

func TestTheRootStaysInItsKeeper(t *testing.T) {
	cfg := testConfig(t)
	cfg.Custody = config.CustodyAuto
	machine := keyStores{"tpm": ca.InMemory(), "vault": ca.InMemory()}
	start := func(c config.Config, transient bool) (api.Status, error) {
		a, err := New(c, Options{keepers: machine.take, Transient: transient})
		if err != nil {
			return api.Status{}, err
		}
		st := a.Status()
		return st, a.Close()
	}
	must := func(c config.Config, transient bool) api.Status {
		t.Helper()
		st, err := start(c, transient)
		if err != nil {
			t.Fatal(err)
		}
		return st
	}

	if st := must(cfg, true); st.Custody != "memory" {
		t.Errorf("a transient instance made a root in %s", st.Custody)
	}
	first := must(cfg, false)
	if first.Custody != "tpm" || len(first.CustodyTrail) != 1 || !first.CustodyTrail[0].Taken || first.RootNotAfter.IsZero() {
		t.Errorf("%+v", first)
	}
	if _, err := os.Stat(RootFile(cfg.Data)); err != nil {
		t.Errorf("the certificate of a root that stays is gone: %v", err)
	}
	for name, again := range map[string]api.Status{"again": must(cfg, false), "transient": must(cfg, true)} {
		if again.RootSHA256 != first.RootSHA256 {
			t.Errorf("%s: another root", name)
		}
	}

	other := cfg
	other.Custody = "vault"
	var ke *KeeperError
	if _, err := start(other, false); !errors.As(err, &ke) || ke.Have != "tpm" {
		t.Errorf("another keeper: %v", err)
	}
	other.Custody = config.CustodyMemory
	if st := must(other, false); st.Custody != "memory" || st.RootSHA256 == first.RootSHA256 {
		t.Errorf("asked for memory: %+v", st)
	}

	tpm := machine["tpm"]
	delete(machine, "tpm")
	away := must(cfg, false)
	if away.Custody != "memory" || len(away.CustodyTrail) != 2 || away.CustodyTrail[0].Name != "tpm" || !strings.Contains(away.CustodyTrail[0].Why, "away") {
		t.Errorf("the keeper is away: %+v", away)
	}
	other.Custody = "tpm"
	alone, err := New(cfg, Options{keepers: machine.take})
	if err != nil {
		t.Fatal(err)
	}
	own := map[string]bool{}
	for _, c := range alone.ownRoots() {
		own[fmt.Sprintf("%x", sha256.Sum256(c.Raw))] = true
	}
	if err := alone.Close(); err != nil {
		t.Fatal(err)
	}
	if !own[first.RootSHA256] || !own[alone.Ready().RootSHA256] {
		t.Error("an origin could be trusted because of the root that is not in use")
	}
	if _, err := start(other, false); err == nil {
		t.Error("the keeper that was asked for is away, and another was taken")
	}
	machine["tpm"] = tpm
	if st := must(cfg, false); st.RootSHA256 != first.RootSHA256 {
		t.Error("the root did not survive that its keeper was away")
	}
}

func TestTheTrailOfARootThatIsThereAlready(t *testing.T) {
	cfg := testConfig(t)
	cfg.Custody = "vault"
	machine := keyStores{"tpm": ca.InMemory(), "vault": ca.InMemory()}
	for range 2 {
		a, err := New(cfg, Options{keepers: machine.take})
		if err != nil {
			t.Fatal(err)
		}
		st := a.Status()
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		if st.Custody != "vault" {
			t.Fatalf("%+v", st)
		}
		if cfg.Custody == config.CustodyAuto {
			if tr := st.CustodyTrail; len(tr) != 2 || tr[0].Taken || !strings.Contains(tr[0].Why, "in vault already") || tr[0].Hint == "" || !tr[1].Taken {
				t.Errorf("%+v", tr)
			}
		}
		cfg.Custody = config.CustodyAuto
	}
}

func TestAuthority(t *testing.T) {
	cfg := testConfig(t)
	cfg.Custody = config.CustodyAuto
	opt := Options{keepers: keyStores{"tpm": ca.InMemory()}.take}
	if _, err := OpenAuthority(cfg.Data, opt); !errors.Is(err, ErrNoRoot) {
		t.Errorf("without a root: %v", err)
	}
	a, err := New(cfg, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var running *RunningError
	if _, err := OpenAuthority(cfg.Data, opt); !errors.As(err, &running) || running.PID != os.Getpid() {
		t.Errorf("while an instance runs: %v", err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}

	au, err := OpenAuthority(cfg.Data, opt)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(cfg, opt); !errors.As(err, &running) {
		t.Errorf("an instance started while the root was being changed: %v", err)
	}
	root, chain, err := au.Root()
	if err != nil || len(chain) < 2 {
		t.Fatal(chain, err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(root.Certificate())
	if _, err := chain[0].Verify(x509.VerifyOptions{Roots: pool, DNSName: "rockxy.invalid"}); err != nil {
		t.Errorf("the sample: %v", err)
	}
	r, err := au.Rotate([]string{"example.com"})
	if err != nil {
		t.Fatal(err)
	}
	c, err := ReadCertificates(cfg.Data)
	if err != nil || !c.Root.Equal(r.Certificate()) || len(c.Retired) != 1 || c.Keeper != "tpm" || len(c.Root.PermittedDNSDomains) == 0 {
		t.Errorf("rotated: %+v, %v", c, err)
	}
	if _, chain, err = au.Root(); err != nil {
		t.Fatal(err)
	}
	pool = x509.NewCertPool()
	pool.AddCert(r.Certificate())
	if _, err := chain[0].Verify(x509.VerifyOptions{Roots: pool, DNSName: "rockxy-sample.example.com"}); err != nil {
		t.Errorf("the sample of a limited root: %v", err)
	}
	if text, err := os.ReadFile(RootFile(cfg.Data)); err != nil || string(text) != string(r.PEM()) {
		t.Errorf("root.pem is not the new one: %v", err)
	}
	if err := au.Destroy(); err != nil {
		t.Fatal(err)
	}
	if err := au.Close(); err != nil {
		t.Fatal(err)
	}
	if c, err = ReadCertificates(cfg.Data); err != nil || c.Root != nil || len(c.Retired) != 2 || c.Keeper != "" {
		t.Errorf("destroyed: %+v, %v", c, err)
	}
	if _, err := os.Stat(RootFile(cfg.Data)); err == nil {
		t.Error("root.pem of a destroyed root is there")
	}
	for _, old := range c.Retired {
		if err := ForgetRetired(cfg.Data, old); err != nil {
			t.Error(err)
		}
	}
	if c, err = ReadCertificates(cfg.Data); err != nil || len(c.Retired) != 0 {
		t.Errorf("forgotten: %+v, %v", c, err)
	}
}

func TestEveryLeafIsInTheTrail(t *testing.T) {
	s, roots := origin(t)
	cfg := testConfig(t)
	a, stop := run(t, cfg, Options{ExtraRoots: roots})
	get(t, through(t, a), s.URL+"/one")
	get(t, through(t, a), s.URL+"/two") // the same leaf
	if err := (instance{a}).Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	check := func(when string) {
		t.Helper()
		all, err := ReadIssued(cfg.Data, 0)
		if err != nil || len(all) != 1 {
			t.Fatalf("%s: %+v, %v", when, all, err)
		}
		l := all[0]
		if l.Names[0] != "127.0.0.1" || len(l.SHA256) != 64 || l.Serial == "" || !strings.Contains(l.Client, "127.0.0.1:") || !l.NotAfter.After(l.Time) {
			t.Errorf("%s: %+v", when, l)
		}
	}
	check("running")
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	check("stopped")
}

func TestAKeyStoreThatIsGiven(t *testing.T) {
	cfg := testConfig(t)
	cfg.Custody = config.CustodyAuto
	given := ca.Delayed(0)
	var first api.Status
	for range 2 {
		a, err := New(cfg, Options{KeyStore: &given})
		if err != nil {
			t.Fatal(err)
		}
		st := a.Status()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
		if first.RootSHA256 == "" {
			first = st
		}
		if st.Custody != given.Custody().Name || len(st.CustodyTrail) != 1 || !st.CustodyTrail[0].Taken || st.RootSHA256 != first.RootSHA256 {
			t.Errorf("%+v", st)
		}
	}
}
