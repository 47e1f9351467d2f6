package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// RuleForm is a rule in parts, for a form, and the text that it stands for.
type RuleForm struct {
	Rule Rule `json:"rule"`
	// Text is the rule as a file has it. Given with a changed Rule, it is what stays as
	// it was but for the change: comments, order, how values are written.
	Text string `json:"text"`
	// Rewritten says that the change could not be made in the text, and that the
	// comments in it are gone.
	Rewritten bool `json:"rewritten,omitempty"`
	// Problems are what is wrong with a rule that was written from its parts. Their places are
	// in Text.
	Problems []RuleProblem `json:"problems"`
}

// RuleForms turns the text of one rule into its parts and back.
type RuleForms interface {
	// ParseRule reads a text in the place of a group, which may be empty: paths in it
	// are relative to the group's file. The error is an *Error with Problems.
	ParseRule(group, text string) (RuleForm, error)
	// RenderRule writes a rule. What is wrong with it is in Problems.
	RenderRule(group string, f RuleForm) (RuleForm, error)
	// RulesSchema is the JSON Schema of a file of rules.
	RulesSchema() []byte
}

// RuleFormText is a rule as it is written.
type RuleFormText struct {
	Group string `json:"group,omitempty"` // that it is in, or is to be in
	Text  string `json:"text"`
}

// RuleFormParts is a rule in parts.
type RuleFormParts struct {
	Group string `json:"group,omitempty"`
	RuleForm
}

func registerRuleForms(api huma.API, k RuleForms) {
	answer(api, "POST /v1/rules/parse", "A rule that is written, in parts", func(_ context.Context, in *bodyOf[RuleFormText]) (RuleForm, error) {
		return k.ParseRule(in.Body.Group, in.Body.Text)
	})
	answer(api, "POST /v1/rules/render", "A rule in parts, written", func(_ context.Context, in *bodyOf[RuleFormParts]) (RuleForm, error) {
		return k.RenderRule(in.Body.Group, in.Body.RuleForm)
	}, more("Text is what it was written like before, or empty: comments, order, and how values are written stay where nothing has changed."))
	schema := map[string]*huma.MediaType{"application/schema+json": {Schema: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}}}
	raw(api, "GET /v1/rules/schema", "The JSON Schema of a file of rules", schema, func(w http.ResponseWriter, _ *http.Request, _ *struct{}) {
		w.Header().Set("Content-Type", "application/schema+json")
		_, _ = w.Write(k.RulesSchema()) // the client is gone
	})
}
