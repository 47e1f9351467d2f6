package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rockxy/internal/app"
	"rockxy/internal/filter"
)

// filterError is a filter that cannot be read.
type filterError struct {
	text string
	at   *filter.SyntaxError
}

func (e *filterError) Error() string { return "the filter: " + e.at.Error() }
func (e *filterError) Hint() string  { return "rockxy help filter says how filters are written" }

// filterText puts a filter together from the arguments of a command line, and
// reads it, so that what is wrong with it is said before anything is opened.
func filterText(args []string) (string, error) {
	text := strings.Join(args, " ")
	_, err := app.ParseFilter(text)
	var at *filter.SyntaxError
	if errors.As(err, &at) {
		return text, &filterError{text, at}
	}
	return text, err
}

// filterArgs makes arguments of those that negate a field with a minus, which
// would be taken for flags: -host:x is the same as !host:x. What comes after --
// is left alone, and so are the arguments of other commands.
func filterArgs(args []string) []string {
	if !takesFilter(args) {
		return args
	}
	fields := map[string]bool{}
	for _, f := range filter.Fields() {
		for _, name := range append([]string{f.Name}, f.Aliases...) {
			fields[name] = true
		}
	}
	out := append([]string(nil), args...)
	for i, a := range out {
		if a == "--" {
			break
		}
		rest, ok := strings.CutPrefix(a, "-")
		if end := strings.IndexAny(rest, ":<>=!"); ok && end > 1 && fields[strings.ToLower(rest[:end])] {
			out[i] = "!" + rest
		}
	}
	return out
}

// takesFilter reports whether the command of a command line is one whose
// arguments are a filter.
func takesFilter(args []string) bool {
	for i := 0; i < len(args); i++ {
		switch a := args[i]; {
		case a == "--data":
			i++
		case a == "flows", a == "export", a == "breakpoints":
			return true
		case !strings.HasPrefix(a, "-"):
			return false
		}
	}
	return false
}

// newFilterTopic is `rockxy help filter`: the language, from its own table.
func newFilterTopic() *cobra.Command {
	return &cobra.Command{Use: "filter", Short: "How filters are written", Long: filterHelp()}
}

const filterIntro = `A filter is a line of words and conditions. All of them have to hold:

  login                   a word, anywhere: URL, heads, bodies, messages
  "two words" 'or these'  as they stand
  /re+gex/ ~re+gex        a regular expression; /…/ with case, /…/i and ~ without
  host:api.example.com    a condition on a field
  status:>=400            a comparison; status:4xx a class, status:200..299 a range
  method:PUT,POST         one of several
  status:(404 or 5xx)     parentheses, also of one field

  a b    a and b          both
  a or b                  one of them; "and" binds tighter
  -a  !a  not a           what does not match

Case does not count. * is any text. A word with a colon is a condition when a
field is called so; in quotation marks it is a word. In a shell, quote what has
blanks, <, >, |, *, ( or !, or put the whole filter in single quotes:

  rockxy flows 'host:*.stripe.com method:POST (status:>=400 or took:>1s)'
  rockxy flows 'body:"needle" -is:imported'

A condition that needs a number does not hold when there is none: took:<1s leaves
out what is still going on.

Fields
`

// filterHelp is the language in full.
func filterHelp() string {
	var b strings.Builder
	b.WriteString(filterIntro)
	for _, f := range filter.Fields() {
		name := f.Name
		if len(f.Aliases) > 0 {
			name += " (" + strings.Join(f.Aliases, ", ") + ")"
		}
		fmt.Fprintf(&b, "\n  %-26s %s\n", name, f.Example)
		indented(&b, f.Summary)
		if vs := valueNames(f.Values); vs != "" {
			indented(&b, "values: "+vs)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// helpColumns is how wide help is.
const helpColumns = 80

func indented(b *strings.Builder, text string) {
	for _, line := range wrap(text, helpColumns-6) {
		b.WriteString("      " + line + "\n")
	}
}

func valueNames(values []filter.ValueDoc) string {
	var all []string
	for _, v := range values {
		all = append(all, v.Value)
	}
	return strings.Join(all, ", ")
}

// filterTable is the short form, for the help of commands that take filters.
const filterTable = `FILTER is words and conditions that all have to hold, such as

  login                    a word, anywhere: URL, heads, bodies, messages
  host:*.stripe.com        the host            app:curl       the program
  method:POST              the method          type:json      the kind of content
  status:>=400  status:5xx the status          took:>1s       how long
  header:authorization     a field             size:>1MB      how large
  req.header:x-id=42       its value           body:"needle"  in a body
  is:error is:websocket    kinds of entries    time:>10:42    when
  -host:x  not a  a or b  (…)                  combinations

"rockxy help filter" has all of them.`
