package foreign

import (
	"fmt"
	"strconv"
	"strings"

	"rockxy/internal/filter"
)

// delay holds the request back.
func delay(ms int) Action {
	return Action{"delay", fields{{"request", strconv.Itoa(max(ms, 1)) + "ms"}}}
}

func graphql(operation string) filter.Node {
	return cond("graphql", filter.Value{Text: operation, Quoted: true})
}

// presetActions is a preset for headers.
func presetActions(name string) []Action {
	return []Action{{"preset", name}}
}

// macHeaders has one action for each operation and side, in order.
func macHeaders(a *value) (all []Action, err error) {
	ops := a.list("operations")
	if ops == nil && a.has("operation") {
		ops = []*value{a.get("operation")}
	}
	for _, op := range ops {
		sides := []string{op.str("phase")}
		switch sides[0] {
		case "":
			sides[0] = "request"
		case "both":
			sides = []string{"request", "response"}
		}
		name := strings.TrimSpace(op.str("headerName"))
		for _, side := range sides {
			var f fields
			switch verb := op.str("type"); verb {
			case "add":
				f = fields{{"add", fields{{name, op.str("headerValue")}}}}
			case "replace":
				f = fields{{"set", fields{{name, op.str("headerValue")}}}}
			case "remove":
				f = fields{{"remove", []any{name}}}
			default:
				return nil, fmt.Errorf("there is no way to %q a header here", verb)
			}
			all = append(all, Action{side + "-headers", f})
		}
	}
	if all == nil {
		return nil, fmt.Errorf("it changes nothing")
	}
	return all, nil
}
