package app

import (
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"rockxy/internal/api"
)

func TestThrottleSwitch(t *testing.T) {
	o, roots := origin(t)
	cfg := testConfig(t)
	writeRules(t, RulesFile(cfg.Data, "ours"), "rules:\n- name: last\n  final: true\n")
	a, stop := run(t, cfg, Options{ExtraRoots: roots})
	i := instance{a}
	file := RulesFile(cfg.Data, throttleGroup)
	if got := i.Throttle(); got.Preset != "" || len(got.Presets) != 6 || got.Presets[1] != (api.ThrottlePreset{Name: "3g", Title: "3G", Down: 780e3, Up: 330e3, LatencyMS: 100}) {
		t.Errorf("at the start: %+v", got)
	}
	var bad *api.Error
	if _, err := i.SetThrottle(api.ThrottleChoice{Preset: "5g"}); !errors.As(err, &bad) || bad.Status != http.StatusBadRequest || !strings.Contains(bad.Hint, "satellite") {
		t.Errorf("%+v", err)
	}

	for range 2 { // the same again is no change
		if got, err := i.SetThrottle(api.ThrottleChoice{Preset: "wifi"}); err != nil || got.Preset != "wifi" || a.Status().Throttle != "wifi" {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	if got := i.Rules().Groups; len(got) != 2 || got[0].Name != throttleGroup || got[0].File != file || got[0].Rules[0].Name != "as slow as wifi" {
		t.Errorf("it is not the first group: %+v", got)
	}
	c := through(t, a)
	get(t, c, o.URL+"/slow")
	until(t, "the exchange names the rule", func() bool { // the client may have the answer before the record is closed
		d, err := i.Get(t.Context(), 1)
		return err == nil && len(d.Rules) == 1 && d.Rules[0] == "as slow as wifi" && len(d.Trace) > 0
	})

	if got, err := i.SetThrottle(api.ThrottleChoice{}); err != nil || got.Preset != "" || a.Status().Throttle != "" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is there: %v", err)
	}
	if _, err := i.SetThrottle(api.ThrottleChoice{}); err != nil {
		t.Errorf("off again: %v", err)
	}
	if _, err := i.SetThrottle(api.ThrottleChoice{Preset: "lte"}); err != nil {
		t.Fatal(err)
	}
	c.CloseIdleConnections()
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it outlives the instance: %v", err)
	}
}

// What is on its way when the switch goes off is not held up any longer.
func TestThrottleOffLetsGo(t *testing.T) {
	body := strings.Repeat("x", 4<<20)
	o, roots := origin(t)
	a, _ := run(t, testConfig(t), Options{ExtraRoots: roots})
	i := instance{a}
	if _, err := i.SetThrottle(api.ThrottleChoice{Preset: "edge"}); err != nil { // 4 MiB take more than two minutes
		t.Fatal(err)
	}
	resp, err := through(t, a).Post(o.URL+"/", "text/plain", strings.NewReader(body[:1]))
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	done := make(chan error)
	go func() {
		resp, err := through(t, a).Post(o.URL+"/", "text/plain", strings.NewReader(body))
		if err == nil {
			_, err = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
		done <- err
	}()
	until(t, "it is going on", func() bool { return a.Status().Capture.Active == 1 })
	if _, err := i.SetThrottle(api.ThrottleChoice{}); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// What an instance that was killed has left is taken away by the next one; what is not the
// switch's stays.
func TestThrottleIsOffAtTheStart(t *testing.T) {
	cfg := testConfig(t)
	writeRules(t, RulesFile(cfg.Data, throttleGroup), throttleText("edge"))
	a, stop := run(t, cfg, Options{})
	if got := (instance{a}).Throttle().Preset; got != "" || len(a.rules.describe().Groups) != 0 {
		t.Errorf("it is on: %q", got)
	}
	edited := strings.Replace(throttleText("edge"), "throttle: edge", "throttle: {preset: edge, loss: 1%}", 1)
	writeRules(t, RulesFile(cfg.Data, throttleGroup), edited)
	a.rules.reload()
	if got := (instance{a}).Throttle().Preset; got != "custom" {
		t.Errorf("a person's figures are %q", got)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}

	writeRules(t, RulesFile(cfg.Data, throttleGroup), named("mine"))
	a, _ = run(t, cfg, Options{})
	var e *api.Error
	for _, preset := range []string{"3g", ""} {
		if _, err := (instance{a}).SetThrottle(api.ThrottleChoice{Preset: preset}); !errors.As(err, &e) || e.Status != http.StatusConflict {
			t.Errorf("%q: %+v", preset, err)
		}
	}
	if got := inForce(a.rules); got != throttleGroup+"/mine" {
		t.Errorf("%s", got)
	}
}
