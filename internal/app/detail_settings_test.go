package app

import (
	"slices"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

func TestSettingsKeepTheirOrder(t *testing.T) {
	got := newSettings(&flow.Settings{Values: []flow.Setting{{ID: 4, Value: 65536}, {ID: 1, Value: 4096}, {ID: 4, Value: 7}, {ID: 0x0a0a, Value: 1}}})
	want := []api.Setting{
		{ID: 4, Name: "INITIAL_WINDOW_SIZE", Value: 65536}, {ID: 1, Name: "HEADER_TABLE_SIZE", Value: 4096},
		{ID: 4, Name: "INITIAL_WINDOW_SIZE", Value: 7}, {ID: 0x0a0a, Value: 1},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if newSettings(nil) != nil {
		t.Error("settings of a connection without HTTP/2")
	}
}
