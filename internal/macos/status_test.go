package macos

import (
	"errors"
	"fmt"
	"testing"
)

func TestStatus(t *testing.T) {
	if err := Status("SecItemDelete", 0); err != nil {
		t.Error(err)
	}
	if err := Status("SecItemDelete", ItemNotFound, DuplicateItem, ItemNotFound); err != nil {
		t.Errorf("a status that is fine gives %v", err)
	}
	err := fmt.Errorf("deleting: %w", Status("SecItemDelete", MissingEntitlement, ItemNotFound))
	if !errors.Is(err, &StatusError{Domain: OSStatusDomain, Code: MissingEntitlement}) {
		t.Errorf("gives %v", err)
	}
	for _, other := range []*StatusError{{Domain: OSStatusDomain, Code: ItemNotFound}, {Domain: "CryptoTokenKit", Code: MissingEntitlement}} {
		if errors.Is(err, other) {
			t.Errorf("%v is taken for %v", err, other)
		}
	}
}

func TestStatusErrorText(t *testing.T) {
	for _, c := range []struct {
		err  StatusError
		want string
	}{
		{StatusError{"SecItemDelete", OSStatusDomain, Param}, "SecItemDelete: OSStatus -50"},
		{StatusError{"SecItemDelete", OSStatusDomain, UserCanceled}, "declined in the system's dialog"},
		{StatusError{"SecKeyCreateSignature", "CryptoTokenKit", -3}, "SecKeyCreateSignature: CryptoTokenKit -3"},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("says %q, want %q", got, c.want)
		}
	}
}
