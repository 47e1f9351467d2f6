package custody_test

import (
	"testing"

	"rockxy/internal/ca/internal/custody"
	"rockxy/internal/ca/internal/custody/custodytest"
)

// TestNativeOverFakes is the battery for the keepers of other systems, over what
// those systems are documented to do.
func TestNativeOverFakes(t *testing.T) {
	for _, c := range []struct {
		name     string
		hardware bool
		system   func() func(custody.Place) *custody.Native
	}{
		{"CNG with a TPM", true, func() func(custody.Place) *custody.Native {
			f := custody.NewFakeNCrypt()
			return func(p custody.Place) *custody.Native { return custody.CNGOver(p, f) }
		}},
		{"CNG without a TPM", false, func() func(custody.Place) *custody.Native {
			f := custody.NewFakeNCrypt().WithoutTPM()
			return func(p custody.Place) *custody.Native { return custody.CNGOver(p, f) }
		}},
		{"keychain with the Secure Enclave", true, func() func(custody.Place) *custody.Native {
			f := custody.NewFakeSecurity()
			return func(p custody.Place) *custody.Native { return custody.KeychainOver(p, f) }
		}},
		{"keychain of an unsigned program", false, func() func(custody.Place) *custody.Native {
			f := custody.NewFakeSecurity().Unsigned()
			return func(p custody.Place) *custody.Native { return custody.KeychainOver(p, f) }
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			system := c.system() // one for all: places tell the keys apart
			custodytest.Run(t, func(t *testing.T) custodytest.Open {
				dir := t.TempDir()
				return func() custody.Keeper { return system(custody.Place{Dir: dir}) }
			})
			dir := t.TempDir()
			k := system(custody.Place{Dir: dir})
			signer, err := k.Create()
			if err != nil {
				t.Fatal(err)
			}
			custodytest.NotOnDisk(t, signer, dir)
			if info := k.Info(); info.HardwareBound != c.hardware || !info.Persistent {
				t.Errorf("describes itself as %+v", info)
			}
			if short := k.Shortfall(); (short == nil) != c.hardware {
				t.Errorf("the hardware is not used because of %v", short)
			}
		})
	}
}

func TestNativeSaysWhyNot(t *testing.T) {
	for _, c := range []struct {
		keeper *custody.Native
		code   string
	}{
		{custody.CNGOver(custody.Place{Dir: t.TempDir()}, custody.NewFakeNCrypt().WithoutTPM().WithoutSoftware()), custody.CNGMissing},
		{custody.KeychainOver(custody.Place{Dir: t.TempDir()}, custody.NewFakeSecurity().Unsigned().Locked()), custody.KeychainLocked},
	} {
		if err := c.keeper.Available(); err == nil {
			t.Errorf("%s is available", c.keeper.Info().Name)
		} else {
			wantCode(t, c.keeper, err, c.code)
		}
		_, err := c.keeper.Create()
		wantCode(t, c.keeper, err, c.code)
		wantCode(t, c.keeper, c.keeper.Shortfall(), map[string]string{"cng": custody.CNGMissing, "keychain": custody.KeychainEntitlement}[c.keeper.Info().Name])
	}
}
