package api

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestPolicyInFigures(t *testing.T) {
	until := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	p := Policy{
		Default: "bypass",
		Groups:  []PolicyGroup{{Name: "apple", On: true}, {Name: "google-play"}},
		Bypass: []PolicyEntry{
			{Pattern: "a"}, {Pattern: "b", Until: &until}, {Pattern: "c", Until: &until, Auto: true}, {Pattern: "d", Until: &until, Auto: true, Expired: true},
		},
		Intercept:          []PolicyEntry{{Pattern: "e", Until: &until}},
		Exceptions:         []CertException{{Until: until}, {Until: until, Expired: true}},
		ClientCertificates: []ClientCertificate{{}},
		Problems:           []PolicyProblem{{Line: 1}},
	}
	want := PolicyStatus{Default: "bypass", Groups: []string{"apple"}, Bypass: 3, Intercept: 1, Temporary: 3, Automatic: 1, Exceptions: 1,
		ClientCertificates: 1, Problems: p.Problems}
	if got := p.Status(); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// The keys of a policy are what scripts rely on.
func TestPolicyJSON(t *testing.T) {
	text, err := json.Marshal(&Policy{Bypass: []PolicyEntry{{Pattern: "a"}}, Exceptions: []CertException{{Host: "h"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`{"file":"","default":"","groups":null,"bypass":[{"pattern":"a","until":null,"expired":false,"auto":false,"note":"","line":0}],"intercept":null,`,
		`"exceptions":[{"host":"h","sha256":"","until":"0001-01-01T00:00:00Z","expired":false,"note":"","line":0}],"client_certificates":null,"problems":null}`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s\nhas no %s", text, want)
		}
	}
}
