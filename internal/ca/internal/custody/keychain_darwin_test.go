package custody_test

import (
	"errors"
	"testing"

	"rockxy/internal/ca/internal/custody"
	"rockxy/internal/ca/internal/custody/custodytest"
)

// TestKeychain needs a user with an unlocked login keychain.
func TestKeychain(t *testing.T) {
	custodytest.Run(t, func(t *testing.T) custodytest.Open {
		place := custody.Place{Dir: t.TempDir()}
		t.Cleanup(func() {
			if err := custody.NewKeychain(place).Destroy(); err != nil && !errors.Is(err, custody.ErrNoKey) {
				t.Error(err)
			}
		})
		return func() custody.Keeper { return custody.NewKeychain(place) }
	})
}
