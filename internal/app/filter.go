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

// ParseFilter reads a filter: words that all have to occur in the URL (of a
// tunnel: host and port), in any case. What looks like a condition on a field
// is an *api.Error, because it would otherwise silently match nothing. A nil
// function matches everything.
func ParseFilter(text string) (func(*store.Summary) bool, error) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return nil, nil
	}
	fieldLike := regexp.MustCompile(`^[!-]?[A-Za-z][A-Za-z0-9_.-]*:`)
	address := regexp.MustCompile(`^[A-Za-z]+://|^(localhost|[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+):[0-9]{1,5}(/|$)`)
	for i, w := range words {
		if fieldLike.MatchString(w) && !address.MatchString(w) {
			return nil, &api.Error{
				Status:  http.StatusBadRequest,
				Message: fmt.Sprintf("filter %q: conditions on fields are not there yet", w),
				Hint:    "a filter is " + FilterHelp,
			}
		}
		words[i] = strings.ToLower(w)
	}
	return func(s *store.Summary) bool {
		url := strings.ToLower(summaryURL(s))
		for _, w := range words {
			if !strings.Contains(url, w) {
				return false
			}
		}
		return true
	}, nil
}
