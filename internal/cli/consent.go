package cli

import (
	"bufio"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"

	"rockxy/internal/trust"
)

// errDeclined is any other answer than the one that consents.
var errDeclined = errors.New("declined: nothing was changed")

const approveHelp = "`SHA256` of the root, all of it: consent without a terminal"

// consent has a person agree to what is about to happen to root: by typing the
// first eight digits of its fingerprint at a terminal, or by naming all of it in
// --approve. A script can carry that decision so, but not make it.
func consent(cio IO, approve []string, root *x509.Certificate) error {
	print := trust.Fingerprint(root)
	if len(approve) > 0 {
		for _, text := range approve {
			if f, err := trust.ParseFingerprint(text); err == nil && f == print {
				return nil
			}
		}
		return &hintError{
			fmt.Errorf("--approve %s is not the root's SHA-256 fingerprint: nothing was changed", strings.Join(approve, ", ")),
			"rockxy ca show says which it is",
		}
	}
	answer, err := prompt(cio, fmt.Sprintf("SHA-256 %s\nType the first eight digits of the fingerprint to consent: ", print))
	if err != nil {
		return err
	}
	if !strings.EqualFold(answer, print.Code()) {
		return errDeclined
	}
	return nil
}

// prompt asks at the terminal; without one it is an error, and nothing is read.
func prompt(cio IO, question string) (string, error) {
	if cio.In == nil || !term.IsTerminal(int(cio.In.Fd())) {
		return "", noTerminal()
	}
	fmt.Fprint(cio.Err, question)
	line, err := bufio.NewReader(cio.In).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimSpace(line), nil
}

// noTerminalError says that there is nobody to ask.
type noTerminalError struct{}

func (*noTerminalError) Error() string {
	return "this needs a person's consent, and there is no terminal to ask at: nothing was changed"
}

func noTerminal() error {
	return &hintError{
		&noTerminalError{},
		"a script carries a person's decision with --approve SHA256, the root's whole fingerprint as that person saw it in rockxy ca show",
	}
}
