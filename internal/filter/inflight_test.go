package filter

import "testing"

func TestNeverInFlight(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		filter, late string
		messages     bool
	}{
		{filter: ""},
		{filter: "host:a.example status:5xx"},
		{filter: "needle"},
		{filter: "-needle"},
		{filter: "body:needle"},
		{filter: "json:$.id=1"},
		{filter: "size:>1MB"},
		{filter: "took:>1s", late: "took:>1s"},
		{filter: "-took:>1s", late: "took:>1s"},
		{filter: "host:a took:>1s", late: "took:>1s"},
		{filter: "host:a (is:error or is:active)", late: "is:error"},
		{filter: "host:a or took:>1s"},
		{filter: "host:a -took:>1s is:sse", late: "took:>1s"},
		{filter: "not (host:a took:>1s)"},
		{filter: "not (host:a or took:>1s)", late: "took:>1s"},
		{filter: "fault:upstream,rule", late: "fault:upstream,rule"},
		{filter: "is:error,websocket"},
		{filter: "-is:error,websocket", late: "is:error,websocket"},
		{filter: "message:hi", late: "message:hi"},
		{filter: "message:hi", messages: true},
		{filter: "-message:hi", messages: true},
		{filter: "has:message", late: "has:message", messages: true},
	} {
		e, err := Parse(c.filter)
		if err != nil {
			t.Fatalf("%s: %v", c.filter, err)
		}
		got := ""
		if late := e.NeverInFlight(c.messages); late != nil {
			got = c.filter[late.At.From:late.At.To]
		}
		if got != c.late {
			t.Errorf("%q with messages %v: %q is late, want %q", c.filter, c.messages, got, c.late)
		}
	}
	var none *Expr
	if none.NeverInFlight(false) != nil {
		t.Error("no filter is late")
	}
}
