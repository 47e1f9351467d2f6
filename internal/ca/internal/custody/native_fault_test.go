package custody

import (
	"crypto"
	"errors"
	"os"
	"testing"
)

// system is a fake in the view of the tests that hurt it.
type system struct {
	keeper func(Place) *Native
	// failAt makes the nth call from now fail once, as a person or a device does;
	// 0 heals it. It returns how many calls there were since the last failAt.
	failAt func(n int) (calls int)
	held   func() int // references that nobody gave back
	kept   func() int // keys
}

func systems() map[string]func() system {
	return map[string]func() system{
		"cng": func() system {
			f := newFakeNCrypt()
			return system{
				keeper: func(p Place) *Native { return newCNG(p, f) },
				failAt: func(n int) int {
					made := f.calls
					f.calls = 0
					f.fault = func(string) uint32 {
						if f.calls == n {
							return 0x80090020 // NTE_FAIL
						}
						return 0
					}
					return made
				},
				held: func() int { return len(f.open) },
				kept: func() int { return len(f.machines[platformProvider].keys) + len(f.machines[softwareProvider].keys) },
			}
		},
		"keychain": func() system {
			f := newFakeSecurity()
			return system{
				keeper: func(p Place) *Native { return newKeychain(p, f) },
				failAt: func(n int) int {
					made := f.calls
					f.calls = 0
					f.fault = func(string) int {
						if f.calls == n {
							return -67585 // errSecInternalError or so
						}
						return 0
					}
					return made
				},
				held: func() int { return len(f.open) },
				kept: func() int { return len(f.kept) },
			}
		},
	}
}

func closeSigner(t *testing.T, signer crypto.Signer) {
	t.Helper()
	if err := signer.(*nativeSigner).Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

// Each call that can fail does, once; what is left is a key that is found, or
// none at all, and no reference.
func TestNativeCreateFailsAnywhere(t *testing.T) {
	for name, fresh := range systems() {
		t.Run(name, func(t *testing.T) {
			fellBack := 0
			for n := 1; ; n++ {
				s, place := fresh(), Place{Dir: t.TempDir()}
				s.failAt(n)
				signer, err := s.keeper(place).Create()
				if calls := s.failAt(0); calls < n {
					if err != nil {
						t.Fatal(err)
					}
					if n < 8 || fellBack == 0 {
						t.Errorf("only %d calls could fail, and %d led to software: the test proves nothing", n, fellBack)
					}
					return
				}
				loaded, missing := s.keeper(place).Load()
				switch {
				case err != nil:
					if _, ok := errors.AsType[*UnavailableError](err); !ok {
						t.Errorf("call %d: Create gives %v", n, err)
					}
					if !errors.Is(missing, ErrNoKey) || s.kept() != 0 {
						t.Errorf("call %d: a failed Create leaves %d keys; Load gives %v", n, s.kept(), missing)
					}
				case missing != nil:
					t.Errorf("call %d: Create succeeds, and Load gives %v", n, missing)
				default:
					if !signer.(*nativeSigner).public.Equal(loaded.Public()) {
						t.Errorf("call %d: Load finds another key", n)
					}
					if k := s.keeper(place); !k.Info().HardwareBound {
						fellBack++
					}
					closeSigner(t, loaded)
					closeSigner(t, signer)
				}
				if held := s.held(); held != 0 {
					t.Errorf("call %d: %d references are left", n, held)
				}
			}
		})
	}
}

func TestNativeLoadAndDestroyFailAnywhere(t *testing.T) {
	for name, fresh := range systems() {
		for what, do := range map[string]func(*Native) error{
			"Load": func(k *Native) error {
				signer, err := k.Load()
				if err == nil {
					err = signer.(*nativeSigner).Close()
				}
				return err
			},
			"Destroy": (*Native).Destroy,
			"Holds":   func(k *Native) error { _, err := k.Holds(); return err },
		} {
			t.Run(name+" "+what, func(t *testing.T) {
				for n := 1; ; n++ {
					s, place := fresh(), Place{Dir: t.TempDir()}
					signer, err := s.keeper(place).Create()
					if err != nil {
						t.Fatal(err)
					}
					closeSigner(t, signer)
					s.failAt(n)
					err = do(s.keeper(place))
					calls := s.failAt(0)
					if errors.Is(err, ErrNoKey) {
						t.Errorf("call %d: a failure is taken for a lost key", n)
					}
					if held := s.held(); held != 0 {
						t.Errorf("call %d: %d references are left", n, held)
					}
					if _, gone := s.keeper(place).Holds(); what == "Destroy" && err != nil && gone != nil {
						t.Errorf("call %d: after a failed Destroy: %v", n, gone)
					}
					if err := s.keeper(place).Destroy(); what == "Destroy" && (err != nil && !errors.Is(err, ErrNoKey) || s.kept() != 0) {
						t.Errorf("call %d: a second Destroy gives %v and leaves %d keys", n, err, s.kept())
					}
					if calls < n {
						return
					}
				}
			})
		}
	}
}

func TestNativeNote(t *testing.T) {
	write := func(place Place, text string) {
		if err := os.WriteFile(place.file("cng"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("of a Create that was killed", func(t *testing.T) {
		f, place := newFakeNCrypt(), Place{Dir: t.TempDir()}
		write(place, "software\n")
		if _, err := newCNG(place, f).Load(); !errors.Is(err, ErrNoKey) {
			t.Errorf("Load gives %v", err)
		}
		if err := newCNG(place, f).Destroy(); !errors.Is(err, ErrNoKey) {
			t.Errorf("Destroy gives %v", err)
		}
		write(place, "software\n")
		k := newCNG(place, f)
		if _, err := k.Create(); err != nil || !k.Info().HardwareBound {
			t.Errorf("Create gives %v, %+v", err, k.Info())
		}
	})
	t.Run("of hardware that is away", func(t *testing.T) {
		f, place := newFakeNCrypt(), Place{Dir: t.TempDir()}
		if _, err := newCNG(place, f).Create(); err != nil {
			t.Fatal(err)
		}
		tpm := f.machines[platformProvider]
		delete(f.machines, platformProvider)
		k := newCNG(place, f)
		_, loaded := k.Load()
		_, created := k.Create()
		for method, err := range map[string]error{"Load": loaded, "Create": created, "Destroy": k.Destroy(), "Available": k.Available()} {
			if !errors.Is(err, &UnavailableError{Code: CNGMissing}) {
				t.Errorf("%s gives %v", method, err)
			}
		}
		f.machines[platformProvider] = tpm
		if _, err := k.Load(); err != nil {
			t.Errorf("back again: %v", err)
		}
	})
	t.Run("that was lost", func(t *testing.T) {
		f, place := newFakeNCrypt(), Place{Dir: t.TempDir()}
		if _, err := newCNG(place, f).Create(); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(place.file("cng")); err != nil {
			t.Fatal(err)
		}
		if _, err := newCNG(place, f).Load(); err != nil {
			t.Errorf("Load gives %v", err)
		}
		if _, err := newCNG(place, f).Create(); !errors.Is(err, ErrKeyExists) {
			t.Errorf("Create gives %v", err)
		}
		if err := newCNG(place, f).Destroy(); err != nil {
			t.Errorf("Destroy gives %v", err)
		}
	})
	t.Run("that says nothing", func(t *testing.T) {
		f, place := newFakeNCrypt(), Place{Dir: t.TempDir()}
		write(place, "elsewhere\n")
		k := newCNG(place, f)
		_, loaded := k.Load()
		_, created := k.Create()
		for method, err := range map[string]error{"Load": loaded, "Create": created, "Destroy": k.Destroy(), "Available": k.Available()} {
			if !errors.Is(err, errNote) {
				t.Errorf("%s gives %v", method, err)
			}
		}
	})
}

// What makes keys that could leave it, or signs with others, is not taken.
func TestNativeTrustsNothing(t *testing.T) {
	f, place := newFakeNCrypt(), Place{Dir: t.TempDir()}
	f.machines[platformProvider].leaky = true
	f.machines[softwareProvider].lying = true
	if _, err := newCNG(place, f).Create(); !errors.Is(err, errUnproven) {
		t.Errorf("gives %v", err)
	}
	f.machines[softwareProvider].lying, f.machines[softwareProvider].leaky = false, true
	if _, err := newCNG(place, f).Create(); !errors.Is(err, errExportable) {
		t.Errorf("gives %v", err)
	}
	f.machines[softwareProvider].leaky, f.machines[softwareProvider].noPolicy = false, true
	if _, err := newCNG(place, f).Create(); !errors.Is(err, &UnavailableError{Code: CNGFailed}) {
		t.Errorf("gives %v", err)
	}
	if left := len(f.machines[platformProvider].keys) + len(f.machines[softwareProvider].keys); left != 0 {
		t.Errorf("%d keys are left", left)
	}
	f.machines[platformProvider].leaky, f.machines[platformProvider].noPolicy = false, true
	if k := newCNG(place, f); errors.Join(second(k.Create())) != nil || !k.Info().HardwareBound {
		t.Error("a TPM without the property is not taken")
	}

	s := newFakeSecurity()
	s.entitled, s.leaky = false, true
	if _, err := newKeychain(Place{Dir: t.TempDir()}, s).Create(); !errors.Is(err, errExportable) || len(s.kept) != 0 {
		t.Errorf("gives %v, and leaves %d keys", err, len(s.kept))
	}
}

func second[T any](_ T, err error) error { return err }

// A person who says no is not asked in another way.
func TestNativeHeedsARefusal(t *testing.T) {
	s := newFakeSecurity()
	s.fault = func(call string) int {
		if call == "SecKeyCreateSignature" {
			return -128 // errSecUserCanceled
		}
		return 0
	}
	if _, err := newKeychain(Place{Dir: t.TempDir()}, s).Create(); !errors.Is(err, &UnavailableError{Code: KeychainDenied}) || len(s.kept) != 0 {
		t.Errorf("gives %v, and leaves %d keys", err, len(s.kept))
	}
}

func TestNativeSignerAfterClose(t *testing.T) {
	signer, err := newKeychain(Place{Dir: t.TempDir()}, newFakeSecurity()).Create()
	if err != nil {
		t.Fatal(err)
	}
	closeSigner(t, signer)
	closeSigner(t, signer)
	if _, err := signer.Sign(nil, make([]byte, 32), crypto.SHA256); !errors.Is(err, errClosed) {
		t.Errorf("gives %v", err)
	}
}

// What deletes one half of a key only is asked again.
func TestKeychainDeletesBothHalves(t *testing.T) {
	f := newFakeSecurity()
	f.entitled, f.stingy = false, true
	k := newKeychain(Place{Dir: t.TempDir()}, f)
	if _, err := k.Create(); err != nil || len(f.kept) != 2 {
		t.Fatalf("gives %v, and keeps %d items", err, len(f.kept))
	}
	if err := k.Destroy(); err != nil || len(f.kept) != 0 {
		t.Errorf("Destroy gives %v, and leaves %d items", err, len(f.kept))
	}
}

// Whoever asked for a locked keychain by name is asked to unlock it.
func TestKeychainIsUnlockedByAPerson(t *testing.T) {
	f := newFakeSecurity()
	f.entitled, f.locked, f.person = false, true, true
	k := newKeychain(Place{Dir: t.TempDir()}, f)
	if err := k.Available(); !waiting(err) {
		t.Errorf("Available gives %v", err)
	}
	if _, err := k.Create(); err != nil {
		t.Errorf("Create gives %v", err)
	}
}
