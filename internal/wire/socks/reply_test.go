package socks

import (
	"testing"

	"rockxy/internal/flow"
)

func TestReplyFor(t *testing.T) {
	if r := ReplyFor(nil); r != ReplySucceeded {
		t.Errorf("no fault: %d", r)
	}
	for code, want := range map[string]Reply{
		flow.UpstreamRefused:     ReplyRefused,
		flow.UpstreamUnreachable: ReplyNetworkUnreachable,
		flow.UpstreamDNS:         ReplyHostUnreachable,
		flow.UpstreamTimeout:     ReplyHostUnreachable,
		flow.ClientLoop:          ReplyNotAllowed,
		flow.RockxyInternal:      ReplyFailure,
	} {
		if got := ReplyFor(&flow.Fault{Code: code}); got != want {
			t.Errorf("%s: %d, want %d", code, got, want)
		}
	}
}
