package app

import (
	"slices"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

func TestSettingsKeepTheirOrder(t *testing.T) {
	got := newSettings(&flow.Settings{Values: []flow.Setting{{ID: 4, Value: 65536}, {ID: 1, Value: 4096}, {ID: 4, Value: 7}, {ID: 0x0a0a, Value: 1}}})
	want := []api.Setting{{4, "INITIAL_WINDOW_SIZE", 65536}, {1, "HEADER_TABLE_SIZE", 4096}, {4, "INITIAL_WINDOW_SIZE", 7}, {0x0a0a, "", 1}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if newSettings(nil) != nil {
		t.Error("settings of a connection without HTTP/2")
	}
}
