package app

import (
	"errors"
	"net/http"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/filter"
)

func TestParseFilter(t *testing.T) {
	for text, column := range map[string]int{
		"": 0, "  ": 0, "login": 0, "status:>=400 host:*.example.com": 0,
		"status:abc": 8, "login hots:x": 7, "(a": 3,
	} {
		f, err := ParseFilter(text)
		var ae *api.Error
		var at *filter.SyntaxError
		if column == 0 {
			if err != nil || (f == nil) != (text == "" || text == "  ") {
				t.Errorf("%q: %v, %v", text, f, err)
			}
			continue
		}
		if !errors.As(err, &ae) || !errors.As(err, &at) || ae.Status != http.StatusBadRequest || ae.Column != column || at.Column != column {
			t.Errorf("%q: %v, column %d, want %d", text, err, ae.Column, column)
		}
	}
}
