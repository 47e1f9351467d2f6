package trust

import (
	"crypto/x509"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// installed finds programs and runs none.
type installed []string

func (i installed) runner() Runner {
	f := fakePrograms{"/", map[string]func(string, []string) ([]byte, error){}}
	for _, name := range i {
		f.programs[name] = func(string, []string) ([]byte, error) { return nil, fs.ErrInvalid }
		if name == "certutil" {
			f.programs[name] = func(string, []string) ([]byte, error) { return nil, nil }
		}
	}
	return f
}

// TestPlans reads plans: which stores, with which commands, and why others are
// left out. TOP stands for the machine's directory.
func TestPlans(t *testing.T) {
	our := newPKI(t, "Rockxy Local CA 0A")
	short := Fingerprint(our.root).Hex()[:16]
	for _, c := range []struct {
		name      string
		installed installed
		files     []string
		uid       int // as root, or as the one who owns the home
		home      bool
		want      []string // in the plan's text
		steps     int
	}{
		{"Debian as root", installed{"update-ca-certificates"}, []string{"etc/ssl/certs/x.pem"}, 0, false, []string{
			"1. Add the root to the system's store (update-ca-certificates)",
			"write TOP/usr/local/share/ca-certificates/rockxy-" + short + ".crt", "run /usr/bin/update-ca-certificates",
			"the stores of the user: no home directory is known",
		}, 1},
		{"Debian as a user", installed{"update-ca-certificates"}, []string{"etc/ssl/certs/x.pem"}, 1000, false, []string{
			"NEEDS ADMINISTRATOR RIGHTS, and is left out without them: sudo rockxy trust --data /d",
		}, 1},
		{"Fedora", installed{"update-ca-trust", "trust"}, []string{"etc/pki/ca-trust/source/anchors/x"}, 0, false, []string{
			"write TOP/etc/pki/ca-trust/source/anchors/rockxy-" + short + ".pem", "run /usr/bin/update-ca-trust extract",
		}, 1},
		{"Arch", installed{"update-ca-trust", "trust"}, []string{"etc/ca-certificates/trust-source/anchors/x"}, 0, false, []string{
			"write TOP/etc/ca-certificates/trust-source/anchors/rockxy-" + short + ".pem", "run /usr/bin/update-ca-trust\n",
		}, 1},
		{"openSUSE", installed{"update-ca-certificates", "trust"}, []string{"etc/pki/trust/anchors/x", "etc/ssl/certs/x"}, 0, false, []string{
			"write TOP/etc/pki/trust/anchors/rockxy-" + short + ".pem", "run /usr/bin/update-ca-certificates\n",
		}, 1},
		{"p11-kit alone", installed{"trust"}, []string{"etc/ca-certificates/trust-source/x"}, 0, false, []string{"run /usr/bin/trust anchor --store "}, 1},
		{"no way", nil, nil, 0, false, []string{"the system's store: none of update-ca-certificates"}, 0},
		{"Firefox everywhere", installed{"certutil"}, []string{
			"home/.mozilla/firefox/a.default/cert9.db", "home/.config/mozilla/firefox/b.work/cert9.db",
			"home/snap/firefox/common/.mozilla/firefox/c.default/cert9.db", "home/.var/app/org.mozilla.firefox/.mozilla/firefox/d.default/cert9.db",
			"home/.mozilla/firefox/nodb/prefs.js",
		}, os.Getuid(), true, []string{
			"Firefox profile default (TOP/home/.mozilla/firefox/a.default)", "Firefox profile work (TOP/home/.config/mozilla/firefox/b.work)",
			"(TOP/home/snap/firefox/common/.mozilla/firefox/c.default)", "(TOP/home/.var/app/org.mozilla.firefox/.mozilla/firefox/d.default)",
			"-t C,, ", "-d sql:TOP/home/.mozilla/firefox/a.default",
		}, 4},
		{"Chromium, old place", installed{"certutil", "chromium"}, []string{"home/.pki/nssdb/cert9.db"}, os.Getuid(), true, []string{"sql:TOP/home/.pki/nssdb"}, 1},
		{"Chromium, new place", installed{"certutil", "chromium"}, []string{"home/.local/share/pki/nssdb/cert9.db"}, os.Getuid(), true, []string{"sql:TOP/home/.local/share/pki/nssdb"}, 1},
		{"Chromium, both", installed{"certutil"}, []string{"home/.pki/nssdb/cert9.db", "home/.local/share/pki/nssdb/cert9.db"}, os.Getuid(), true, nil, 2},
		{"Chromium that never ran", installed{"certutil", "google-chrome"}, []string{"home/x"}, os.Getuid(), true, []string{"make TOP/home/.pki/nssdb", "certutil -N -d sql:TOP/home/.pki/nssdb --empty-password"}, 1},
		{"Chromium in sandboxes", installed{"certutil"}, []string{"home/snap/chromium/current/.pki/nssdb/cert9.db", "home/.var/app/com.brave.Browser/data/pki/nssdb/cert9.db"},
			os.Getuid(), true, []string{"the Snap chromium", "the Flatpak com.brave.Browser"}, 2},
		{"no certutil", installed{"chromium"}, []string{"home/.pki/nssdb/cert9.db"}, os.Getuid(), true, []string{"certutil is missing", "libnss3-tools on Debian"}, 0},
		{"somebody else's home", installed{"certutil", "java"}, []string{"home/.pki/nssdb/cert9.db"}, os.Getuid() + 1, true, []string{"TOP/home belongs to somebody else: run this without sudo"}, 0},
		{"Java", installed{"java"}, []string{"home/x"}, os.Getuid(), true, []string{"write TOP/home/d/java/truststore.p12", "-Djavax.net.ssl.trustStore=TOP/home/d/java/truststore.p12"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			top := t.TempDir()
			for _, f := range c.files {
				mustWrite(t, filepath.Join(top, f), []byte("x"))
			}
			env := Env{Dir: filepath.Join(top, "home/d"), SystemDir: filepath.Join(top, "sys"), Prefix: top, UID: c.uid, Again: "rockxy trust --data /d", Runner: c.installed.runner()}
			if c.home {
				env.Home = filepath.Join(top, "home")
			}
			before := tree(t, top)
			p := mustPlan(t, PlanTrust, env, our.root, Options{})
			text := strings.ReplaceAll(p.String(), top, "TOP")
			for _, w := range append(c.want, Fingerprint(our.root).String()) {
				if !strings.Contains(text, w) {
					t.Errorf("no %q in\n%s", w, text)
				}
			}
			if len(p.Steps) != c.steps {
				t.Errorf("%d steps, want %d, in\n%s", len(p.Steps), c.steps, text)
			}
			wantTree(t, "planning", top, before)
		})
	}
}

// TestNeedsAdmin leaves out what needs rights that are missing, and says so.
func TestNeedsAdmin(t *testing.T) {
	top, env, our, _ := fakeDebianStand(t)
	env.UID = 1000
	before := tree(t, top)
	for _, plan := range []func(*testing.T) *Plan{
		func(t *testing.T) *Plan { return mustPlan(t, PlanTrust, env, our.root, Options{}) },
		func(t *testing.T) *Plan { // what is there can be seen by everybody
			if err := theStore(t, env).Add(t.Context(), our.root); err != nil {
				t.Fatal(err)
			}
			before = tree(t, top)
			return mustPlan(t, PlanUntrust, env, our.root, Options{RemoveStale: true})
		},
	} {
		p := plan(t)
		if p.Able() || !p.NeedsAdmin() || len(p.Steps) != 1 {
			t.Fatalf("plan %v", p)
		}
		r := mustApply(t, p)
		if r.Results[0].Outcome != NeedsAdmin || r.Err() != nil {
			t.Errorf("results %+v", r.Results)
		}
		wantTree(t, "without rights", top, before)
	}
}

// TestPartialFailure wants the store that fails undone and the other one done.
func TestPartialFailure(t *testing.T) {
	top, env, our, _ := fakeDebianStand(t)
	env.Runner.(fakePrograms).programs["java"] = func(string, []string) ([]byte, error) { return nil, fs.ErrInvalid }
	env.UID = os.Getuid()
	update := env.Runner.(fakePrograms).programs["update-ca-certificates"]
	fails := true
	env.Runner.(fakePrograms).programs["update-ca-certificates"] = func(top string, words []string) ([]byte, error) {
		out, err := update(top, words)
		if fails {
			fails = false
			return nil, &ProgramError{Argv: []string{"update-ca-certificates"}, Err: fs.ErrInvalid}
		}
		return out, err
	}
	before := tree(t, filepath.Join(top, "etc"))
	r := mustApply(t, mustPlan(t, PlanTrust, env, our.root, Options{Sample: our.chain}))
	outcomes := map[string]Outcome{}
	for _, x := range r.Results {
		outcomes[x.Step.Store.ID()] = x.Outcome
	}
	system := Undone
	if env.UID != 0 {
		system = NeedsAdmin
	}
	if outcomes["system"] != system || outcomes["java"] != Done {
		t.Errorf("outcomes %v", outcomes)
	}
	wantTree(t, "the store that failed", filepath.Join(top, "etc"), before)
}

// TestForgotten undoes what was added to a browser that is not found any more.
func TestForgotten(t *testing.T) {
	top, env, ok := subject{programs: []string{"certutil"}, prepare: firefoxProfile, runner: machine("certutil")}.start(t)
	if !ok {
		return
	}
	our := newPKI(t, "Rockxy Local CA 0A")
	applied(t, mustPlan(t, PlanTrust, env, our.root, Options{}))
	if err := os.RemoveAll(filepath.Join(top, "home/.mozilla")); err != nil {
		t.Fatal(err)
	}
	r := applied(t, mustPlan(t, PlanUntrust, env, nil, Options{All: true}))
	if !slices.Contains(r.Results[0].Notes, noteGone) {
		t.Errorf("results %+v", r.Results)
	}
	if _, err := os.Stat(env.Dir); err == nil {
		t.Error("the journal stays")
	}
}

func TestDisplayName(t *testing.T) {
	c := &x509.Certificate{}
	c.Subject.CommonName, c.Subject.Organization = "Rockxy Local CA \x1b[2J", []string{"ann@desk"}
	if got, want := displayName(c), "Rockxy Local CA �[2J (ann@desk)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for name, want := range map[string]bool{"Rockxy Local CA": true, "Rockxy Local CA 01": true, "Rockxy Local CAX": false, "Public": false, "": false} {
		c.Subject.CommonName = name
		if bearsOurName(c) != want {
			t.Errorf("%q: want %v", name, want)
		}
	}
}
