package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Policy is what decides which connections are intercepted. Its JSON form is a
// published interface: what `rockxy policy --json` prints.
type Policy struct {
	File       string          `json:"file"`    // where it is kept
	Default    string          `json:"default"` // "intercept" or "bypass"
	Groups     []PolicyGroup   `json:"groups"`  // all there are
	Bypass     []PolicyEntry   `json:"bypass"`  // in the file's order, without those of groups
	Intercept  []PolicyEntry   `json:"intercept"`
	Exceptions []CertException `json:"exceptions"`
	// ClientCertificates are given to origins that ask for one.
	ClientCertificates []ClientCertificate `json:"client_certificates"`
	// Problems are why the file, as it is now, does not apply; then all else here
	// is what was read before, and still applies.
	Problems []PolicyProblem `json:"problems"`
}

// PolicyGroup is a ready-made part of the bypass list.
type PolicyGroup struct {
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Why      string   `json:"why"` // what breaks when its hosts are intercepted
	On       bool     `json:"on"`
	Patterns []string `json:"patterns"`
}

// PolicyEntry is a line of one of the lists.
type PolicyEntry struct {
	Pattern string     `json:"pattern"`
	Until   *time.Time `json:"until"` // nil: for good
	Expired bool       `json:"expired"`
	Auto    bool       `json:"auto"` // added by Rockxy itself
	Note    string     `json:"note"`
	Line    int        `json:"line"`
}

// CertException allows one certificate of a host although it does not verify.
type CertException struct {
	Host    string    `json:"host"`
	SHA256  string    `json:"sha256"` // of the leaf, hex
	Until   time.Time `json:"until"`
	Expired bool      `json:"expired"`
	Note    string    `json:"note"`
	Line    int       `json:"line"`
}

// ClientCertificate says what origins that ask for a certificate are given; the
// key is never part of it.
type ClientCertificate struct {
	Pattern        string     `json:"pattern"` // host and perhaps port
	Kind           string     `json:"kind"`    // "pem", "pkcs12" or "keeper"
	File           string     `json:"file,omitempty"`
	KeyFile        string     `json:"key_file,omitempty"`
	PassphraseFile string     `json:"passphrase_file,omitempty"`
	Keeper         string     `json:"keeper,omitempty"`
	Line           int        `json:"line"`
	Subject        string     `json:"subject,omitempty"`
	SHA256         string     `json:"sha256,omitempty"`
	NotAfter       *time.Time `json:"not_after,omitempty"`
	Fault          *Fault     `json:"fault,omitempty"` // why it cannot be used
}

// PolicyProblem is one place where the file cannot be read, or why all of it
// cannot.
type PolicyProblem struct {
	Line    int    `json:"line"`   // from 1; 0: the file as a whole
	Column  int    `json:"column"` // from 1, in characters
	Message string `json:"message"`
}

// PolicyStatus is a policy in figures.
type PolicyStatus struct {
	Default            string   `json:"default"`
	Groups             []string `json:"groups"` // switched on
	Bypass             int      `json:"bypass"` // entries that apply, without those of groups
	Intercept          int      `json:"intercept"`
	Temporary          int      `json:"temporary"` // entries of either list that end
	Automatic          int      `json:"automatic"` // of those, added by Rockxy itself
	Exceptions         int      `json:"exceptions"`
	ClientCertificates int      `json:"client_certificates"`
	AutoBypass         bool     `json:"auto_bypass"`
	// Problems are why the file, as it is now, does not apply.
	Problems []PolicyProblem `json:"problems"`
}

// Status counts what applies.
func (p *Policy) Status() PolicyStatus {
	s := PolicyStatus{Default: p.Default, Groups: []string{}, ClientCertificates: len(p.ClientCertificates), Problems: p.Problems}
	for _, g := range p.Groups {
		if g.On {
			s.Groups = append(s.Groups, g.Name)
		}
	}
	for _, list := range []struct {
		entries []PolicyEntry
		n       *int
	}{{p.Bypass, &s.Bypass}, {p.Intercept, &s.Intercept}} {
		for _, e := range list.entries {
			if e.Expired {
				continue
			}
			*list.n++
			if e.Until != nil {
				s.Temporary++
			}
			if e.Auto {
				s.Automatic++
			}
		}
	}
	for _, x := range p.Exceptions {
		if !x.Expired {
			s.Exceptions++
		}
	}
	return s
}

// PolicyKeeper keeps the policy.
type PolicyKeeper interface {
	// Policy is what decides now.
	Policy() Policy
	// ReloadPolicy reads its file again; new connections are decided by it when
	// this returns. Its error is an *Error when the file is at fault.
	ReloadPolicy() (Policy, error)
}

func registerPolicy(api huma.API, k PolicyKeeper) {
	answer(api, "GET /v1/policy", "What decides which connections are intercepted", func(context.Context, *struct{}) (Policy, error) { return k.Policy(), nil })
	answer(api, "POST /v1/policy/reload", "Read the policy's file again", func(context.Context, *struct{}) (Policy, error) { return k.ReloadPolicy() })
}
