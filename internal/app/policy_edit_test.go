package app

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/testkit"
)

func TestEditPolicyOverTheAPI(t *testing.T) {
	cfg := testConfig(t)
	writePolicy(t, cfg.Data, "# ours\nbypass a.example \"the TV\"\n")
	a, _ := run(t, cfg, Options{})
	i := instance{a}
	until := time.Now().Add(time.Hour)
	end := until.UTC().Format("2006-01-02T15:04:05Z")
	leaf := strings.Repeat("ab", 32)
	for _, tt := range []struct {
		edit api.PolicyEdit
		want string
	}{
		{api.PolicyEdit{Add: &api.PolicyAdd{List: "bypass", Pattern: "*.bank.example", Until: &until, Note: "pins"}}, "# ours\nbypass a.example \"the TV\"\nbypass *.bank.example until " + end + " \"pins\"\n"},
		{api.PolicyEdit{Add: &api.PolicyAdd{List: "bypass", Pattern: "a.example", Until: &until}}, "# ours\nbypass a.example until " + end + " \"the TV\"\nbypass *.bank.example until " + end + " \"pins\"\n"},
		{api.PolicyEdit{Remove: &api.PolicyRemove{Pattern: "*.bank.example"}}, "# ours\nbypass a.example until " + end + " \"the TV\"\n"},
		{api.PolicyEdit{Remove: &api.PolicyRemove{List: "bypass", Pattern: "a.example"}, Add: &api.PolicyAdd{List: "intercept", Pattern: "b.example"}, Default: "bypass", Group: &api.PolicySwitch{Name: "apple", On: true}},
			"# ours\ndefault bypass\ngroup apple\nintercept b.example\n"},
		{api.PolicyEdit{Exception: &api.CertAllowance{Host: "dev.example", SHA256: leaf, Until: until}}, "# ours\ndefault bypass\ngroup apple\nintercept b.example\nallow-invalid dev.example sha256:" + leaf + " until " + end + "\n"},
		{api.PolicyEdit{RemoveException: &api.ExceptionGone{Host: "dev.example"}, Default: "intercept", Group: &api.PolicySwitch{Name: "apple"}}, "# ours\ndefault intercept\nintercept b.example\n"},
	} {
		p, err := i.EditPolicy(tt.edit)
		got := policyText(t, cfg.Data)
		if err != nil || len(lineSet(got)) != len(lineSet(tt.want)) || !sameLines(got, tt.want) {
			t.Fatalf("%+v, %v\n%s\nwant\n%s", tt.edit, err, got, tt.want)
		}
		if live := i.Policy(); len(live.Bypass) != len(p.Bypass) || len(live.Intercept) != len(p.Intercept) || live.Default != p.Default {
			t.Errorf("what is answered is not in force: %+v, %+v", p, live)
		}
	}
}

func missingFile(path string) error {
	_, err := os.Stat(path)
	return err
}

func lineSet(text string) map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(text) {
		all[strings.Join(strings.Fields(line), " ")] = true
	}
	return all
}

// sameLines compares lines whatever their order and blanks.
func sameLines(a, b string) bool { return fmt.Sprint(lineSet(a)) == fmt.Sprint(lineSet(b)) }

// What is wrong with an edit is said, and nothing of it is made.
func TestRefusedPolicyEdits(t *testing.T) {
	cfg := testConfig(t)
	const before = "bypass a.example\n"
	writePolicy(t, cfg.Data, before)
	a, _ := run(t, cfg, Options{})
	past, soon := time.Now().Add(-time.Second), time.Now().Add(time.Hour)
	for _, tt := range []struct {
		edit   api.PolicyEdit
		status int
		want   string
		column int
	}{
		{api.PolicyEdit{}, 400, "nothing that is to change", 0},
		{api.PolicyEdit{Add: &api.PolicyAdd{List: "white", Pattern: "b.example"}}, 400, "intercept or bypass", 0},
		{api.PolicyEdit{Add: &api.PolicyAdd{List: "bypass", Pattern: "b..example"}}, 400, "expected", 3},
		{api.PolicyEdit{Add: &api.PolicyAdd{List: "bypass", Pattern: "b.example", Until: &past}}, 400, "over already", 0},
		{api.PolicyEdit{Add: &api.PolicyAdd{List: "bypass", Pattern: "b.example", Note: "x\nbypass *"}}, 400, "expected", -1},
		{api.PolicyEdit{Default: "bypass", Remove: &api.PolicyRemove{Pattern: "b.example"}}, 404, "no entry has", 0},
		{api.PolicyEdit{Remove: &api.PolicyRemove{List: "intercept", Pattern: "a.example"}}, 404, "no entry has", 0},
		{api.PolicyEdit{Group: &api.PolicySwitch{Name: "aple", On: true}}, 400, "no group", 0},
		{api.PolicyEdit{Default: "ask"}, 400, "intercept or bypass", 0},
		{api.PolicyEdit{Exception: &api.CertAllowance{Host: "*.example", SHA256: strings.Repeat("ab", 32), Until: soon}}, 400, "one host", 0},
		{api.PolicyEdit{Exception: &api.CertAllowance{Host: "b.example", SHA256: "abcd", Until: soon}}, 400, "64 hexadecimal", 0},
		{api.PolicyEdit{Exception: &api.CertAllowance{Host: "b.example", SHA256: strings.Repeat("ab", 32)}}, 400, "over already", 0},
		{api.PolicyEdit{RemoveException: &api.ExceptionGone{Host: "b.example"}}, 404, "no exception", 0},
	} {
		_, err := instance{a}.EditPolicy(tt.edit)
		var e *api.Error
		if !errors.As(err, &e) || e.Status != tt.status || !strings.Contains(e.Message, tt.want) || tt.column >= 0 && e.Column != tt.column {
			t.Errorf("%+v: %+v", tt.edit, err)
		}
		if got := policyText(t, cfg.Data); got != before {
			t.Fatalf("%+v has changed the file: %s", tt.edit, got)
		}
	}
	writePolicy(t, cfg.Data, "bypas x\n")
	_, err := instance{a}.EditPolicy(api.PolicyEdit{Default: "bypass"})
	var e *api.Error
	if !errors.As(err, &e) || e.Status != http.StatusUnprocessableEntity || e.Hint == "" {
		t.Errorf("a file that cannot be read: %+v", err)
	}
}

func TestImportPolicyOverTheAPI(t *testing.T) {
	cfg := testConfig(t)
	a, _ := run(t, cfg, Options{})
	const text = `{"tlsPassthrough":["pinned.example"],"tlsInterceptOnly":[]}`
	try, err := instance{a}.ImportPolicy(api.PolicyImport{Text: text, DryRun: true})
	if err != nil || len(try.Statements) != 1 || !errors.Is(missingFile(PolicyFile(cfg.Data)), fs.ErrNotExist) {
		t.Fatalf("%+v, %v", try, err)
	}
	done, err := instance{a}.ImportPolicy(api.PolicyImport{Text: text})
	if err != nil || len(done.Policy.Bypass) != 1 || done.Policy.Bypass[0].Pattern != "pinned.example" || done.Skipped == nil {
		t.Fatalf("%+v, %v", done, err)
	}
	var e *api.Error
	if _, err := (instance{a}).ImportPolicy(api.PolicyImport{Text: "x"}); !errors.As(err, &e) || e.Status != http.StatusUnprocessableEntity {
		t.Errorf("%+v", err)
	}
}

// A row is bypassed for this client and host with one request: new connections pass, the
// open one ends, the file says who and why; and removing the pattern undoes it.
func TestBypassOfARow(t *testing.T) {
	o := testkit.NewOrigin(t, testkit.Options{})
	cfg := testConfig(t)
	a, _ := run(t, cfg, Options{ExtraRoots: []*x509.Certificate{o.CA.Cert}})
	addr := "localhost:" + o.Port()
	before := connect(t, a, addr)
	fmt.Fprintf(before, "GET /bytes/1 HTTP/1.1\r\nHost: %s\r\n\r\n", addr)
	if resp, err := http.ReadResponse(before.in, nil); err != nil || resp.StatusCode != 200 || !before.ours(a) {
		t.Fatalf("%v, %v", resp, err)
	} else if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Fatal(err)
	}
	i := instance{a}
	var d *api.Detail
	until(t, "the program is known", func() bool {
		var err error
		d, err = i.Get(t.Context(), 1)
		return err == nil && d.Process != ""
	})
	got, err := i.Bypass(t.Context(), api.BypassRequest{ID: 1, For: "hour", Scope: "client"})
	if err != nil {
		t.Fatal(err)
	}
	e := got.Policy.Bypass[0]
	if left := time.Until(*e.Until); got.Pattern != "app:"+d.Process+" "+addr || e.Pattern != got.Pattern || e.Note != "from entry 1 by "+d.Process || left > time.Hour || left < 59*time.Minute {
		t.Errorf("%+v, %+v", got.Pattern, e)
	}
	before.wantGone()
	if c := connect(t, a, addr); c.ours(a) {
		t.Error("it is intercepted still")
	}
	if _, err := i.Bypass(t.Context(), api.BypassRequest{ID: 1, For: "always", Scope: "all"}); err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{got.Pattern, addr} {
		if _, err := i.EditPolicy(api.PolicyEdit{Remove: &api.PolicyRemove{Pattern: pattern}}); err != nil {
			t.Fatal(err)
		}
	}
	if c := connect(t, a, addr); !c.ours(a) {
		t.Error("it is passed through still")
	}
	if text := policyText(t, cfg.Data); text != "" {
		t.Errorf("left: %q", text)
	}
}

func TestRefusedBypasses(t *testing.T) {
	cfg := testConfig(t)
	a, _ := run(t, cfg, Options{})
	plain := &flow.Exchange{Client: &flow.ClientConn{Addr: "127.0.0.1:5"}, Method: "GET", Scheme: "http", Host: "a.example", URL: "http://a.example/", State: flow.Complete}
	unknown := &flow.Exchange{Client: &flow.ClientConn{Addr: "127.0.0.1:5"}, Method: "GET", Scheme: "https", Host: "b.example", URL: "https://b.example/", State: flow.Complete}
	for _, x := range []*flow.Exchange{plain, unknown} {
		a.store.Open(x).Done()
	}
	for _, tt := range []struct {
		q      api.BypassRequest
		status int
		want   string
	}{
		{api.BypassRequest{ID: 1, For: "hour", Scope: "all"}, 422, "plain HTTP"},
		{api.BypassRequest{ID: 2, For: "hour", Scope: "client"}, 422, "program that made it is not known"},
		{api.BypassRequest{ID: 2, For: "week", Scope: "all"}, 400, "hour, day or always"},
		{api.BypassRequest{ID: 2, For: "day", Scope: "me"}, 400, "client or all"},
		{api.BypassRequest{ID: 2, For: "day", Scope: "all", Session: "none"}, 404, "no such session"},
	} {
		_, err := instance{a}.Bypass(t.Context(), tt.q)
		var e *api.Error
		if !errors.As(err, &e) || e.Status != tt.status || !strings.Contains(e.Message, tt.want) {
			t.Errorf("%+v: %+v", tt.q, err)
		}
	}
	if _, err := (instance{a}).Bypass(t.Context(), api.BypassRequest{ID: 99, For: "day", Scope: "all"}); !errors.Is(err, api.ErrNotFound) {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(PolicyFile(cfg.Data)); err == nil {
		t.Error("there is a policy now")
	}
	if got, err := (instance{a}).Bypass(t.Context(), api.BypassRequest{ID: 2, For: "always", Scope: "all"}); err != nil || got.Policy.Bypass[0].Until != nil {
		t.Errorf("%+v, %v", got, err)
	}
	var e *api.Error
	if _, err := (instance{a}).Bypass(t.Context(), api.BypassRequest{ID: 2, For: "hour", Scope: "all"}); err != nil && !errors.As(err, &e) {
		t.Errorf("again: %v", err)
	}
}
