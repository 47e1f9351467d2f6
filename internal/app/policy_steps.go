package app

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/policy"
	"rockxy/internal/trust"
)

// policyStep is one change of a policy's text.
type policyStep func(text string) (string, error)

// stepsOf are the changes that are asked for. The error is an *api.Error.
func stepsOf(e api.PolicyEdit, now time.Time) (steps []policyStep, err error) {
	for _, one := range []struct {
		is   bool
		step func() (policyStep, error)
	}{
		{e.Default != "", func() (policyStep, error) { return defaultStep(e.Default) }},
		{e.Group != nil, func() (policyStep, error) { return groupStep(e.Group) }},
		{e.Remove != nil, func() (policyStep, error) { return removeStep(e.Remove) }},
		{e.Add != nil, func() (policyStep, error) { return addStep(e.Add, now) }},
		{e.RemoveException != nil, func() (policyStep, error) { return noExceptionStep(e.RemoveException) }},
		{e.Exception != nil, func() (policyStep, error) { return exceptionStep(e.Exception, now) }},
	} {
		if !one.is {
			continue
		}
		step, err := one.step()
		if err != nil {
			return nil, policyFault(err)
		}
		steps = append(steps, step)
	}
	if len(steps) == 0 {
		return nil, badRequest("the request says nothing that is to change", "")
	}
	return steps, nil
}

// actionNamed is the action of a list, or of the default.
func actionNamed(name string) (policy.Action, error) {
	switch name {
	case "bypass":
		return policy.Bypass, nil
	case "intercept":
		return policy.Intercept, nil
	}
	return 0, badRequest(fmt.Sprintf("it is intercept or bypass, not %q", name), "")
}

func defaultStep(name string) (policyStep, error) {
	a, err := actionNamed(name)
	return func(text string) (string, error) { return SetDefaultAction(text, a) }, err
}

func groupStep(s *api.PolicySwitch) (policyStep, error) {
	if _, ok := policy.GroupNamed(s.Name); !ok {
		return nil, badRequest(fmt.Sprintf("there is no group %q", s.Name), "there are "+strings.Join(policy.GroupNames(), ", "))
	}
	return func(text string) (string, error) { return policy.SetGroup(text, s.Name, s.On) }, nil
}

func addStep(q *api.PolicyAdd, now time.Time) (policyStep, error) {
	a, err := actionNamed(q.List)
	if err != nil {
		return nil, err
	}
	e := policy.Entry{Action: a, Note: q.Note}
	if e.Pattern, err = policy.ParsePattern(q.Pattern); err != nil {
		return nil, err
	}
	if q.Until != nil {
		if e.Until, err = ending(*q.Until, now); err != nil {
			return nil, err
		}
	}
	return func(text string) (string, error) { return AddEntry(text, e) }, nil
}

// ending is when something ends, in whole seconds of UTC.
func ending(until, now time.Time) (time.Time, error) {
	until = until.UTC().Truncate(time.Second)
	if !until.After(now) {
		return until, badRequest("until is over already: "+until.Format(time.RFC3339), "give a time to come, or none for good")
	}
	return until, nil
}

func removeStep(q *api.PolicyRemove) (policyStep, error) {
	p, err := policy.ParsePattern(q.Pattern)
	if err != nil {
		return nil, err
	}
	if q.List != "" {
		if _, err := actionNamed(q.List); err != nil {
			return nil, err
		}
	}
	return func(text string) (string, error) {
		f, err := policy.ParseFile(text)
		if err != nil {
			return text, err
		}
		if e, ok := FindEntry(f, p); !ok || q.List != "" && e.Action.String() != q.List {
			return text, noEntry(p)
		}
		text, _ = policy.Remove(text, p)
		return text, nil
	}, nil
}

func noEntry(p policy.Pattern) error {
	e := &api.Error{Status: http.StatusNotFound, Message: "no entry has the pattern " + p.String()}
	if g := GroupWith(p); g != "" {
		e.Hint = "the group " + g + " has it: switch that off, or exempt it with the bypass !" + p.String()
	}
	return e
}

func exceptionStep(q *api.CertAllowance, now time.Time) (policyStep, error) {
	host, err := OneHost(q.Host)
	if err != nil {
		return nil, err
	}
	x := policy.Exception{Host: host, Note: q.Note}
	if x.Leaf, err = trust.ParseFingerprint(q.SHA256); err != nil {
		return nil, badRequest(err.Error(), "")
	}
	if x.Until, err = ending(q.Until, now); err != nil {
		return nil, err
	}
	return func(text string) (string, error) { return policy.AddException(text, x) }, nil
}

func noExceptionStep(q *api.ExceptionGone) (policyStep, error) {
	host, err := OneHost(q.Host)
	return func(text string) (string, error) {
		after, removed := policy.RemoveExceptions(text, host)
		if removed == 0 {
			return text, &api.Error{Status: http.StatusNotFound, Message: "there is no exception for " + host}
		}
		return after, nil
	}, err
}

// policyFault is the API's form of what can be wrong with a change.
func policyFault(err error) error {
	var at *policy.SyntaxError
	var file *PolicyError
	var host *NotOneHostError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &file):
		return &api.Error{Status: http.StatusUnprocessableEntity, Message: err.Error(), Hint: file.Hint()}
	case errors.As(err, &host):
		return &api.Error{Status: http.StatusBadRequest, Message: host.Error()}
	case errors.As(err, &at):
		return &api.Error{Status: http.StatusBadRequest, Message: PolicyComplaint(at), Column: at.Column}
	}
	return err
}
