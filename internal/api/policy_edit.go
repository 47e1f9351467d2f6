package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"rockxy/internal/flow"
)

// PolicyEdit is a change of the policy's file, which leaves alone all else in it. It
// is made as a whole or not at all.
type PolicyEdit struct {
	Add    *PolicyAdd    `json:"add,omitempty"`
	Remove *PolicyRemove `json:"remove,omitempty"`
	Group  *PolicySwitch `json:"group,omitempty"`
	// Default is what becomes of connections that no entry matches: "intercept" or
	// "bypass".
	Default         string         `json:"default,omitempty"`
	Exception       *CertAllowance `json:"exception,omitempty"`
	RemoveException *ExceptionGone `json:"remove_exception,omitempty"`
}

// PolicyAdd puts an entry into a list. A pattern has one place: an entry that has it
// already becomes this one.
type PolicyAdd struct {
	List    string     `json:"list" enum:"bypass,intercept"` // "bypass" or "intercept"
	Pattern string     `json:"pattern"`
	Until   *time.Time `json:"until,omitempty"` // nil: for good
	Note    string     `json:"note,omitempty"`  // empty: what was noted before, if anything
}

// PolicyRemove takes an entry out.
type PolicyRemove struct {
	List    string `json:"list,omitempty"` // empty: whichever it is in
	Pattern string `json:"pattern"`
}

// PolicySwitch switches a ready-made group.
type PolicySwitch struct {
	Name string `json:"name"`
	On   bool   `json:"on"`
}

// CertAllowance accepts one certificate of a host although it does not verify. It always
// ends.
type CertAllowance struct {
	Host   string    `json:"host"`
	SHA256 string    `json:"sha256"` // of the leaf, hex, all of it
	Until  time.Time `json:"until"`
	Note   string    `json:"note,omitempty"`
}

// ExceptionGone takes back all exceptions for a host.
type ExceptionGone struct {
	Host string `json:"host"`
}

// PolicyImport takes over the lists of another program.
type PolicyImport struct {
	Text       string `json:"text"` // of the file
	DryRun     bool   `json:"dry_run,omitempty"`
	SetDefault bool   `json:"set_default,omitempty"` // also what becomes of hosts in no list
}

// PolicyImported is what came of it.
type PolicyImported struct {
	Format     string   `json:"format"`     // of which program
	DryRun     bool     `json:"dry_run"`    // nothing was changed
	Statements []string `json:"statements"` // carried over
	Skipped    []string `json:"skipped"`    // what was not, and why
	Default    string   `json:"default"`    // what the other program does with a host in no list
	Policy     Policy   `json:"policy"`     // as it is now
}

// BypassRequest leaves alone from now on what an entry of the list is about.
type BypassRequest struct {
	ID      flow.ID `json:"id"`
	Session string  `json:"session,omitempty"`
	For     string  `json:"for" enum:"hour,day,always"` // "hour", "day" or "always"
	Scope   string  `json:"scope" enum:"client,all"`    // "client": its program or device and its host; "all": its host for everybody
}

// Bypassed is what came of it. Its reverse is PolicyEdit.Remove of the pattern.
type Bypassed struct {
	Pattern string `json:"pattern"`
	Policy  Policy `json:"policy"`
}

// PolicyEditor changes the policy's file. Changes apply to new connections when a
// method returns, and connections that are decided otherwise by it are drained. Its
// errors are an *Error when the request, or the file as it is, is at fault; then nothing
// was changed.
type PolicyEditor interface {
	EditPolicy(PolicyEdit) (Policy, error)
	ImportPolicy(PolicyImport) (PolicyImported, error)
	Bypass(context.Context, BypassRequest) (Bypassed, error)
}

func registerPolicyEditor(api huma.API, e PolicyEditor) {
	answer(api, "POST /v1/policy/edit", "Change the policy's file", func(_ context.Context, in *bodyOf[PolicyEdit]) (Policy, error) { return e.EditPolicy(in.Body) })
	answer(api, "POST /v1/policy/import", "Take over the lists of another program", func(_ context.Context, in *bodyOf[PolicyImport]) (PolicyImported, error) {
		return e.ImportPolicy(in.Body)
	})
	answer(api, "POST /v1/policy/bypass", "Leave alone what an entry is about", func(ctx context.Context, in *bodyOf[BypassRequest]) (Bypassed, error) {
		return e.Bypass(ctx, in.Body)
	})
}
