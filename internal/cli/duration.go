package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// validity is for how long something is to apply, as --for has it.
type validity struct {
	always bool
	d      time.Duration
}

const (
	minTerm = time.Second
	maxTerm = 10 * 365 * 24 * time.Hour
)

// Set reads "always", or a number with a unit: 90m, 1h30m, 1d, 2w.
func (t *validity) Set(text string) error {
	if text == "always" {
		*t = validity{always: true}
		return nil
	}
	d, err := parseTerm(text)
	switch {
	case err != nil:
		return errors.New("it is a time such as 1h, 90m, 1d or 2w, or always")
	case d < minTerm || d > maxTerm:
		return errors.New("it is between 1s and ten years (3650d)")
	}
	*t = validity{d: d}
	return nil
}

// parseTerm knows days and weeks besides the units of Go.
func parseTerm(text string) (time.Duration, error) {
	for unit, length := range map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour} {
		if number, ok := strings.CutSuffix(text, unit); ok {
			n, err := strconv.ParseFloat(number, 64)
			if err != nil || !(n > 0 && n*float64(length) <= float64(maxTerm)) {
				return 0, errors.New("not a number of days or weeks")
			}
			return time.Duration(n * float64(length)), nil
		}
	}
	return time.ParseDuration(text)
}

func (t *validity) String() string {
	switch {
	case t.always:
		return "always"
	case t.d == 0:
		return ""
	case t.d%(24*time.Hour) == 0:
		return fmt.Sprintf("%dd", t.d/(24*time.Hour))
	case t.d%time.Hour == 0:
		return fmt.Sprintf("%dh", t.d/time.Hour)
	}
	return t.d.String()
}

// Type is what pflag wants.
func (t *validity) Type() string { return "TIME" }

// until is the end, in whole seconds of UTC; zero is never.
func (t *validity) until(now time.Time) time.Time {
	if t.always {
		return time.Time{}
	}
	return now.Add(t.d).UTC().Truncate(time.Second)
}

func (t *validity) flag(cmd *cobra.Command, usage string) { cmd.Flags().Var(t, "for", usage) }
