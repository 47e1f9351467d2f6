package view

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"
)

// What is read as GraphQL.
const (
	maxGraphQL    = 4 << 20
	maxGQLTokens  = 50_000
	maxGQLQueries = 100
)

// graphQLRequest is one operation as it is sent (GraphQL over HTTP).
type graphQLRequest struct {
	Query         *string         `json:"query"`
	OperationName string          `json:"operationName"`
	Variables     json.RawMessage `json:"variables"`
	Extensions    json.RawMessage `json:"extensions"`
	ID            string          `json:"id"`
	DocID         string          `json:"doc_id"`
}

// openGraphQL shows a request in JSON, several in an array, or a bare query.
func openGraphQL(m *Message, o *Options, _ int) (*View, string) {
	body := bytes.TrimSpace(m.Body)
	switch {
	case len(body) > maxGraphQL:
		return nil, "it is too long"
	case len(body) == 0:
		if v := graphQLTarget(m, o); v != nil {
			return v, ""
		}
		return nil, "it is empty"
	case body[0] == '[':
		return graphQLBatch(body)
	case body[0] == '{' && json.Valid(body):
		var r graphQLRequest
		if json.Unmarshal(body, &r) != nil || !r.isGraphQL() {
			return nil, "it has no query"
		}
		return r.view(), ""
	}
	query := string(body)
	if _, err := parseQuery(query); err != "" {
		return nil, err
	}
	r := graphQLRequest{Query: &query}
	return r.view(), ""
}

func graphQLBatch(body []byte) (*View, string) {
	var all []graphQLRequest
	if json.Unmarshal(body, &all) != nil || len(all) == 0 || len(all) > maxGQLQueries {
		return nil, "it is no array of requests"
	}
	v := &View{Kind: GraphQL}
	for i := range all {
		if !all[i].isGraphQL() {
			return nil, "it has no query"
		}
		one := all[i].view()
		one.Title = "operation " + strconv.Itoa(i+1)
		v.Parts = append(v.Parts, one)
	}
	return v, ""
}

// graphQLTarget shows the operation in the query of a URL, nil when there is
// none.
func graphQLTarget(m *Message, _ *Options) *View {
	values, _ := url.ParseQuery(queryOf(m.Target)) // what can be read
	r := graphQLRequest{OperationName: values.Get("operationName")}
	if q := values.Get("query"); q != "" {
		r.Query = &q
	}
	for name, to := range map[string]*json.RawMessage{"variables": &r.Variables, "extensions": &r.Extensions} {
		if text := values.Get(name); json.Valid([]byte(text)) {
			*to = json.RawMessage(text)
		}
	}
	if len(m.Target) > maxGraphQL || !r.isGraphQL() {
		return nil
	}
	v := r.view()
	v.note("it is in the query of the URL")
	return v
}

// isGraphQL is careful: many an interface has a member named query.
func (r *graphQLRequest) isGraphQL() bool {
	if r.Query == nil || *r.Query == "" {
		return r.persisted() != ""
	}
	q := strings.TrimLeft(*r.Query, " \t\r\n,\ufeff")
	for strings.HasPrefix(q, "#") {
		_, q, _ = strings.Cut(q, "\n")
		q = strings.TrimLeft(q, " \t\r\n,")
	}
	for _, start := range []string{"{", "query", "mutation", "subscription", "fragment"} {
		if rest, ok := strings.CutPrefix(q, start); ok && (start == "{" || rest == "" || strings.IndexByte(" \t\r\n{(@", rest[0]) >= 0) {
			return strings.Contains(q, "{")
		}
	}
	return false
}

// persisted is the hash of a query that the server knows.
func (r *graphQLRequest) persisted() string {
	var e struct {
		PersistedQuery struct {
			Hash string `json:"sha256Hash"`
		} `json:"persistedQuery"`
	}
	_ = json.Unmarshal(r.Extensions, &e) // other extensions may have any form
	return e.PersistedQuery.Hash
}

func (r *graphQLRequest) view() *View {
	v := &View{Kind: GraphQL}
	v.fact("operation", r.OperationName)
	v.fact("persisted query", r.persisted())
	if r.Query != nil {
		text := *r.Query
		doc, err := parseQuery(text)
		if err != "" {
			v.note("the query is shown as it is: " + err)
		} else {
			text = formatQuery(doc)
			operations(v, doc, r.OperationName)
		}
		v.Text = func(p *Printer) { p.Lines(Plain, strings.TrimRight(text, "\n")) }
	}
	for _, part := range []struct {
		title string
		raw   json.RawMessage
	}{{"variables", r.Variables}, {"extensions", r.Extensions}} {
		if text := bytes.TrimSpace(part.raw); len(text) > 0 && string(text) != "null" && string(text) != "{}" {
			v.Parts = append(v.Parts, jsonPart(part.title, text))
		}
	}
	return v
}

// operations names what the document does.
func operations(v *View, doc *ast.QueryDocument, chosen string) {
	for _, op := range doc.Operations {
		text := strings.TrimSpace(string(op.Operation) + " " + op.Name)
		if chosen == "" || chosen != op.Name {
			v.fact("has", text)
		} else {
			v.Facts[0].Value = text
		}
	}
}

func parseQuery(text string) (*ast.QueryDocument, string) {
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, maxGQLTokens)
	if err != nil {
		return nil, "it is no query that can be read: " + err.Error()
	}
	if len(doc.Operations)+len(doc.Fragments) == 0 {
		return nil, "it has no operation"
	}
	return doc, ""
}

func formatQuery(doc *ast.QueryDocument) string {
	var out bytes.Buffer
	formatter.NewFormatter(&out, formatter.WithIndent("  "), formatter.WithComments()).FormatQueryDocument(doc)
	return out.String()
}
