package cli

import (
	"strings"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

// Who is refused a bypass of one client is told of one for all, where that makes sense.
func TestRowHint(t *testing.T) {
	d := &api.Detail{Flow: api.Flow{ID: 7, Kind: "handshake-failure", URL: "a.example:443", Verdict: flow.VerdictPinned}}
	if got := rowHint(d); got != "for every client: rockxy bypass a.example:443" {
		t.Error(got)
	}
	for _, url := range []string{"", "http://a.example/"} {
		d.Kind, d.URL = "exchange", url
		if got := rowHint(d); !strings.Contains(got, "rockxy show 7") {
			t.Errorf("%q: %s", url, got)
		}
	}
}
