package api

// RuleForm is a rule in parts, for a form, and the text that it stands for.
type RuleForm struct {
	Rule Rule `json:"rule"`
	// Text is the rule as a file has it. Given with a changed Rule, it is what stays as
	// it was but for the change: comments, order, how values are written.
	Text string `json:"text"`
	// Rewritten says that the change could not be made in the text, and that the
	// comments in it are gone.
	Rewritten bool `json:"rewritten,omitempty"`
}

// RuleForms turns the text of one rule into its parts and back.
type RuleForms interface {
	// ParseRule reads a text in the place of a group, which may be empty: paths in it
	// are relative to the group's file. The error is an *Error with Problems.
	ParseRule(group, text string) (RuleForm, error)
	// RenderRule writes a rule; what is wrong with it is an *Error with Problems, whose
	// places are those in the text that it would be.
	RenderRule(group string, f RuleForm) (RuleForm, error)
	// RulesSchema is the JSON Schema of a file of rules.
	RulesSchema() []byte
}
