package render

import (
	"strings"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

func TestEveryVerdictHasWords(t *testing.T) {
	seen := map[string]flow.Verdict{}
	for _, v := range []flow.Verdict{flow.VerdictIntercept, flow.VerdictBypass, flow.VerdictRaw, flow.VerdictUpstreamInvalid, flow.VerdictException,
		flow.VerdictPinned, flow.VerdictUntrusted, flow.VerdictProtocol, flow.VerdictClientCert, flow.VerdictNetwork, flow.VerdictUnsure} {
		words := VerdictWords(v)
		if words == string(v) || words == "" || seen[words] != "" {
			t.Errorf("%s: %q, as %q", v, words, seen[words])
		}
		seen[words] = v
	}
	if got := VerdictWords("new\x1b"); got != `new\x1b` {
		t.Errorf("a verdict of a later version: %q", got)
	}
}

func TestSuggestedCommand(t *testing.T) {
	failure := func(v flow.Verdict, host string) *api.Detail {
		return &api.Detail{Flow: api.Flow{ID: 12, Kind: "handshake-failure", Verdict: v, Host: host}}
	}
	invalid := func(code string) *api.Detail {
		return &api.Detail{Flow: api.Flow{ID: 12, Kind: "exchange", Verdict: flow.VerdictUpstreamInvalid, Host: "h.example", Fault: &api.Fault{Code: code}}}
	}
	for _, c := range []struct {
		d    *api.Detail
		want string
	}{
		{failure(flow.VerdictPinned, "h.example"), "rockxy bypass 12 --for 1h "},
		{failure(flow.VerdictUnsure, "::1"), "rockxy bypass 12 --for 1h "},
		{failure(flow.VerdictUntrusted, "h.example"), ""}, // it has to trust the root
		{failure(flow.VerdictPinned, ""), ""},
		{failure(flow.VerdictPinned, "$(reboot)"), ""},
		{invalid(flow.UpstreamExpired), "rockxy policy allow-invalid h.example --for 1h "},
		{invalid(flow.UpstreamOwnRoot), ""},
		{invalid(flow.UpstreamTLSVersion), ""},
	} {
		if got := next(c.d); !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s %s: %q, want %q", c.d.Verdict, c.d.Host, got, c.want)
		}
	}
}

func TestEnding(t *testing.T) {
	alert := 46
	for _, c := range []struct {
		d    api.Detail
		want string
	}{
		{api.Detail{Alert: &alert, AlertName: "certificate_unknown", Ending: flow.EndingAlert, Moment: "certificate"}, "the client sent alert 46 certificate_unknown, after Rockxy's certificate"},
		{api.Detail{Ending: flow.EndingClosed, Moment: "finished"}, "the client closed the connection, after the whole handshake"},
		{api.Detail{Ending: flow.EndingReset, Moment: "client-hello"}, "the client reset the connection, after the client's hello"},
		{api.Detail{Ending: flow.EndingTimeout, Moment: "entry"}, "the client fell silent, before TLS began"},
		{api.Detail{Ending: flow.EndingProtocol}, "the client sent what is not TLS"},
		{api.Detail{Moment: "certificate"}, "after Rockxy's certificate"}, // of an older record
		{api.Detail{}, ""},
	} {
		c.d.Kind = "handshake-failure"
		if got := ending(&c.d); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
