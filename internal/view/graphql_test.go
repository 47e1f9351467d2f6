package view

import (
	"net/url"
	"strings"
	"testing"
)

func TestGraphQL(t *testing.T) {
	const body = `{"operationName":"User","query":"query User($id: ID!) { user(id: $id) { name ...F } } fragment F on User { mail }","variables":{"id":"4","big":12345678901234567890}}`
	const want = `[graphql]
operation: query User
query User ($id: ID!) {
  user(id: $id) {
    name
    ... F
  }
}
fragment F on User {
  mail
}
  [json] variables
  {
    "id": "4",
    "big": 12345678901234567890
  }
`
	for _, contentType := range []string{"application/json", "text/plain"} {
		v := Open(Message{Type: contentType, Body: []byte(body)}, Options{})
		v.Notes = nil
		if got := show(v); strings.ReplaceAll(got, "...F", "... F") != want {
			t.Errorf("%s\n%s", contentType, got)
		}
	}
	v := Open(Message{Type: "application/json", Body: []byte("[" + body + `,{"query":"{a}"}]`)}, Options{})
	if v.Kind != GraphQL || len(v.Parts) != 2 || v.Parts[1].Title != "operation 2" {
		t.Errorf("a batch: %s", show(v))
	}
	v = Open(Message{Type: "application/graphql", Body: []byte("mutation { a }")}, Options{})
	if v.Kind != GraphQL || len(v.Facts) != 1 || v.Facts[0].Value != "mutation" {
		t.Errorf("bare: %s", show(v))
	}
	target := "https://a/graphql?query=" + url.QueryEscape("{ a }") + "&variables=" + url.QueryEscape(`{"b":1}`)
	v = Open(Message{Method: "GET", Target: target}, Options{})
	if v.Kind != GraphQL || len(v.Parts) != 1 || len(v.Notes) != 1 {
		t.Errorf("in the URL: %s", show(v))
	}
	v = Open(Message{Type: "application/json", Body: []byte(`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"ab"}}}`)}, Options{})
	if v.Kind != GraphQL || v.Facts[0] != (Fact{"persisted query", "ab"}) {
		t.Errorf("persisted: %s", show(v))
	}
	v = Open(Message{Type: "application/json", Body: []byte(`{"query":"query { a("}`)}, Options{})
	if v.Kind != GraphQL || len(v.Notes) != 1 || !strings.HasPrefix(v.Notes[0], "the query is shown as it is: ") {
		t.Errorf("damaged: %s", show(v))
	}
}

// An interface with a member named query is not GraphQL for that.
func TestNotGraphQL(t *testing.T) {
	for _, m := range []Message{
		{Type: "application/json", Body: []byte(`{"query":"shoes"}`)},
		{Type: "application/json", Body: []byte(`{"query":{"match":{}}}`)},
		{Type: "application/json", Body: []byte(`{"query":"query builder"}`)},
		{Type: "application/json", Body: []byte(`{"query":"{a}"}`), Response: true},
		{Target: "https://a/search?query=shoes"},
	} {
		if v := Open(m, Options{}); v.Kind == GraphQL {
			t.Errorf("%s %s: %s", m.Target, m.Body, show(v))
		}
	}
}
