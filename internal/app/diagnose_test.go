package app

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"rockxy/internal/api"
)

// home gives the test a home directory of its own: trust stores are looked for there.
func home(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"} {
		t.Setenv(name, dir)
	}
}

// An instance says of itself what a command says of it that asks over the socket.
func TestDiagnosis(t *testing.T) {
	home(t)
	cfg := testConfig(t)
	writePolicy(t, cfg.Data, "bypass a.example until 2099-01-01T00:00:00Z\n")
	writeRules(t, RulesFile(cfg.Data, "bad"), "rules: x\n")
	a, _ := run(t, cfg, Options{})
	i := instance{a}
	i.SetRecording(api.RecordingSwitch{})
	if _, err := i.SetThrottle(api.ThrottleChoice{Preset: "3g"}); err != nil {
		t.Fatal(err)
	}
	got, err := i.Diagnose(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	client, err := api.Dial(t.Context(), cfg.Data)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	want := Examination{Data: cfg.Data, Running: client, Reach: func(addr string) error {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			c.Close()
		}
		return err
	}}.Findings(t.Context())
	if len(got.Findings) != len(want) {
		t.Fatalf("%+v\nis not\n%+v", got.Findings, want)
	}
	states := map[string]string{}
	for n, f := range got.Findings {
		if f != want[n] {
			t.Errorf("%+v, over the socket %+v", f, want[n])
		}
		if strings.HasSuffix(f.Text, ".") || f.Text == "" {
			t.Errorf("%+v", f)
		}
		states[f.Name] += string(f.State) + " "
	}
	for name, state := range map[string]string{"data": "ok", "instance": "ok", "proxy": "ok", "capture": "warn", "throttle": "warn", "root": "ok", "custody": "warn", "policy": "ok warn", "rules": "fail ok", "store": "ok"} {
		if strings.TrimSpace(states[name]) != state {
			t.Errorf("%s: %q, want %q", name, states[name], state)
		}
	}
}

func TestDiagnosisWithoutAnInstance(t *testing.T) {
	home(t)
	data := t.TempDir() + "/none"
	found := Examination{Data: data}.Findings(t.Context())
	texts := ""
	for _, f := range found {
		texts += f.Name + ": " + f.Text + "\n"
	}
	for _, want := range []string{"does not exist yet", "none is running", "there is none yet", "nothing has been captured"} {
		if !strings.Contains(texts, want) {
			t.Errorf("no %q in\n%s", want, texts)
		}
	}
	if _, err := ReadRootFacts(t.Context(), data, nil); err == nil || hintOf(err) == "" {
		t.Errorf("%v", err)
	}
}

// Who waits for their turn to look and goes does not look.
func TestExaminerWaits(t *testing.T) {
	e := make(examiner, 1)
	if err := e.wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := e.wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	e.done()
	if err := e.wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestAuthorityOverTheAPI(t *testing.T) {
	home(t)
	o, roots := origin(t)
	a, _ := run(t, testConfig(t), Options{ExtraRoots: roots})
	get(t, through(t, a), o.URL+"/")
	i := instance{a}
	got, err := i.Authority(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	cert := a.root.Certificate()
	if got.SHA256 != a.ready.RootSHA256 || got.Fingerprint != Fingerprint(a.root.SHA256()) || got.Custody != "memory" || got.HardwareBound || len(got.CustodyTrail) == 0 ||
		!got.NotAfter.Equal(cert.NotAfter) || got.File != a.ready.RootCertificate || got.Serial == "" || got.Warning != "" || got.Problem != "" {
		t.Errorf("%+v", got)
	}
	for _, s := range got.Stores {
		if s.State == "trusted" || s.State == "refused" || s.Name == "" || s.Text == "" {
			t.Errorf("a root of a moment ago: %+v", s)
		}
	}
	leaves, err := i.Issued(t.Context(), 1)
	if err != nil || len(leaves.Issued) != 1 || len(leaves.Issued[0].Names) == 0 || len(leaves.Issued[0].SHA256) != 64 || time.Since(leaves.Issued[0].Time) > time.Hour {
		t.Errorf("%+v, %v", leaves, err)
	}
}
