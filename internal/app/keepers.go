package app

import (
	"errors"
	"path/filepath"

	"rockxy/internal/api"
	"rockxy/internal/ca"
	"rockxy/internal/config"
)

// selectKeeper takes the keeper called name, or for auto the best one that can
// be used without asking anybody.
func selectKeeper(data string, name config.Custody, opt Options) (custody, error) {
	k, trail, err := ca.Select(ca.SelectOptions{Kind: string(name), Dir: filepath.Join(data, caDir), Passphrase: opt.Passphrase})
	if err != nil {
		return custody{}, keeperError(err)
	}
	c := custody{name: config.Custody(k.Custody().Name), keeper: k, trail: make([]api.Keeper, len(trail))}
	for n, s := range trail {
		c.trail[n] = api.Keeper{Name: s.Keeper, Taken: s.Taken, Code: s.Code, Why: s.Why, Hint: s.Hint}
	}
	return c, nil
}

// givenKeeper takes that of the options, whatever is asked for.
func givenKeeper(_ string, _ config.Custody, opt Options) (custody, error) {
	name := opt.KeyStore.Custody().Name
	return custody{name: config.Custody(name), keeper: *opt.KeyStore, trail: []api.Keeper{{Name: name, Taken: true, Why: "this instance was given it"}}}, nil
}

// unreachable is the step of the trail for a keeper that has the root, or is to
// have it, and cannot be used.
func unreachable(name config.Custody, err error) api.Keeper {
	step := api.Keeper{Name: string(name), Why: err.Error()}
	if why, ok := errors.AsType[*ca.UnavailableError](err); ok {
		step.Code, step.Why, step.Hint = why.Code, why.Message, why.Hint
	}
	return step
}

// CustodyError is a keeper that was asked for and cannot be used.
type CustodyError struct{ *ca.UnavailableError }

func (e *CustodyError) Error() string { return e.Message }

// Hint is the next step.
func (e *CustodyError) Hint() string  { return e.UnavailableError.Hint }
func (e *CustodyError) Unwrap() error { return e.UnavailableError }

// keeperError gives the reason of a keeper the voice of this program.
func keeperError(err error) error {
	if why, ok := errors.AsType[*ca.UnavailableError](err); ok {
		return &CustodyError{why}
	}
	return err
}
