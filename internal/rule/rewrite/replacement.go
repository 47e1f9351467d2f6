package rewrite

import (
	"fmt"
	"regexp"

	"rockxy/internal/rule"
)

// Replacement is a text or a regular expression to look for, and what to put in
// its place.
type Replacement struct {
	Text       string // or
	Regex      string // of RE2, without flags of its own
	With       string // $1 and ${name} are groups of Regex, see parseTemplate
	First      bool   // only the first one of a body or message
	IgnoreCase bool
	Longest    int // octets of a match of Regex that is looked for; 0: DefaultLongest

	regex *expression
	with  template
}

// Compile makes a Replacement ready. The error is a *TemplateError for With, else
// for Text or Regex.
func (r *Replacement) compile() error {
	source := r.Regex
	switch {
	case r.Text != "" && r.Regex != "":
		return fmt.Errorf("a text and a regular expression; expected one of them")
	case r.Text == "" && r.Regex == "":
		return fmt.Errorf("nothing to look for; expected text or regex")
	case r.Text != "":
		r.with = template{{text: r.With}}
		if !r.IgnoreCase || isASCII(r.Text) {
			return nil
		}
		source = regexp.QuoteMeta(r.Text)
	}
	if r.IgnoreCase {
		source = "(?i:" + source + ")"
	}
	longest := r.Longest
	if longest == 0 {
		longest = max(DefaultLongest, 2*len(r.Text))
	}
	var err error
	if r.regex, err = newExpression(source, longest); err != nil || r.Regex == "" {
		return err
	}
	r.with, err = parseTemplate(r.With, r.regex.re)
	return err
}

// stage is one for a body or a message.
func (r *Replacement) stage() rule.Stage {
	if r.regex != nil {
		return &regex{expression: r.regex, with: r.with, first: r.First, skim: r.regex.skimmer()}
	}
	return &literal{text: []byte(r.Text), fold: r.IgnoreCase, with: []byte(r.With), first: r.First}
}
