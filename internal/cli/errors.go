package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/config"
)

// usageError is a command line that cannot be understood.
type usageError struct {
	cmd *cobra.Command
	err error
}

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Hint() string {
	return fmt.Sprintf("%s --help says what there is", e.cmd.CommandPath())
}

// statusError ends the program with a status and says nothing.
type statusError struct{ code int }

func (e *statusError) Error() string { return fmt.Sprintf("exit status %d", e.code) }

// hintError adds the next step to an error.
type hintError struct {
	error
	hint string
}

func (e *hintError) Unwrap() error { return e.error }
func (e *hintError) Hint() string  { return e.hint }

func isUsage(err error) bool {
	var u *usageError
	var v *config.InvalidError
	var p *patternError
	var f *filterError
	return errors.As(err, &u) || errors.As(err, &v) || errors.As(err, &p) || errors.As(err, &f)
}

// hint is the next step that an error suggests, or empty.
func hint(err error) string {
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
	}
	var a *api.Error
	if errors.As(err, &a) {
		return a.Hint
	}
	return ""
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if !cmd.HasParent() {
		return &usageError{cmd, fmt.Errorf("there is no command %q", args[0])}
	}
	return &usageError{cmd, fmt.Errorf("%s takes no arguments, not %q", cmd.CommandPath(), args[0])}
}

func optionalArg(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) <= 1 {
			return nil
		}
		return &usageError{cmd, fmt.Errorf("%s wants %s", cmd.CommandPath(), what)}
	}
}

func exactArgs(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return &usageError{cmd, fmt.Errorf("%s wants %s", cmd.CommandPath(), what)}
	}
}
