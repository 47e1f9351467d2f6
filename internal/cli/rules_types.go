package cli

import (
	"github.com/spf13/cobra"

	types "rockxy/internal/rule/script"
)

// newRulesTypes prints the types of scripts.
func newRulesTypes(io IO) *cobra.Command {
	return &cobra.Command{
		Use:   "types",
		Short: "Print the TypeScript types of scripts",
		Long: `Prints rockxy.d.ts, with which an editor completes and checks the scripts of
rules. Keep it beside them, and begin a script with

  /// <reference path="./rockxy.d.ts" />
  // @ts-check`,
		Example: `  rockxy rules types > rockxy.d.ts`,
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := io.Out.Write(types.Types)
			return err
		},
	}
}
