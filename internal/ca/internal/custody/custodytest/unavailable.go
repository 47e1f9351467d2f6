package custodytest

import (
	"errors"
	"strings"
	"testing"

	"rockxy/internal/ca/internal/custody"
)

// RunUnavailable tests that a keeper says code, and the same from each method,
// in words for a person.
func RunUnavailable(t *testing.T, keeper custody.Keeper, code string) {
	t.Helper()
	_, created := keeper.Create()
	_, loaded := keeper.Load()
	for method, err := range map[string]error{"Available": keeper.Available(), "Create": created, "Load": loaded} {
		why, ok := errors.AsType[*custody.UnavailableError](err)
		switch {
		case !ok:
			t.Errorf("%s gives %v, want %s", method, err, code)
		case why.Code != code:
			t.Errorf("%s gives %v (%v), want %s", method, why, why.Cause, code)
		default:
			Explains(t, keeper, why)
		}
	}
}

// Explains tests that why is something a person can act on.
func Explains(t *testing.T, keeper custody.Keeper, why *custody.UnavailableError) {
	t.Helper()
	if name := keeper.Info().Name; why.Keeper != name {
		t.Errorf("%s speaks of %q, want %q", why.Code, why.Keeper, name)
	}
	if why.Message == "" || strings.HasSuffix(why.Message, ".") {
		t.Errorf("%s says %q, want a sentence without its period", why.Code, why.Message)
	}
	if why.Hint == "" {
		t.Errorf("%s has no hint", why.Code)
	}
}
