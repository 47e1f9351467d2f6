package custody_test

import (
	"testing"

	"rockxy/internal/ca/internal/custody"
	"rockxy/internal/ca/internal/custody/custodytest"
)

func TestMemory(t *testing.T) {
	custodytest.Run(t, func(*testing.T) custodytest.Open {
		memory := new(custody.Memory)
		return func() custody.Keeper { return memory }
	})
}
