package ca

import (
	"errors"
	"strings"
	"testing"

	"rockxy/internal/ca/internal/custody"
)

// store is a key store as the decision sees it.
type store struct {
	name string
	err  error
}

func (s store) Info() Custody    { return Custody{Name: s.name} }
func (s store) Available() error { return s.err }

func away(name string) store {
	return store{name, &UnavailableError{Keeper: name, Code: "custody." + name + "-away", Message: "it is away", Hint: "fetch it"}}
}

func locked(name string) store {
	return store{name, &UnavailableError{Keeper: name, Code: "custody." + name + "-locked", Message: "it is locked", Hint: "unlock it", Waiting: true}}
}

func TestDecide(t *testing.T) {
	here := func(name string) store { return store{name, nil} }
	for _, c := range []struct {
		name, kind string
		all        []store
		want       string // keepers looked at, the taken one with a plus, others with their code
		fails      string // code
	}{
		{"the best", "auto", []store{here("tpm"), here("kernel"), here("memory")}, "+tpm", ""},
		{"auto is the default", "", []store{here("tpm"), here("memory")}, "+tpm", ""},
		{"the next best", "auto", []store{away("tpm"), here("kernel"), here("memory")}, "tpm=custody.tpm-away +kernel", ""},
		{"auto asks nobody", "auto", []store{away("tpm"), locked("ring"), here("memory")}, "tpm=custody.tpm-away ring=custody.ring-locked +memory", ""},
		{"auto is never the vault", "auto", []store{here("vault"), here("memory")}, "+memory", ""},
		{"by name", "memory", []store{here("tpm"), here("memory")}, "+memory", ""},
		{"the vault by name", "vault", []store{here("tpm"), here("vault")}, "+vault", ""},
		{"by name, and it will ask", "ring", []store{here("tpm"), locked("ring")}, "+ring", ""},
		{"by name, and nothing else instead", "tpm", []store{away("tpm"), here("memory")}, "tpm=custody.tpm-away", "custody.tpm-away"},
		{"another system's", "cng", []store{here("memory")}, "cng=custody.not-on-this-system", custody.NotOnThisSystem},
		{"nobody's", "pocket", []store{here("memory")}, "pocket=custody.unknown", unknownKind},
		{"no explanation", "auto", []store{{"tpm", errors.New("smoke")}, here("memory")}, "tpm=custody.failed +memory", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			chosen, trail, err := decide(c.kind, c.all)
			var got []string
			for _, s := range trail {
				if s.Taken {
					got = append(got, "+"+s.Keeper)
				} else {
					got = append(got, s.Keeper+"="+s.Code)
				}
				if s.Why == "" {
					t.Errorf("no reason for %s", s.Keeper)
				}
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("went %s, want %s", s, c.want)
			}
			if c.fails != "" {
				if !errors.Is(err, &UnavailableError{Code: c.fails}) {
					t.Errorf("fails with %v, want %s", err, c.fails)
				}
				return
			}
			if last := trail[len(trail)-1]; err != nil || !last.Taken || chosen.name != last.Keeper {
				t.Errorf("took %v with %v", chosen, err)
			}
		})
	}
}

// halfway is a key store with hardware that is away.
type halfway struct{ store }

func (halfway) Info() Custody    { return Custody{Name: "cng", Persistent: true} }
func (halfway) Shortfall() error { return away("cng").err }

func TestDecideSaysWhyNotTheHardware(t *testing.T) {
	for _, kind := range []string{Auto, "cng"} {
		_, trail, err := decide(kind, []halfway{{}})
		if err != nil || len(trail) != 1 || !strings.HasSuffix(trail[0].Why, ": the key is software-protected, since it is away") {
			t.Errorf("%s goes %v, %v", kind, trail, err)
		}
	}
}

func TestTrailString(t *testing.T) {
	got := Trail{
		{Keeper: "tpm", Code: "custody.tpm-missing", Why: "there is none", Hint: "buy one"},
		{Keeper: "memory", Taken: true, Why: "it is there"},
	}.String()
	if want := "tpm: not taken, there is none (buy one)\nmemory: taken, it is there\n"; got != want {
		t.Errorf("prints %q, want %q", got, want)
	}
}

func TestSelect(t *testing.T) {
	for _, kind := range []string{"auto", "memory"} {
		k, trail, err := Select(SelectOptions{Kind: kind, Dir: t.TempDir()})
		if err != nil || trail[len(trail)-1].Keeper != k.Custody().Name {
			t.Errorf("%s gives %v, %v, %v", kind, k, trail, err)
		}
	}
	if _, _, err := Select(SelectOptions{Kind: "vault", Dir: t.TempDir()}); !errors.Is(err, &UnavailableError{Code: custody.VaultNoPassphrase}) {
		t.Errorf("a vault without a passphrase gives %v", err)
	}
	k, _, err := Select(SelectOptions{Kind: "vault", Dir: t.TempDir(), Passphrase: func() ([]byte, error) { return []byte("x"), nil }})
	if err != nil || k.Custody().Name != "vault" {
		t.Errorf("a vault gives %v, %v", k, err)
	}
}

// Every name that --custody takes is known, on this system or as another's.
func TestKeeperNamesAreKnown(t *testing.T) {
	for _, k := range append(keepers(SelectOptions{}), &custody.Vault{}, &custody.Memory{}) {
		if errors.Is(absent(k.Info().Name), &UnavailableError{Code: unknownKind}) {
			t.Errorf("%s is not among the names", k.Info().Name)
		}
	}
}
