package app

import (
	"errors"
	"net/http"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/filter"
)

// ParseFilter reads a filter; nil is one that selects everything. The error is
// an *api.Error that has the column, and wraps the *filter.SyntaxError. Times
// of day are those of today, here.
func ParseFilter(text string) (*filter.Filter, error) {
	e, err := filter.Parse(text)
	var at *filter.SyntaxError
	if errors.As(err, &at) {
		return nil, &filterError{&api.Error{
			Status: http.StatusBadRequest, Message: "the filter: " + at.Error(),
			Hint: "rockxy help filter says how filters are written", Column: at.Column, Suggest: at.Suggest,
		}, at}
	}
	if err != nil || e.Root() == nil {
		return nil, err
	}
	return filter.Compile(e, time.Now()), nil
}

// IsQuick reports whether a filter needs nothing but what lists show.
func IsQuick(text string) bool {
	f, err := ParseFilter(text)
	return err == nil && (f == nil || f.Needs() == 0)
}

// filterError is both what the API says and what it is about.
type filterError struct {
	said *api.Error
	at   *filter.SyntaxError
}

func (e *filterError) Error() string   { return e.said.Message }
func (e *filterError) Unwrap() []error { return []error{e.said, e.at} }
