package app

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"rockxy/internal/api"
	"rockxy/internal/store"
)

// FilterHelp says what a filter can be in this build.
const FilterHelp = "words that all have to occur in the URL, in any case"

// MatchURL reads a filter: words that all have to occur in the URL (of a
// tunnel: host and port), in any case. What looks like a condition on a field
// is an *api.Error, because it would otherwise silently match nothing.
func MatchURL(filter string) (func(url string) bool, error) {
	words := strings.Fields(filter)
	field := regexp.MustCompile(`^[!-]?[A-Za-z][A-Za-z0-9_.-]*:`)
	address := regexp.MustCompile(`^[A-Za-z]+://|^(localhost|[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+):[0-9]{1,5}(/|$)`)
	for i, w := range words {
		if field.MatchString(w) && !address.MatchString(w) {
			return nil, &api.Error{
				Status:  http.StatusBadRequest,
				Message: fmt.Sprintf("filter %q: conditions on fields are not there yet", w),
				Hint:    "a filter is " + FilterHelp,
			}
		}
		words[i] = strings.ToLower(w)
	}
	return func(url string) bool {
		url = strings.ToLower(url)
		for _, w := range words {
			if !strings.Contains(url, w) {
				return false
			}
		}
		return true
	}, nil
}

// parseFilter is MatchURL for summaries; a nil function matches everything.
func parseFilter(filter string) (func(*store.Summary) bool, error) {
	match, err := MatchURL(filter)
	if err != nil || strings.TrimSpace(filter) == "" {
		return nil, err
	}
	return func(s *store.Summary) bool { return match(summaryURL(s)) }, nil
}
