package render

import (
	"strings"
	"testing"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

func TestMarksInRows(t *testing.T) {
	f := api.Flow{ID: 1, Kind: "exchange", Method: "GET", URL: "https://h/" + strings.Repeat("p", 200), State: flow.Complete, Status: 200,
		Pinned: true, Colour: "red", Comment: "why\x1b[2J"}
	row := List{}.Row(&f, time.Time{})
	if !strings.Contains(row, " ★●✎ https://h/") || !strings.HasSuffix(row, ` ✎ why\x1b[2J`) {
		t.Errorf("%q", row)
	}
	for _, width := range []int{80, 120} {
		f.Fault = nil
		if row := (List{Width: width}).Row(&f, time.Time{}); Width(row) > width || !strings.Contains(row, "★●✎ ") {
			t.Errorf("%d cells: %q", Width(row), row)
		}
		f.Fault = &api.Fault{Code: "upstream.dns", Message: "the name does not exist"}
		if row := (List{Width: width}).Row(&f, time.Time{}); Width(row) > width || !strings.Contains(row, "★●✎ ") {
			t.Errorf("%d cells: %q", Width(row), row)
		}
	}
	for _, c := range flow.Colours() {
		f.Colour = c
		if row := (List{Style: Style{Colours: true}}).Row(&f, time.Time{}); !strings.Contains(row, "\x1b["+string(markColour(c))+"m●") {
			t.Errorf("%s: %q", c, row)
		}
	}
}
