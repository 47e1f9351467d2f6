package har

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"rockxy/internal/flow"
)

// TestTraceRoundTrips: what rules did is in the archive, and comes back.
func TestTraceRoundTrips(t *testing.T) {
	steps := []flow.RuleStep{
		{Rule: "to staging", Group: "staging", Action: "map-remote", Phase: "request head", Did: "sent it to \"x\"\n", Took: 1500,
			Changes: []flow.Change{{Part: "request head", Before: []byte("GET /\r\n"), After: []byte("GET /\xff"), From: 7, Cut: true}, {Part: "route"}}, Log: []string{"one", ""}},
		{Rule: "b", Why: "no", Took: -time.Second},
	}
	x := &flow.Exchange{ID: 1, Method: "GET", URL: "https://example.com/", Scheme: "https", Host: "example.com", Port: 443, State: flow.Complete, Trace: steps, Rules: []string{"to staging"}}
	plain := *x
	plain.Trace = nil
	var b bytes.Buffer
	w := NewWriter(&b, Options{})
	for _, x := range []*flow.Exchange{x, &plain} {
		if err := w.WriteEntry(&Entry{Exchange: x}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var got [][]flow.RuleStep
	if _, err := Read(&b, Limits{}, func(e *Entry) error { got = append(got, e.Exchange.Trace); return nil }); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, [][]flow.RuleStep{steps, nil}) {
		t.Errorf("read back as %+v", got)
	}
}
