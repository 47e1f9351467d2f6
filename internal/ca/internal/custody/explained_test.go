package custody_test

import (
	"errors"
	"testing"

	"rockxy/internal/ca/internal/custody"
	"rockxy/internal/ca/internal/custody/custodytest"
)

// wantCode fails the test when err is not an explanation with the code.
func wantCode(t *testing.T, k custody.Keeper, err error, code string) {
	t.Helper()
	why, ok := errors.AsType[*custody.UnavailableError](err)
	if !ok || why.Code != code {
		t.Fatalf("gives %v, want %s", err, code)
	}
	custodytest.Explains(t, k, why)
}
