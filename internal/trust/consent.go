package trust

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// Consent is a person's yes to one plan. Only Ask, Approve and Dialog make one;
// the zero value consents to nothing.
type Consent struct {
	plan *Plan
	// elevated says that what needs administrator rights has been done, by a
	// process of this program that has them.
	elevated bool
}

var (
	// ErrNoConsent is what Apply says without the consent to its plan.
	ErrNoConsent = errors.New("nobody has consented to this change of trust")
	// ErrNoTerminal is what Ask says when nobody can be asked.
	ErrNoTerminal = errors.New("nobody can be asked: this is not a terminal")
	// ErrDeclined is what Ask says after any other answer than the code.
	ErrDeclined = errors.New("declined: nothing was changed")
)

// MismatchError says that an approved fingerprint is not one of the plan's, or
// that one of the plan's has not been approved.
type MismatchError struct {
	Approved string // as given; empty when it is missing
	Root     string // the plan's fingerprint that nobody approved; or empty
}

func (e *MismatchError) Error() string {
	switch {
	case e.Root == "":
		return fmt.Sprintf("%q is not the fingerprint of a root that this plan changes", e.Approved)
	case e.Approved == "":
		return "the root with the SHA-256 fingerprint " + e.Root + " has not been approved"
	}
	return fmt.Sprintf("%q is not the root's SHA-256 fingerprint, which is %s", e.Approved, e.Root)
}

// Approve is consent by naming the whole fingerprint of every root that the
// plan adds or removes, and of no other: a script can carry a person's decision
// so, but not make it.
func Approve(p *Plan, fingerprints ...string) (Consent, error) {
	approved := map[SHA256]string{}
	for _, s := range fingerprints {
		f, err := ParseFingerprint(s)
		if err != nil {
			return Consent{}, fmt.Errorf("%q: %w", s, err)
		}
		approved[f] = s
	}
	for _, root := range p.Roots() {
		f := Fingerprint(root)
		if _, ok := approved[f]; !ok {
			given := ""
			if len(fingerprints) == 1 && len(p.Roots()) == 1 {
				given = fingerprints[0]
			}
			return Consent{}, &MismatchError{Approved: given, Root: f.Hex()}
		}
		delete(approved, f)
	}
	for _, s := range approved {
		return Consent{}, &MismatchError{Approved: s}
	}
	return Consent{plan: p}, nil
}

// Ask asks at a terminal: for each root of the plan the person types the first
// eight digits of its fingerprint, which out shows in full. Without a terminal
// it returns ErrNoTerminal and reads nothing.
func Ask(p *Plan, in *os.File, out io.Writer) (Consent, error) {
	if in == nil || !term.IsTerminal(int(in.Fd())) {
		return Consent{}, ErrNoTerminal
	}
	answers := bufio.NewReader(in)
	for _, root := range p.Roots() {
		f := Fingerprint(root)
		fmt.Fprintf(out, "%s\nSHA-256 %s\nType the first eight digits of the fingerprint to consent: ", displayName(root), f)
		line, err := answers.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return Consent{}, err
		}
		if !strings.EqualFold(strings.TrimSpace(line), f.Code()) {
			return Consent{}, ErrDeclined
		}
	}
	return Consent{plan: p}, nil
}
