package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
)

func (c *rulesCommand) newCheck() *cobra.Command {
	return &cobra.Command{
		Use: "check [FILE…]", Short: "Say what is wrong with files of rules",
		Long:    "Reads files of rules, - being standard input, or without a name those of the data\ndirectory, and says all that is wrong with them: line, column, and what was\nexpected. It changes nothing. Its exit status is 1 when something is wrong.",
		Example: "  rockxy rules check\n  rockxy rules check staging.yaml",
		RunE: c.with(func(ctx context.Context, args []string) error {
			groups, err := c.checked(ctx, args)
			if err != nil {
				return err
			}
			return c.tellChecked(groups)
		}),
	}
}

// checked reads files; errors about what they say are told at once.
func (c *rulesCommand) checked(_ context.Context, files []string) ([]api.RuleGroup, error) {
	if len(files) == 0 {
		all, err := app.DescribeRules(c.dir)
		if err != nil {
			return nil, err
		}
		for _, g := range all.Groups {
			files = append(files, g.File)
		}
	}
	var groups []api.RuleGroup
	for _, file := range files {
		g, err := c.checkOne(file)
		var bad *app.RulesError
		switch {
		case errors.As(err, &bad):
			g = api.RuleGroup{File: file, Rules: []api.Rule{}, Problems: app.RuleProblems(file, err)}
			if !c.json {
				c.err.fail(err)
			}
		case err != nil:
			return nil, err
		}
		groups = append(groups, g)
	}
	return groups, nil
}

func (c *rulesCommand) checkOne(file string) (api.RuleGroup, error) {
	if file != "-" {
		return app.CheckRules(file)
	}
	text, err := c.standardInput()
	if err != nil {
		return api.RuleGroup{}, err
	}
	return app.CheckRulesText("standard input", text)
}

func (c *rulesCommand) tellChecked(groups []api.RuleGroup) error {
	wrong := 0
	if groups == nil {
		groups = []api.RuleGroup{}
	}
	for _, g := range groups {
		wrong += len(g.Problems)
		if !c.json && len(g.Problems) == 0 {
			fmt.Fprintf(c.out, "%s: %s\n", g.File, render.Plural(int64(len(g.Rules)), "rule"))
		}
	}
	if c.json {
		if err := c.encode(groups); err != nil {
			return err
		}
	}
	if wrong > 0 {
		return &statusError{exitFailed}
	}
	return nil
}
