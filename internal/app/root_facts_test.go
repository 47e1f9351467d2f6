package app

import (
	"crypto/x509"
	"testing"
	"time"
)

func TestExpiryIsWarnedAboutThirtyDaysAhead(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for left, want := range map[time.Duration]string{
		31 * 24 * time.Hour:           "",
		30*24*time.Hour + time.Minute: "",
		30 * 24 * time.Hour:           "it expires in 30 days: rockxy ca rotate makes another",
		24*time.Hour + time.Minute:    "it expires in 1 day: rockxy ca rotate makes another",
		0:                             "it has expired: rockxy ca rotate makes another",
		-time.Hour:                    "it has expired: rockxy ca rotate makes another",
	} {
		if got := Expiry(&x509.Certificate{NotAfter: now.Add(left)}, now); got != want {
			t.Errorf("%v left: %q, want %q", left, got, want)
		}
	}
}
