package custody_test

import (
	"errors"
	"testing"

	"rockxy/internal/ca/internal/custody"
	"rockxy/internal/ca/internal/custody/custodytest"
)

// TestCNG needs a user with a profile.
func TestCNG(t *testing.T) {
	custodytest.Run(t, func(t *testing.T) custodytest.Open {
		place := custody.Place{Dir: t.TempDir()}
		t.Cleanup(func() {
			if err := custody.NewCNG(place).Destroy(); err != nil && !errors.Is(err, custody.ErrNoKey) {
				t.Error(err)
			}
		})
		return func() custody.Keeper { return custody.NewCNG(place) }
	})
}
