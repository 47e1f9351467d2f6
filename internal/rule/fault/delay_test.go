package fault

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestDelay(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		line            string
		request, waited time.Duration
		at              []time.Duration
		did             string
	}{
		{"delay: 2s", 0, 2000 * ms, []time.Duration{2000 * ms, 2000 * ms, 2000 * ms}, "delayed the response by 2s"},
		{"delay: {request: 1s}", 1000 * ms, 0, []time.Duration{0, 0, 0}, "delayed the request by 1s"},
		{"delay: {between-chunks: 100ms}", 0, 0, []time.Duration{0, 100 * ms, 200 * ms}, "delayed the chunks of the body by 100ms"},
		{"delay: {between-chunks: 100ms, chunk: 3}", 0, 0, []time.Duration{0, 100 * ms, 200 * ms, 300 * ms}, "delayed the chunks of the body by 100ms"},
		{"delay: {after: {bytes: 4, wait: 1s}}", 0, 0, []time.Duration{0, 1000 * ms, 1000 * ms}, "delayed the body by 1s after 4 octets"},
		{"delay: {before: 1s, after: [{bytes: 8, wait: 2s}, {bytes: 0, wait: 1s}]}", 0, 1000 * ms, []time.Duration{2000 * ms, 2000 * ms, 2000 * ms, 4000 * ms},
			"delayed the response by 1s; delayed the body by 1s after 0 octets; delayed the body by 2s after 8 octets"},
	} {
		synctest.Test(t, func(t *testing.T) {
			g := ask(t, digits(), c.line)
			if g.err != nil || g.body != "0123456789" || g.requestTook != c.request || g.waited != c.waited || fmt.Sprint(g.at) != fmt.Sprint(c.at) || g.did != c.did {
				t.Errorf("%s: %q, %v; request %v, head %v, pieces at %v\ndid %q", c.line, g.body, g.err, g.requestTook, g.waited, g.at, g.did)
			}
		})
	}
}

// A delay and an end of one rule: the end comes where it is, and as late.
func TestDelayAndFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := ask(t, digits(), "delay: {between-chunks: 1s}", "fault: {close-after: 5}")
		if g.body != "01234" || g.cut(t) == nil || g.at[1] != time.Second {
			t.Errorf("%q at %v, %v", g.body, g.at, g.err)
		}
	})
}
