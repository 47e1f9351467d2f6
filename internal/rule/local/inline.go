package local

import (
	"encoding/json"
	"io"
	"strings"

	"rockxy/internal/rule"
)

// inline answers with the text in the rule.
func (a *Action) inline() *rule.Answer {
	body := *a.o.Inline
	answer := &rule.Answer{Status: a.status(200), Fields: a.o.Headers}
	if bodiless(answer.Status) {
		return answer
	}
	answer.Body, answer.Size = text(body), int64(len(body))
	if body != "" && !has(a.o.Headers, "content-type") {
		answer.Fields = override(a.o.Headers, nil)
		answer.Fields = append(answer.Fields, field("Content-Type", inlineType(body)))
	}
	return answer
}

// inlineType is what a text in a rule looks like.
func inlineType(body string) string {
	trimmed := strings.TrimSpace(body)
	start := strings.ToLower(trimmed[:min(len(trimmed), 14)])
	switch {
	case strings.HasPrefix(start, "<!doctype html"), strings.HasPrefix(start, "<html"):
		return "text/html; charset=utf-8"
	case strings.HasPrefix(start, "<?xml"):
		return "application/xml"
	case strings.HasPrefix(start, "{") || strings.HasPrefix(start, "["):
		if json.Valid([]byte(trimmed)) {
			return "application/json"
		}
	}
	return "text/plain; charset=utf-8"
}

func text(s string) io.ReadCloser { return io.NopCloser(strings.NewReader(s)) }
