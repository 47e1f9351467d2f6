package trust

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"
)

// DialogError is why the desktop's dialog brought no consent. Nothing was
// changed, unless the code is DialogFailed.
type DialogError struct {
	Code    string // stable; see the constants
	Message string // one sentence, without a final period
	Next    string // the next step
	Cause   error
}

func (e *DialogError) Error() string { return e.Message }
func (e *DialogError) Unwrap() error { return e.Cause }

// Hint is the next step.
func (e *DialogError) Hint() string { return e.Next }

// The codes.
const (
	DialogMissing   = "trust.dialog-missing"   // no pkexec
	DialogNeedless  = "trust.dialog-needless"  // this process is root already
	DialogOpenSelf  = "trust.dialog-open-self" // others than root can change this program
	DialogMixed     = "trust.dialog-mixed"     // the plan adds and removes in the system's store
	DialogDismissed = "trust.dialog-dismissed"
	DialogRefused   = "trust.dialog-refused" // not authorised, or nobody to ask
	DialogKilled    = "trust.dialog-killed"
	DialogFailed    = "trust.dialog-failed" // approved, and then the change failed
)

// dialogPatience is how long a person may take, and the change after it.
const dialogPatience = 15 * time.Minute

// Dialog asks through the desktop's own dialog (polkit), in which a person
// authenticates as an administrator: pkexec runs self, this program's file, as
// root, with the words
//
//	trust --system --approve SHA256…
//
// (or untrust), which the dialog shows and which cannot be changed once they
// were approved. The certificates go through a pipe: root first, then the sample;
// to untrust, every root. What is not the system's store stays for Apply and for
// this user's rights. The error is a *DialogError.
func Dialog(ctx context.Context, p *Plan, self string) (Consent, error) {
	argv, hand, err := p.dialog(self)
	if err != nil {
		return Consent{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, dialogPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"} // pkexec wants no more, and gives less on
	if lang := os.Getenv("LANG"); lang != "" {
		cmd.Env = append(cmd.Env, "LANG="+lang)
	}
	cmd.Dir = "/"
	cmd.WaitDelay = time.Second
	var said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(hand), &said, &said
	if err := cmd.Run(); err != nil {
		return Consent{}, dialogEnded(err, lastLines(printable(said.String())))
	}
	return Consent{plan: p, elevated: true}, nil
}

// dialog is the command, and what goes into its pipe.
func (p *Plan) dialog(self string) (argv []string, hand []byte, err error) {
	pkexec := p.env.Runner.Look("pkexec")
	switch {
	case p.env.UID == 0:
		return nil, nil, &DialogError{DialogNeedless, "this process has administrator rights already", "consent at the terminal, or with --approve", nil}
	case pkexec == "":
		return nil, nil, &DialogError{DialogMissing, "polkit's pkexec is not installed, so the desktop has no dialog for this",
			"install the package pkexec (or policykit-1), or consent at a terminal", nil}
	}
	if err := onlyRootChanges(self); err != nil {
		return nil, nil, &DialogError{DialogOpenSelf, "the dialog would run " + self + " as root, and others than root can change it: " + err.Error(),
			"sudo install -m 755 " + self + " /usr/local/bin/rockxy, and use that one", err}
	}
	roots, action, err := p.elevates()
	if err != nil {
		return nil, nil, err
	}
	argv = []string{pkexec, "--disable-internal-agent", self, action, "--system"}
	for _, r := range roots {
		// Last, where an agent that shortens a long command in its middle still shows it.
		argv, hand = append(argv, "--approve", Fingerprint(r).Hex()), append(hand, pemOf(r)...)
	}
	if action == "trust" {
		for _, c := range p.sample {
			hand = append(hand, pemOf(c)...)
		}
	}
	return argv, hand, nil
}

// elevates are the roots that a person is asked about: those of the system's
// store, or where that needs no change all of the plan's.
func (p *Plan) elevates() (roots []*x509.Certificate, action string, err error) {
	var add, remove []*x509.Certificate
	for _, s := range p.Steps {
		to := &add
		if s.Action == Remove {
			to = &remove
		}
		if (s.Admin || !p.NeedsAdmin()) && !slices.ContainsFunc(*to, s.Root.Equal) {
			*to = append(*to, s.Root)
		}
	}
	switch {
	case len(add) > 0 && len(remove) > 0:
		return nil, "", &DialogError{DialogMixed, "the dialog asks one thing at a time, and this would both add and remove",
			"rockxy untrust --dialog first, then rockxy trust --dialog", nil}
	case len(add) > 0:
		return add, "trust", nil
	}
	return remove, "untrust", nil
}

// dialogEnded explains how pkexec ended (pkexec(1), RETURN VALUE). Other
// statuses are those of the program that it became.
func dialogEnded(err error, said string) error {
	because := ""
	if said != "" {
		because = ": " + said
	}
	exit, ok := errors.AsType[*exec.ExitError](err)
	switch {
	case !ok:
		return &DialogError{DialogMissing, "pkexec cannot be started: " + err.Error(), "consent at a terminal", err}
	case exit.ExitCode() == 126:
		return &DialogError{DialogDismissed, "the dialog was closed: nothing was changed", "try again, or consent at a terminal", err}
	case exit.ExitCode() == 127:
		return &DialogError{DialogRefused, "not authorised: nothing was changed" + because,
			"the password of an administrator is needed, and in this session a program that asks for it (a polkit agent, part of every desktop); or consent at a terminal", err}
	case exit.ExitCode() < 0:
		return &DialogError{DialogKilled, fmt.Sprintf("the dialog was cut short (%v)", err), "try again: what was begun is finished or undone", err}
	}
	return &DialogError{DialogFailed, "the system's store was not changed" + because, "rockxy doctor says what each store holds", err}
}
