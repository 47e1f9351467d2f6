package throttle

import (
	"strings"
	"testing"
	"time"

	"rockxy/internal/rule/node"
)

func parsed(t *testing.T, text string) (Profile, error) {
	t.Helper()
	n, err := node.Read("f.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	a, err := Parse(n)
	if err != nil {
		return Profile{}, err
	}
	return a.(*Action).line.Profile, nil
}

func TestParse(t *testing.T) {
	threeG := Profile{Down: 780e3, Up: 330e3, Latency: 100 * time.Millisecond}
	slower := threeG
	slower.Up, slower.Loss = 100e3*8, 0.02
	for text, want := range map[string]Profile{
		"3g":                                threeG,
		"{preset: 3g}":                      threeG,
		"{preset: 3g, loss: 2%, up: 100kB}": slower,
		"{down: 780kbit, up: 330kbit, latency: 400ms}": {Down: 780e3, Up: 330e3, Latency: 400 * time.Millisecond},
		"{jitter: 5ms, reliability: 99%, seed: 7}":     {Jitter: 5 * time.Millisecond, Reliability: 0.99, Seed: 7},
		"{up: 2mbit, utilisation: 80%, mtu: 576}":      {Up: 2e6, Utilisation: 0.8, MTU: 576},
		"{down: 1mbit, stability: {stable: 90%}}":      {Down: 1e6, Stability: Stability{Stable: 0.9, From: 0.1, To: 0.5}},
		"{down: 1mbit, stability: {stable: 0.9, quality: 20%, period: 5s}}": {Down: 1e6,
			Stability: Stability{Stable: 0.9, From: 0.2, To: 0.2, Period: 5 * time.Second}},
		"{down: 1mbit, stability: {stable: 90%, quality: [0.2, 30%]}}": {Down: 1e6, Stability: Stability{Stable: 0.9, From: 0.2, To: 0.3}},
	} {
		got, err := parsed(t, text)
		if err != nil || got != want.withDefaults() {
			t.Errorf("%s\n is %+v, %v\nwant %+v", text, got, err, want.withDefaults())
		}
	}
	for _, name := range presets() {
		p, err := parsed(t, name)
		if err != nil || p.Down == 0 || p.Up == 0 || p.Latency == 0 {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]string{
		"{}":                              "f.yaml:1:1: nothing that slows",
		"{mtu: 10, seed: 4}":              "nothing that slows",
		"4g":                              `"4g"; expected`,
		"{preset: 4g}":                    `"4g"; expected`,
		"{dwon: 1mbit}":                   `the key "dwon"`,
		"{down: 5}":                       `f.yaml:1:8: "5"; expected a rate`,
		"{down: 0kbit}":                   "expected a rate",
		"{latency: -1s}":                  "expected a time from",
		"{latency: 1s, loss: 120%}":       "expected a share",
		"{latency: 1s, utilisation: 50%}": "1:28: utilisation is a part of a bandwidth",
		"{latency: 1s, stability: {stable: 50%}}":                      "stability is a part of a bandwidth",
		"{down: 1mbit, utilisation: 0%}":                               "less than 1%",
		"{reliability: 0}":                                             "less than 1%",
		"{down: 1mbit, stability: {}}":                                 `no key "stable"`,
		"{down: 1mbit, stability: {stable: 1, quality: [50%, 10%]}}":   "ends before it begins",
		"{down: 1mbit, stability: {stable: 1, quality: [1%, 2%, 3%]}}": "3 values",
		"{down: 1mbit, stability: {stable: 1, quality: []}}":           "0 values",
		"{down: 1mbit, stability: {stable: 1, quality: [0%, 10%]}}":    "less than 1%",
		"{down: 1mbit, stability: {stable: 1, period: 1ms}}":           "expected a time from",
		"[3g]": "a list",
	} {
		if p, err := parsed(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v, %v; want an error with %q", text, p, err, want)
		}
	}
}
