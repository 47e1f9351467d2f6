package actions

import (
	"rockxy/internal/rule"
	"rockxy/internal/rule/breakpoint"
	"rockxy/internal/rule/edit"
	"rockxy/internal/rule/fault"
	"rockxy/internal/rule/local"
	"rockxy/internal/rule/rewrite"
	"rockxy/internal/rule/rulefile"
	"rockxy/internal/rule/script"
	"rockxy/internal/rule/steer"
	"rockxy/internal/rule/throttle"
)

// Deps are what actions need besides what their file says. The zero value is
// enough to read files, and to try rules.
type Deps struct {
	Breakpoint breakpoint.Deps
	Scripts    *script.Host // nil: one of their own
}

// Kinds is the table, in the order of the manual.
func Kinds(d Deps) []rulefile.Kind {
	head, answer := rule.In(rule.RequestHead), rule.In(rule.ResponseHead)
	scripts := d.Scripts
	if scripts == nil {
		scripts = script.NewHost(nil)
	}
	return []rulefile.Kind{
		{Name: "breakpoint", Summary: "pause until a person has decided", Phases: rule.In(rule.RequestBody, rule.ResponseBody, rule.Messages), Parse: breakpoint.ParseAction(d.Breakpoint)},
		{Name: "map-local", Summary: "answer from a text, a file, a directory or a message file", Phases: head, Parse: local.Parse},
		{Name: "map-remote", Summary: "ask another origin, or for another path", Phases: head, Parse: steer.ParseMapRemote},
		{Name: "block", Summary: "answer with an error, close, reset or hang", Phases: rule.In(rule.Connect, rule.RequestHead), Parse: steer.ParseBlock},
		{Name: "redirect-dns", Summary: "connect to another address, with name and SNI unchanged", Phases: rule.In(rule.Connect), Parse: steer.ParseRedirectDNS},
		{Name: "mark", Summary: "give a color or a comment, pin, or leave out of the list", Phases: rule.In(rule.RequestHead, rule.ResponseHead), Parse: steer.ParseMark},
		{Name: "request-headers", Summary: "add, set, remove or replace fields of the request", Phases: head, Parse: edit.ParseRequestHeaders},
		{Name: "response-headers", Summary: "add, set, remove or replace fields of the response", Phases: answer, Parse: edit.ParseResponseHeaders},
		{Name: "request-trailers", Summary: "the same with the fields behind the request's body", Phases: head, Parse: edit.ParseRequestTrailers},
		{Name: "response-trailers", Summary: "the same with the fields behind the response's body", Phases: answer, Parse: edit.ParseResponseTrailers},
		{Name: "query", Summary: "the same with the parameters of the URL", Phases: head, Parse: edit.ParseQuery},
		{Name: "form", Summary: "the same with the parameters of a form that is sent", Phases: rule.In(rule.RequestBody), Parse: edit.ParseForm},
		{Name: "request-cookies", Summary: "the same with the cookies that the client sends", Phases: head, Parse: edit.ParseRequestCookies},
		{Name: "response-cookies", Summary: "the same with the cookies that the server sets, and their attributes", Phases: answer, Parse: edit.ParseResponseCookies},
		{Name: "method", Summary: "ask with another method", Phases: head, Parse: edit.ParseMethod},
		{Name: "url", Summary: "replace in the URL, or ask for another path", Phases: head, Parse: edit.ParseURL},
		{Name: "status", Summary: "answer with another status", Phases: answer, Parse: edit.ParseStatus},
		{Name: "auth", Summary: "give requests a name and password, or a token", Phases: head, Parse: edit.ParseAuth},
		{Name: "preset", Summary: "open CORS, no caching, or no cookies", Phases: head | answer, Parse: edit.ParsePreset},
		{Name: "request-body", Summary: "replace texts in the request's body, edit its JSON, or send another one", Phases: rule.In(rule.RequestBody, rule.Messages), Parse: rewrite.ParseRequest},
		{Name: "response-body", Summary: "replace texts in the response's body, edit its JSON, or give another one", Phases: rule.In(rule.ResponseBody, rule.Messages), Parse: rewrite.ParseResponse},
		{Name: "message-body", Summary: "the same for messages of WebSockets, event streams and gRPC calls", Phases: rule.In(rule.Messages), Parse: rewrite.ParseMessage},
		{Name: "throttle", Summary: "make it as slow and as unreliable as another network", Phases: rule.In(rule.Connect, rule.RequestHead, rule.ResponseHead), Parse: throttle.Parse},
		{Name: "delay", Summary: "make the client wait", Phases: rule.In(rule.RequestHead, rule.ResponseHead), Parse: fault.ParseDelay},
		{Name: "fault", Summary: "answers that are too short, broken off or malformed", Phases: rule.In(rule.ResponseHead), Parse: fault.Parse},
		{Name: "script", Summary: "have JavaScript change it, answer it or end it", Phases: rule.In(rule.RequestBody, rule.ResponseBody, rule.Messages), Parse: scripts.Parse},
	}
}
