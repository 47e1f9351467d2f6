package app

import (
	"strings"
	"testing"
	"time"

	"rockxy/internal/api"
)

func TestDoctorOnAPolicy(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	at := func(d time.Duration) *time.Time { t := now.Add(d); return &t }
	p := api.Policy{
		Default: "intercept", Groups: []api.PolicyGroup{{Name: "apple", On: true}},
		Bypass: []api.PolicyEntry{
			{Pattern: "for.good"}, {Pattern: "for.an.hour", Until: at(time.Hour), Note: "why not"}, {Pattern: "over", Until: at(-time.Hour), Expired: true},
			{Pattern: "app:x auto.example", Until: at(time.Hour), Auto: true, Note: "pinned"},
		},
		Exceptions: []api.CertException{{Host: "dev.example", SHA256: "abcdef0123456789", Until: now.Add(time.Hour)}, {Host: "old.example", Expired: true}},
		ClientCertificates: []api.ClientCertificate{
			{Pattern: "fine", Subject: "CN=me", NotAfter: at(1000 * time.Hour)}, {Pattern: "soon", NotAfter: at(time.Hour)},
			{Pattern: "late", NotAfter: at(-time.Hour)}, {Pattern: "bad", Fault: &api.Fault{Message: "no such file", Hint: "look"}},
		},
	}
	want := []struct {
		state api.FindingState
		text  string
	}{
		{api.FindingOK, "intercept by default, 3 entries to bypass, 0 to intercept, groups apple"},
		{api.FindingWarn, "for.an.hour is passed through unread until"},
		{api.FindingWarn, "app:x auto.example is passed through unread until"},
		{api.FindingWarn, "a certificate of dev.example that does not verify is accepted until"},
		{api.FindingOK, "the client certificate for fine: CN=me, until 2026-04-12"},
		{api.FindingWarn, "the client certificate for soon expires on"},
		{api.FindingFail, "the client certificate for late expired on"},
		{api.FindingFail, "no such file"},
	}
	found := describePolicy(p, now)
	if len(found) != len(want) {
		t.Fatalf("%d findings: %+v", len(found), found)
	}
	for i, w := range want {
		if found[i].State != w.state || !strings.HasPrefix(found[i].Text, w.text) {
			t.Errorf("%d: %+v, want %+v", i, found[i], w)
		}
	}
	if !strings.HasSuffix(found[2].Text, "automatically: pinned") || found[2].Hint != "rockxy policy remove 'app:x auto.example'" {
		t.Errorf("%+v", found[2])
	}
}
