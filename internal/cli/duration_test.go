package cli

import (
	"testing"
	"time"
)

func TestValidity(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 999, time.UTC)
	for text, want := range map[string]time.Duration{
		"1h": time.Hour, "90m": 90 * time.Minute, "1h30m": 90 * time.Minute, "1d": 24 * time.Hour, "2w": 14 * 24 * time.Hour, "0.5d": 12 * time.Hour,
		"1s": time.Second, "3650d": 3650 * 24 * time.Hour,
	} {
		var v validity
		if err := v.Set(text); err != nil || v.always || v.until(now) != now.Truncate(time.Second).Add(want) {
			t.Errorf("%s: %v, %v", text, v.until(now), err)
		}
	}
	for _, text := range []string{"", "soon", "-1h", "0", "0d", "-1d", "1y", "d", "3651d", "999999w", "NaNd", "Infd", "1e300w", "1h always"} {
		var v validity
		if err := v.Set(text); err == nil {
			t.Errorf("%q is taken for %v", text, v)
		}
	}
	var v validity
	if err := v.Set("always"); err != nil || !v.until(now).IsZero() {
		t.Errorf("%v, %v", v, err)
	}
}

func TestValidityText(t *testing.T) {
	for _, text := range []string{"1h", "36h", "1d", "14d", "1m30s", "always"} {
		var v validity
		if err := v.Set(text); err != nil || v.String() != text {
			t.Errorf("%s: %s, %v", text, v.String(), err)
		}
	}
}
