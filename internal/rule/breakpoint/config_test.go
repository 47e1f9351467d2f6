package breakpoint

import (
	"strings"
	"testing"
	"time"

	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

func TestParseAction(t *testing.T) {
	for text, want := range map[string]Config{
		"request":             {Request: true, Then: ThenSend},
		"[request, messages]": {Request: true, Messages: true, Then: ThenSend},
		"{}":                  {Request: true, Response: true, Then: ThenSend},
		"":                    {Request: true, Response: true, Then: ThenSend},
		"{on: response}":      {Response: true, Then: ThenSend},
		"{on: [messages], timeout: 1m30s, then: reset}": {Messages: true, Timeout: 90 * time.Second, Then: ThenReset},
		"{on: request, template: a b, body: false}":     {Request: true, Template: "a b", NoBody: true, Then: ThenSend},
		"{timeout: 1s}": {Request: true, Response: true, Timeout: time.Second, Then: ThenSend},
	} {
		n, err := node.Read("f", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		a, err := ParseAction(Deps{})(n)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := a.(*Action).cfg; got != want {
			t.Errorf("%s: %+v", text, got)
		}
	}
}

func TestParseActionErrors(t *testing.T) {
	for text, want := range map[string]string{
		"requests":                   "did you mean request?",
		"[]":                         "nothing to pause at",
		"{on: []}":                   "nothing to pause at",
		"{on: request, then: abort}": "then without a timeout",
		"{timeout: 30}":              "a time such as",
		"{timeout: 300h}":            "a time from",
		"{timeout: 1s, then: drop}":  "expected send, original, abort, close or reset",
		"{template: ../x}":           "cannot be the name of a template",
		"{when: request}":            "when",
		"{body: maybe}":              "true or false",
	} {
		n, err := node.Read("f", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseAction(Deps{})(n); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

func TestPhases(t *testing.T) {
	a := New(Config{Request: true, Messages: true}, Deps{})
	if got := a.Phases(); got != rule.In(rule.RequestBody, rule.Messages) || a.Kind() != "breakpoint" {
		t.Errorf("%b", got)
	}
}
