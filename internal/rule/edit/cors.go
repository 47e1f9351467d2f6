package edit

import (
	"context"
	"slices"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// cors lets pages of any origin read the responses, with credentials. It answers
// preflights itself, since many servers refuse them.
type cors struct{}

// Kind and Phases are those of the table of actions.
func (cors) Kind() string        { return "preset" }
func (cors) Phases() rule.Phases { return rule.In(rule.RequestHead, rule.ResponseHead) }

// Do takes the turn.
func (cors) Do(_ context.Context, t *rule.Turn) error {
	asked := t.Arrived() // what the page asked, whatever other rules made of it
	origin, has := asked.Get("origin")
	if t.Response != nil {
		return editFields(t, t.Response, open(t.Response.Head(), string(origin), has))
	}
	wanted, preflight := asked.Get("access-control-request-method")
	if string(asked.Method) != "OPTIONS" || !has || !preflight {
		return nil // the response is what matters
	}
	t.Answer(&rule.Answer{Status: 204, Fields: preflightFields(asked, string(origin), string(wanted))})
	t.Did("answered the preflight for " + string(origin))
	return nil
}

// preflightFields allow what is asked for (Fetch, CORS-preflight fetch). With
// credentials, * would be the name of a method or field.
func preflightFields(asked *flow.Head, origin, method string) []flow.Field {
	methods := []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
	if !slices.Contains(methods, method) {
		methods = append(methods, method)
	}
	fields := []flow.Field{
		field("Access-Control-Allow-Origin", origin),
		field("Access-Control-Allow-Credentials", "true"),
		field("Access-Control-Allow-Methods", strings.Join(methods, ", ")),
	}
	if names := rule.ListOf(asked, "access-control-request-headers"); names != "" {
		fields = append(fields, field("Access-Control-Allow-Headers", names))
	}
	if asked.Has("access-control-request-private-network") {
		fields = append(fields, field("Access-Control-Allow-Private-Network", "true"))
	}
	return append(fields, field("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"))
}

func field(name, value string) flow.Field {
	return flow.Field{Name: []byte(name), Value: []byte(value)}
}

// open are the verbs that make a response readable for origin.
func open(h *flow.Head, origin string, has bool) (verbs []verb) {
	if has {
		verbs = append(verbs, with("Access-Control-Allow-Origin", origin), with("Access-Control-Allow-Credentials", "true"))
		if names := exposed(h); names != "" {
			verbs = append(verbs, with("Access-Control-Expose-Headers", names))
		}
		if h.Has("cross-origin-resource-policy") {
			verbs = append(verbs, with("Cross-Origin-Resource-Policy", "cross-origin"))
		}
	}
	vary := rule.ListOf(h, "vary")
	for item := range strings.SplitSeq(vary, ",") {
		if item = strings.TrimSpace(item); item == "*" || strings.EqualFold(item, "origin") {
			return verbs
		}
	}
	return append(verbs, &pairVerb{name: "Vary", values: []template{"Origin"}, add: true})
}

// exposed are the names of the fields of a response that a page cannot read unless
// it is told that it may.
func exposed(h *flow.Head) string {
	var names []string
	for _, f := range h.Fields {
		name := string(f.Name)
		lower := strings.ToLower(name)
		switch {
		case strings.HasPrefix(name, ":"), strings.HasPrefix(lower, "access-control-"), isFraming(f.Name) && lower != "content-length":
		case lower == "set-cookie", slices.ContainsFunc(names, func(s string) bool { return strings.EqualFold(s, name) }):
		default:
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}
