package app

import (
	"context"
	"strings"

	"rockxy/internal/api"
	"rockxy/internal/filter"
	"rockxy/internal/store"
)

// completionValues is how many values of a field are offered.
const completionValues = 50

// CompleteFilter implements api.FilterHelper.
func (e *entryReader) CompleteFilter(ctx context.Context, q api.CompleteQuery) (*api.Completion, error) {
	r, err := e.read(q.Session)
	if err != nil {
		return nil, err
	}
	defer r.close()
	cursor := len(q.Text)
	if q.At >= 0 {
		cursor = afterUnits(q.Text, q.At)
	}
	out := &api.Completion{From: unitsOf(q.Text[:cursor]), To: unitsOf(q.Text[:cursor]), Items: []api.CompletionItem{}}
	for i, s := range filter.Complete(q.Text, cursor, func(field, prefix string) []string { return knownValues(ctx, r.reader, field, prefix) }) {
		if i == 0 {
			out.From, out.To = unitsOf(q.Text[:s.Span.From]), unitsOf(q.Text[:s.Span.To])
		}
		out.Items = append(out.Items, api.CompletionItem{Text: s.Text, Label: s.Text, Detail: s.Summary})
	}
	return out, nil
}

// knownValues are those that a field has in a session, the most frequent first.
func knownValues(ctx context.Context, r *store.Reader, field, prefix string) (values []string) {
	all, err := (&Session{r}).Facets(ctx, "", field, 0)
	if err != nil {
		return nil // not one whose values are counted
	}
	for _, f := range all {
		if f.Value != "" && strings.HasPrefix(strings.ToLower(f.Value), strings.ToLower(prefix)) {
			if values = append(values, f.Value); len(values) == completionValues {
				break
			}
		}
	}
	return values
}

// unitsOf is how many UTF-16 code units a text has.
func unitsOf(s string) (n int) {
	for _, r := range s {
		if n++; r > 0xffff {
			n++
		}
	}
	return n
}

// afterUnits is where in a text the character begins that has so many UTF-16 code units before it.
func afterUnits(s string, units int) int {
	for i, r := range s {
		if units <= 0 {
			return i
		}
		if units--; r > 0xffff {
			units--
		}
	}
	return len(s)
}
