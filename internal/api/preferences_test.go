package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// remembering is an instance that keeps preferences.
type remembering struct {
	*fake
	kept string
}

func (r *remembering) Preferences() (Object, error) {
	return Object{json.RawMessage(r.kept)}, nil
}

func (r *remembering) KeepPreferences(p Object) error {
	r.kept = string(p.RawMessage)
	return nil
}

func TestPreferencesPassThrough(t *testing.T) {
	inst := &remembering{fake: newFake()}
	for _, text := range []string{`{"n":1.50,"big":12345678901234567890,"a":[]}`, `{"a":"` + strings.Repeat("x", MaxPreferences-8) + `"}`} {
		if w := onSocket(inst, http.MethodPut, "/v1/preferences", text); w.Code != http.StatusNoContent {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if w := onSocket(inst, http.MethodGet, "/v1/preferences", ""); w.Code != http.StatusOK || w.Body.String() != text+"\n" {
			t.Errorf("%d %.80s, want %.80s", w.Code, w.Body, text)
		}
	}
	if w := onSocket(inst, http.MethodPut, "/v1/preferences", `{"a":"`+strings.Repeat("x", MaxPreferences-7)+`"}`); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("one octet too many: %d %s", w.Code, w.Body)
	}
}
