package app

import (
	"encoding/hex"
	"errors"
	"net/http"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/policy"
)

// ReadPolicy reads the policy of a data directory, which need not have one. The
// error is a *PolicyError when the text is at fault.
func ReadPolicy(data string) (*policy.Set, error) {
	_, f, err := loadPolicy(PolicyFile(data))
	if err != nil {
		return nil, err
	}
	return policy.Compile(f), nil
}

// DescribePolicy is the API's form of what the policy of a data directory says,
// where no instance is asked.
func DescribePolicy(data string) (api.Policy, error) {
	s, err := ReadPolicy(data)
	if err != nil {
		return api.Policy{}, err
	}
	return newPolicy(PolicyFile(data), s.File(), loadIdentities(ClientKeys(data, nil), s.File().ClientCerts, nil), time.Now()), nil
}

func newPolicy(path string, f policy.File, ids *identities, now time.Time) api.Policy {
	p := api.Policy{
		File: path, Default: f.Default.String(), Groups: []api.PolicyGroup{}, Bypass: entries(f.Bypass, now), Intercept: entries(f.Intercept, now),
		Exceptions: []api.CertException{}, ClientCertificates: []api.ClientCertificate{}, Problems: []api.PolicyProblem{},
	}
	on := map[string]bool{}
	for _, g := range f.Groups {
		on[g.Name] = true
	}
	for _, g := range policy.Groups() {
		p.Groups = append(p.Groups, api.PolicyGroup{Name: g.Name, Title: g.Title, Why: g.Why, On: on[g.Name], Patterns: g.Patterns})
	}
	for _, x := range f.Exceptions {
		p.Exceptions = append(p.Exceptions, api.CertException{Host: x.Host, SHA256: hex.EncodeToString(x.Leaf[:]), Until: x.Until,
			Expired: !now.Before(x.Until), Note: x.Note, Line: x.Line})
	}
	for _, l := range ids.order {
		p.ClientCertificates = append(p.ClientCertificates, newClientCertificate(l))
	}
	return p
}

func entries(list []policy.Entry, now time.Time) []api.PolicyEntry {
	all := make([]api.PolicyEntry, 0, len(list))
	for _, e := range list {
		out := api.PolicyEntry{Pattern: e.Pattern.String(), Auto: e.Auto, Note: e.Note, Line: e.Line}
		if !e.Until.IsZero() {
			until := e.Until
			out.Until, out.Expired = &until, !now.Before(until)
		}
		all = append(all, out)
	}
	return all
}

func newClientCertificate(l *loaded) api.ClientCertificate {
	c := l.spec
	out := api.ClientCertificate{Pattern: c.Pattern.String(), Kind: string(c.Kind), File: c.File, KeyFile: c.Key, PassphraseFile: c.Passphrase, Keeper: c.Keeper, Line: c.Line}
	if l.err != nil {
		out.Fault = api.NewFault(unusable(l.err))
		return out
	}
	leaf := l.one.Leaf()
	until := leaf.NotAfter.UTC()
	out.Subject, out.SHA256, out.NotAfter = leaf.Subject.String(), l.one.id(), &until
	return out
}

// Problems are the places of an error about a policy.
func Problems(err error) []api.PolicyProblem {
	all := []api.PolicyProblem{}
	var places *PolicyError
	switch {
	case err == nil:
	case errors.As(err, &places):
		for _, one := range places.All {
			all = append(all, api.PolicyProblem{Line: one.Line, Column: one.Column, Message: PolicyComplaint(one)})
		}
	default:
		all = append(all, api.PolicyProblem{Message: err.Error()})
	}
	return all
}

// Policy is what decides now.
func (i instance) Policy() api.Policy { return i.a.policy.describe() }

func (p *policies) describe() api.Policy {
	set, ids := p.set.Load(), p.identities.Load()
	out := newPolicy(p.file.path, set.File(), ids, time.Now())
	out.Problems = Problems(p.problem())
	return out
}

// ReloadPolicy reads the policy's file again.
func (i instance) ReloadPolicy() (api.Policy, error) {
	if err := i.a.policy.reload(); err != nil {
		e := &api.Error{Status: http.StatusUnprocessableEntity, Message: err.Error()}
		var places *PolicyError
		if errors.As(err, &places) {
			e.Hint = places.Hint()
		}
		return api.Policy{}, e
	}
	return i.Policy(), nil
}

// policyStatus is the policy in figures.
func (a *App) policyStatus() api.PolicyStatus {
	p := a.policy.describe()
	s := p.Status()
	s.AutoBypass = a.cfg.AutoBypass
	return s
}
