package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rockxy/internal/flow"
	"rockxy/internal/view"
	"rockxy/internal/view/schema"
)

// kindList is every kind of view, as users type them.
func kindList() string {
	var names []string
	for _, k := range view.Kinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// check understands the flags together.
func (c *showCommand) check(request, response bool) error {
	for _, pair := range []struct {
		a, b bool
		what string
	}{
		{c.json, c.raw, "--json and --raw"},
		{c.json, c.as != "", "--json and --as"},
		{c.json, c.body != "", "--json and --body"},
		{c.raw, c.as != "", "--raw (the octets on the wire) and --as (raw: the octets of bodies)"},
		{c.raw, c.body != "", "--raw and --body (--body SIDE --as raw writes the octets of one body)"},
		{c.headersOnly, c.body != "", "--headers-only and --body"},
		{c.headersOnly, c.raw, "--headers-only and --raw"},
		{c.messages != "", c.raw, "--messages and --raw"},
		{c.messages != "", c.headersOnly, "--messages and --headers-only"},
		{c.messages != "", c.body != "", "--messages and --body"},
	} {
		if pair.a && pair.b {
			return errors.New(pair.what + " exclude each other")
		}
	}
	switch c.body {
	case "":
	case "request":
		request, response = true, false
	case "response":
		request, response = false, true
	default:
		return fmt.Errorf("--body wants request or response, not %q", c.body)
	}
	switch {
	case request && !response:
		c.sides = []flow.Direction{flow.Request}
	case response && !request:
		c.sides = []flow.Direction{flow.Response}
	}
	if err := c.checkMessages(); err != nil {
		return err
	}
	return c.checkKind()
}

// messagesShown is how many messages are shown when nothing is said of them.
const messagesShown = 50

func (c *showCommand) checkMessages() error {
	switch {
	case c.messages == "all", c.messages == "" && (c.full || c.json):
		c.last = math.MaxInt
	case c.messages == "":
		c.last = messagesShown
	default:
		n, err := strconv.ParseUint(c.messages, 10, 31)
		if err != nil {
			return fmt.Errorf("--messages wants a number or all, not %q", c.messages)
		}
		c.last = int(n)
	}
	return nil
}

func (c *showCommand) checkKind() error {
	kind, message, named := strings.Cut(c.as, ":")
	c.view.As, c.view.Message = view.Kind(strings.ToLower(kind)), message
	switch {
	case c.as == "":
		return nil
	case !slices.Contains(view.Kinds(), c.view.As):
		return fmt.Errorf("--as does not know %q; it knows %s", kind, kindList())
	case named && c.view.As != view.Protobuf && c.view.As != view.GRPC && c.view.As != view.GRPCWeb:
		return fmt.Errorf("--as %s has no messages to be named", kind)
	case named && len(c.protos) == 0:
		return fmt.Errorf("--as %s wants a schema with that message: --proto FILE", c.as)
	}
	return nil
}

// schema reads the schemas that were given.
func (c *showCommand) schema(ctx context.Context) error {
	if len(c.protos) == 0 {
		return nil
	}
	set, err := schema.Load(ctx, schema.Source{
		Files: c.protos, Paths: c.protoPaths,
		Open: func(name string) (io.ReadCloser, error) { return os.Open(name) },
	})
	if err != nil {
		return err
	}
	c.view.Schema = set
	return nil
}

// completeShow lets a shell complete what flags can be.
func completeShow(cmd *cobra.Command) {
	for flag, values := range map[string][]string{"as": strings.Split(kindList(), ", "), "body": {"request", "response"}} {
		// It fails for a flag that is not there, and these are.
		_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
	_ = cmd.MarkFlagFilename("proto", "proto", "pb", "binpb", "protoset", "desc")
	_ = cmd.MarkFlagDirname("proto-path")
}
