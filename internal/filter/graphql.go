package filter

import (
	"bytes"
	"encoding/json"
	"strings"

	"rockxy/internal/flow"
)

// graphqlIn looks for an operation in the request's body: the JSON of GraphQL
// over HTTP (one request or a batch), or application/graphql.
func graphqlIn(d Details, name func(string) bool) bool {
	body := bytes.TrimSpace(d.Body(flow.Request))
	if len(body) == 0 || len(body) > maxJSON {
		return false
	}
	if strings.EqualFold(essence(fieldOf(d.Head(flow.Request), "content-type")), "application/graphql") {
		return anyOperation(viewString(body), name)
	}
	type request struct {
		OperationName string `json:"operationName"`
		Query         string `json:"query"`
	}
	var batch []request
	if body[0] == '{' {
		batch = make([]request, 1)
		if json.Unmarshal(body, &batch[0]) != nil {
			return false
		}
	} else if body[0] != '[' || json.Unmarshal(body, &batch) != nil {
		return false
	}
	for _, r := range batch {
		if operation(r.OperationName, r.Query, name) {
			return true
		}
	}
	return false
}

// graphqlInURL looks at the parameters of a GET.
func graphqlInURL(url string, name func(string) bool) bool {
	var operationName, query string
	for pair := range strings.SplitSeq(queryOf(url), "&") {
		switch n, v, _ := strings.Cut(pair, "="); n {
		case "operationName":
			operationName = unescape(v)
		case "query":
			query = unescape(v)
		}
	}
	return operation(operationName, query, name)
}

// operation: the name that was chosen, or else those in the document.
func operation(chosen, document string, name func(string) bool) bool {
	if chosen != "" {
		return name(chosen)
	}
	return anyOperation(document, name)
}

// anyOperation finds the operations of a document (GraphQL specification,
// October 2021, §2.3); one without a name has the name "".
func anyOperation(document string, name func(string) bool) bool {
	depth, seen := 0, false
	for i := 0; i < len(document); {
		c := document[i]
		switch {
		case c == '#':
			i += lineLength(document[i:])
			continue
		case c == '"':
			i += stringLength(document[i:])
			continue
		case c == '{' || c == '(':
			if c == '{' && depth == 0 && !seen && name("") {
				return true // the short form: a selection alone
			}
			depth++
		case c == '}' || c == ')':
			if depth--; depth == 0 && c == '}' {
				seen = false
			}
		case depth == 0 && isNameByte(c):
			word := nameAt(document[i:])
			i += len(word)
			switch word {
			case "query", "mutation", "subscription":
				rest := strings.TrimLeft(document[i:], " \t\r\n,")
				if name(nameAt(rest)) {
					return true
				}
				i = len(document) - len(rest) + len(nameAt(rest))
				seen = true
			case "fragment":
				seen = true
			}
			continue
		}
		i++
	}
	return false
}

func lineLength(s string) int {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return i + 1
	}
	return len(s)
}

// stringLength is how long the string is that s begins with (§2.9.4).
func stringLength(s string) int {
	if strings.HasPrefix(s, `"""`) {
		if i := strings.Index(s[3:], `"""`); i >= 0 {
			return i + 6
		}
		return len(s)
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"', '\n':
			return i + 1
		}
	}
	return len(s)
}

func isNameByte(c byte) bool {
	l := lower(c)
	return 'a' <= l && l <= 'z' || '0' <= c && c <= '9' || c == '_'
}

func nameAt(s string) string {
	n := 0
	for n < len(s) && isNameByte(s[n]) {
		n++
	}
	return s[:n]
}
