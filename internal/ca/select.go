package ca

import (
	"errors"
	"slices"
	"strings"

	"rockxy/internal/ca/internal/custody"
)

// UnavailableError is why a keeper cannot be used: a stable code, a sentence
// and the next step.
type UnavailableError = custody.UnavailableError

// Auto is the kind that takes the best keeper there is.
const Auto = "auto"

// unknownKind is the code for a kind that no system has.
const unknownKind = "custody.unknown"

// SelectOptions says which keeper is wanted.
type SelectOptions struct {
	Kind       string                 // as in --custody; "" is Auto
	Dir        string                 // absolute; the keeper's ciphertext goes there, and its key is this directory's own
	Passphrase func() ([]byte, error) // asks for the vault's; nil is nobody to ask
}

// Step is what Select thought of one keeper.
type Step struct {
	Keeper string // as in --custody
	Taken  bool
	Code   string // stable, of why it was not taken; "" if it was
	Why    string // one sentence, without a final period
	Hint   string // the next step to have it taken, or empty
}

// Trail is how Select came to its keeper, in the order in which it looked.
type Trail []Step

// String has one line for each step.
func (t Trail) String() string {
	var b strings.Builder
	for _, s := range t {
		b.WriteString(s.Keeper)
		if s.Taken {
			b.WriteString(": taken, ")
		} else {
			b.WriteString(": not taken, ")
		}
		b.WriteString(s.Why)
		if s.Hint != "" {
			b.WriteString(" (" + s.Hint + ")")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Select finds the keeper of a kind. Auto looks at those of this system in the
// order in which they protect, and takes the first that works without asking
// anybody; memory always does, and vault is not among them. A kind that was
// asked for by name is taken or refused, and never replaced: the error is an
// *UnavailableError. Nothing is created, and no key is touched.
func Select(o SelectOptions) (Keeper, Trail, error) {
	all := append(keepers(o), &custody.Memory{}, &custody.Vault{Place: place(o), Passphrase: o.Passphrase})
	chosen, trail, err := decide(o.Kind, all)
	if err != nil {
		return Keeper{}, trail, err
	}
	return Keeper{chosen}, trail, nil
}

func place(o SelectOptions) custody.Place { return custody.Place{Dir: o.Dir} }

// candidate is as much of a keeper as the decision needs.
type candidate interface {
	Info() Custody
	Available() error
}

// decide chooses among candidates, which stand in the order in which they
// protect.
func decide[C candidate](kind string, all []C) (chosen C, trail Trail, err error) {
	if kind != Auto && kind != "" {
		return named(kind, all)
	}
	for _, c := range all {
		if c.Info().Name == "vault" {
			continue // it is for those who ask for it
		}
		if err = c.Available(); err == nil {
			trail = append(trail, Step{Keeper: c.Info().Name, Taken: true, Why: "it protects best of those that can be used here: " + protection(c)})
			return c, trail, nil
		}
		trail = append(trail, refused(c.Info().Name, err))
	}
	return chosen, trail, err
}

func named[C candidate](kind string, all []C) (chosen C, trail Trail, err error) {
	n := slices.IndexFunc(all, func(c C) bool { return c.Info().Name == kind })
	if n < 0 {
		err := absent(kind)
		return chosen, Trail{refused(kind, err)}, err
	}
	err = all[n].Available()
	if why, ok := errors.AsType[*UnavailableError](err); ok && why.Waiting {
		err = nil // whoever asked for it will be asked
	}
	if err != nil {
		return chosen, Trail{refused(kind, err)}, err
	}
	return all[n], Trail{{Keeper: kind, Taken: true, Why: "it was asked for: " + protection(all[n])}}, nil
}

func absent(kind string) error {
	known := []string{"tpm", "secret-service", "keychain", "cng", "kernel-keyring", "vault", "memory"}
	if !slices.Contains(known, kind) {
		return &UnavailableError{Keeper: kind, Code: unknownKind, Message: "there is no such custody",
			Hint: "choose one of " + Auto + ", " + strings.Join(known, ", ")}
	}
	return &UnavailableError{Keeper: kind, Code: custody.NotOnThisSystem, Message: "this system, or this build for it, does not have it",
		Hint: "leave --custody out to get the best that there is"}
}

func refused(name string, err error) Step {
	if why, ok := errors.AsType[*UnavailableError](err); ok {
		return Step{Keeper: name, Code: why.Code, Why: why.Message, Hint: why.Hint}
	}
	return Step{Keeper: name, Code: "custody.failed", Why: err.Error()}
}

// protection says what a person may rely on, and why not on more.
func protection(c candidate) string {
	switch info := c.Info(); {
	case info.HardwareBound:
		return "the key cannot leave the hardware"
	case info.Persistent:
		return "the key is software-protected" + shortfall(c)
	default:
		return "the key is in this process alone, and ends with it"
	}
}

// shortfall is why a key store with hardware does not use it, for a keeper that
// is both.
func shortfall(c candidate) string {
	k, ok := c.(interface{ Shortfall() error })
	if !ok {
		return ""
	}
	why, ok := errors.AsType[*UnavailableError](k.Shortfall())
	if !ok {
		return ""
	}
	return ", since " + why.Message
}
