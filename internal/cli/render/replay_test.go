package render

import (
	"strings"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

func TestReplaysAreNamed(t *testing.T) {
	for want, d := range map[string]*api.Detail{
		"of entry 12":                    {ReplayOf: 12},
		"sent again as 13, 14":           {Replays: []flow.ID{13, 14}},
		"of entry 12 · sent again as 14": {ReplayOf: 12, Replays: []flow.ID{14}},
	} {
		var b strings.Builder
		if err := (Page{HeadersOnly: true}).Render(&b, d, [2]Content{}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), "replay   "+want) && !strings.Contains(b.String(), want+"\n") {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
}
