package filter

import (
	"strings"

	"rockxy/internal/flow"
)

// flag is one word of is: or has:. It holds when one of its probes does.
type flag struct {
	field, name string
	aliases     []string
	summary     string
	probes      func() []probe
}

// equals holds when a column of text is one of the values.
func equals(c Column, values ...string) func() []probe {
	return func() []probe {
		return []probe{{column: c, phase: c.Phase(), text: func(s string) bool {
			for _, v := range values {
				if s == v {
					return true
				}
			}
			return false
		}}}
	}
}

func filled(c Column) []probe {
	return []probe{{column: c, phase: c.Phase(), text: func(s string) bool { return s != "" }}}
}

func atLeast(c Column, n int64) func() []probe {
	return func() []probe { return []probe{{column: c, phase: c.Phase(), set: interval{n, everything.hi}}} }
}

func verdictIs(v flow.Verdict) func() []probe { return equals(Verdict, string(v)) }

var flags = []flag{
	{"is", "error", []string{"fault", "faulty"}, "something went wrong: it failed, or has a fault (an answer with status 500 is an answer: status:5xx)", func() []probe {
		return append(filled(FaultCode), equals(State, string(flow.Failed))()...)
	}},
	{"is", "active", []string{"running", "pending"}, "still going on", equals(State, string(flow.Active))},
	{"is", "complete", []string{"done"}, "ended well", equals(State, string(flow.Complete))},
	{"is", "failed", nil, "ended by a fault", equals(State, string(flow.Failed))},
	{"is", "redirect", nil, "answered with 3xx", func() []probe {
		return []probe{{column: Status, phase: AtResponseHead, set: interval{300, 399}}}
	}},
	{"is", "https", nil, "https, WebSocket over TLS included", equals(Scheme, "https", "wss")},
	{"is", "http", nil, "plain http", equals(Scheme, "http", "ws")},
	{"is", "websocket", []string{"ws"}, "a WebSocket", equals(Protocol, "websocket")},
	{"is", "sse", []string{"eventsource"}, "server-sent events", equals(Protocol, "sse")},
	{"is", "grpc", nil, "gRPC", equals(Protocol, "grpc")},
	{"is", "upgrade", nil, "upgraded to another protocol", equals(Protocol, "upgrade")},
	{"is", "streaming", []string{"stream"}, "a WebSocket, server-sent events or gRPC", equals(Protocol, "websocket", "sse", "grpc")},
	{"is", "exchange", nil, "a request and what came back", equals(Kind, "exchange")},
	{"is", "tunnel", nil, "passed through unread", equals(Kind, "tunnel")},
	{"is", "handshake-failure", []string{"handshake"}, "a client connection that never got as far as HTTP", equals(Kind, "handshake-failure")},
	{"is", "intercepted", nil, "read by Rockxy", verdictIs(flow.VerdictIntercept)},
	{"is", "bypassed", []string{"bypass"}, "on the bypass list", verdictIs(flow.VerdictBypass)},
	{"is", "raw", nil, "neither TLS nor HTTP", verdictIs(flow.VerdictRaw)},
	{"is", "pinned", nil, "the application pins certificates", verdictIs(flow.VerdictPinned)},
	{"is", "untrusted", []string{"untrusted-ca"}, "the application does not trust the root", verdictIs(flow.VerdictUntrusted)},
	{"is", "upstream-invalid", nil, "the origin's certificate did not verify", verdictIs(flow.VerdictUpstreamInvalid)},
	{"is", "exception", nil, "an exception allows the origin's certificate", verdictIs(flow.VerdictException)},
	{"is", "client-certificate", nil, "the application expects to be asked for its own certificate", verdictIs(flow.VerdictClientCert)},
	{"is", "replayed", []string{"replay"}, "sent again from here", atLeast(ReplayOf, 1)},
	{"is", "imported", nil, "not captured here", atLeast(Imported, 1)},
	{"is", "truncated", nil, "recorded or sent in part", atLeast(Truncated, 1)},
	{"is", "kept", []string{"pin"}, "pinned by a person or a rule, so that it stays", atLeast(Kept, 1)},
	{"is", "commented", nil, "with a comment", func() []probe { return filled(Comment) }},
	{"is", "marked", []string{"coloured", "colored"}, "with a colour", func() []probe { return filled(Color) }},
	{"is", "ruled", []string{"changed"}, "changed by a rule", func() []probe { return filled(Rules) }},

	{"has", "rule", []string{"rules"}, "changed by a rule", func() []probe { return filled(Rules) }},
	{"has", "body", nil, "a body, either side", atLeast(Size, 1)},
	{"has", "req.body", []string{"request.body"}, "a request body", atLeast(RequestSize, 1)},
	{"has", "res.body", []string{"response.body"}, "a response body", atLeast(ResponseSize, 1)},
	{"has", "response", nil, "a final response head", atLeast(Status, 1)},
	{"has", "message", []string{"messages"}, "messages inside", atLeast(Messages, 1)},
	{"has", "fault", []string{"error"}, "a fault", func() []probe { return filled(FaultCode) }},
	{"has", "comment", []string{"note"}, "a comment", func() []probe { return filled(Comment) }},
	{"has", "color", []string{"colour"}, "a colour", func() []probe { return filled(Color) }},
	{"has", "app", []string{"process"}, "a known program", func() []probe { return filled(App) }},
	{"has", "query", nil, "a query in the URL", func() []probe {
		return []probe{{column: URL, phase: AtRequestHead, text: func(s string) bool { return strings.IndexByte(s, '?') >= 0 }}}
	}},
	{"has", "cookie", []string{"cookies"}, "cookies sent or set", func() []probe { return cookieProbes("", nil) }},
	{"has", "auth", []string{"authorization"}, "an Authorization field", func() []probe { return headerProbes(InRequestHead, exactKey("authorization"), nil) }},
	{"has", "trailer", []string{"trailers"}, "a trailer section, either side", func() []probe { return trailerProbes(anyKey, nil) }},
	{"has", "tls", nil, "TLS at the client's side", func() []probe {
		return []probe{{phase: AtRequestHead, parts: InTLS, detail: func(d Details) bool { return d.ClientTLS() != nil }}}
	}},
}

func flagsOf(field string) (found []*flag) {
	for i := range flags {
		if flags[i].field == field {
			found = append(found, &flags[i])
		}
	}
	return found
}

func lookupFlag(field, name string) *flag {
	for _, g := range flagsOf(field) {
		if strings.EqualFold(g.name, name) {
			return g
		}
		for _, a := range g.aliases {
			if strings.EqualFold(a, name) {
				return g
			}
		}
	}
	return nil
}

// flag reads one word of is: or has:.
func (p *parser) flag(f *field) (v Value, bad *SyntaxError) {
	v.At.From = p.i
	if bad := p.missing(f); bad != nil {
		return v, bad
	}
	word := p.take(",")
	v.At.To = p.i
	if g := lookupFlag(f.Name, word); g != nil {
		v.Text = g.name
		return v, nil
	}
	bad = p.fail(v.At.From, word, f.want)
	best, most := "", 3
	for _, other := range []string{f.Name, "is", "has"} {
		for _, g := range flagsOf(other) {
			for _, name := range append([]string{g.name}, g.aliases...) {
				if d := distance(strings.ToLower(word), name); d < most && d <= len(name)/2 {
					best, most = other+":"+g.name, d
				}
			}
		}
	}
	bad.Suggest = best
	return v, bad
}
