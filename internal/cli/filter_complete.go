package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"rockxy/internal/app"
	"rockxy/internal/filter"
)

// completeFilter completes the arguments of a command that are a filter.
func completeFilter(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
	before := strings.Join(args, " ")
	if before != "" {
		before += " "
	}
	text := before + toComplete
	var found []string
	directive := cobra.ShellCompDirectiveNoFileComp
	for _, s := range filter.Complete(text, len(text), sessionValues(cmd)) {
		if s.Span.From < len(before) {
			continue
		}
		word := text[len(before):s.Span.From] + s.Text
		if strings.HasSuffix(word, ":") {
			directive |= cobra.ShellCompDirectiveNoSpace
		}
		found = append(found, cobra.CompletionWithDesc(word, s.Summary))
	}
	return found, directive
}

// completionValues is how many values of a field a completion offers.
const completionValues = 50

// sessionValues looks up what values a field has in the session.
func sessionValues(cmd *cobra.Command) func(field, prefix string) []string {
	return func(field, prefix string) []string {
		dir, err := data(cmd)
		if err != nil {
			return nil
		}
		s, err := app.OpenSession(dir)
		if err != nil {
			return nil
		}
		defer s.Close()
		ctx := cmd.Context()
		if ctx == nil {
			ctx = context.Background()
		}
		all, err := s.Facets(ctx, "", field, 0)
		if err != nil {
			return nil // not one whose values are counted
		}
		var values []string
		for _, f := range all {
			if f.Value != "" && strings.HasPrefix(strings.ToLower(f.Value), strings.ToLower(prefix)) && len(values) < completionValues {
				values = append(values, f.Value)
			}
		}
		return values
	}
}
