package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// completeRules completes the first argument with the names of rules and, when
// groups is set, of groups.
func (c *rulesCommand) completeRules(groups bool) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) (found []string, _ cobra.ShellCompDirective) {
		const none = cobra.ShellCompDirectiveNoFileComp
		var err error
		if c.dir, err = data(cmd); err != nil || len(args) > 0 {
			return nil, none
		}
		all, err := c.current(cmd.Context())
		if err != nil {
			return nil, none
		}
		for _, g := range all.Groups {
			if groups && strings.HasPrefix(g.Name, typed) {
				found = append(found, cobra.CompletionWithDesc(g.Name, "a group of rules"))
			}
			for _, one := range g.Rules {
				if strings.HasPrefix(one.Name, typed) {
					found = append(found, cobra.CompletionWithDesc(one.Name, one.Match))
				}
			}
		}
		return found, none
	}
}
