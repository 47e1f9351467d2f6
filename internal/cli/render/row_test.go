package render

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func ms(v float64) *float64 { return &v }

// get is a complete exchange that tests change.
func get(change func(*api.Flow)) *api.Flow {
	f := &api.Flow{
		ID: 7, Kind: "exchange", Started: noon(), DurationMS: ms(34.6), Client: "127.0.0.1:5", Process: "curl",
		Protocol: "http/1.1", Method: "GET", URL: "https://example.com/a?b=c", Host: "example.com", Status: 200,
		ResponseBytes: 1234, State: flow.Complete, Verdict: flow.VerdictIntercept,
	}
	if change != nil {
		change(f)
	}
	return f
}

func TestRow(t *testing.T) {
	tests := []struct {
		name   string
		list   List
		change func(*api.Flow)
		want   string
	}{
		{"wide", List{Width: 90}, nil,
			"12:00:00 curl       GET     h1   https://example.com/a?b=c               200 1.2 kB  35 ms"},
		{"with numbers", List{Width: 90, IDs: true}, nil,
			"     7 12:00:00 curl       GET     h1   https://example.com/a?b=c        200 1.2 kB  35 ms"},
		{"narrow drops the program", List{Width: 70}, nil,
			"12:00:00 GET     h1   https://example.com/a?b=c      200 1.2 kB  35 ms"},
		{"too narrow for the URL", List{Width: 56}, nil,
			"12:00:00 GET     h1   https://ex…a?b=c 200 1.2 kB  35 ms"},
		{"in a pipe", List{}, func(f *api.Flow) { f.URL = "https://example.com/" + strings.Repeat("x", 60) },
			"12:00:00 curl       GET     h1   https://example.com/" + strings.Repeat("x", 60) + " 200 1.2 kB  35 ms"},
		{"HTTP/2", List{Width: 70}, func(f *api.Flow) { f.Protocol = "h2"; f.Method = "POST" },
			"12:00:00 POST    h2   https://example.com/a?b=c      200 1.2 kB  35 ms"},
		{"an exception", List{Width: 70}, func(f *api.Flow) { f.Verdict = flow.VerdictException },
			"12:00:00 GET     h1   ! https://example.com/a?b=c    200 1.2 kB  35 ms"},
		{"WebSocket", List{Width: 70}, func(f *api.Flow) { f.Inside, f.Status = "websocket", 101 },
			"12:00:00 GET     ws   https://example.com/a?b=c      101 1.2 kB  35 ms"},
		{"no answer yet", List{Width: 70}, func(f *api.Flow) { f.State, f.Status, f.ResponseBytes, f.DurationMS = flow.Active, 0, 0, nil },
			"12:00:00 GET     h1   https://example.com/a?b=c      ···           2 s"},
		{"tunnel", List{Width: 70}, func(f *api.Flow) {
			f.Kind, f.Method, f.URL, f.Status, f.Protocol = "tunnel", "CONNECT", "example.com:443", 0, "tls"
		}, "12:00:00 CONNECT tls  example.com:443                raw 1.2 kB  35 ms"},
		{"bypassed", List{Width: 130}, bypassed,
			`12:00:00 curl       CONNECT tls  example.com:443 bypassed (bypass list, line 3: "*.example.com")                 raw 1.2 kB  35 ms`},
		{"bypassed, with room for a part of why", List{Width: 100}, bypassed,
			`12:00:00 curl       CONNECT tls  example.com:443 bypassed (bypass list, line 3: "… raw 1.2 kB  35 ms`},
		{"bypassed, with room for a word", List{Width: 70}, bypassed,
			"12:00:00 CONNECT tls  example.com:443 bypassed       raw 1.2 kB  35 ms"},
		{"bypassed, in a pipe", List{}, bypassed,
			`12:00:00 curl       CONNECT tls  example.com:443 bypassed (bypass list, line 3: "*.example.com") raw 1.2 kB  35 ms`},
		{"pinned", List{Width: 70}, func(f *api.Flow) {
			fault(f)
			f.Kind, f.URL, f.Status, f.Verdict = "handshake-failure", "example.com:443", 0, flow.VerdictPinned
			f.Fault = &api.Fault{Code: flow.ClientRefusedLeaf, Message: "Certificate Pinning Detected: it accepts others, and a long story"}
		}, "12:00:00 GET     h1   example.com:443 ✗ Certificate Pinning Detected"},
		{"fault with room for the sentence", List{Width: 100}, fault,
			"12:00:00 curl       GET     h1   https://example.com/a?b=c 502 ✗ the certificate expired yesterday"},
		{"fault with room for a few words", List{Width: 80}, fault,
			"12:00:00 GET     h1   https://example.com/a?b=c 502 ✗ certificate expired"},
		{"fault before there was a response", List{}, func(f *api.Flow) { fault(f); f.Status = 0 },
			"12:00:00 curl       GET     h1   https://example.com/a?b=c ✗ the certificate expired yesterday"},
		{"hostile", List{}, func(f *api.Flow) { f.URL, f.Method, f.Process = "https://x/\x1b[2J", "G\x07T", "\u202eevil" },
			`12:00:00 \u202eevil G\x07T  h1   https://x/\x1b[2J                                            200 1.2 kB  35 ms`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.list.Zone = time.UTC
			got := tt.list.Row(get(tt.change), noon().Add(2*time.Second))
			if got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func bypassed(f *api.Flow) {
	f.Kind, f.Method, f.URL, f.Status, f.Protocol = "tunnel", "CONNECT", "example.com:443", 0, "tls"
	f.Verdict, f.Reasons = flow.VerdictBypass, []string{`bypass list, line 3: "*.example.com"`}
}

func fault(f *api.Flow) {
	f.State, f.Status = flow.Failed, 502
	f.Fault = &api.Fault{Code: flow.UpstreamExpired, Side: flow.SideOrigin, Message: "the certificate expired yesterday"}
}

func escapes() *regexp.Regexp { return regexp.MustCompile("\x1b\\[[0-9;]*m") }

// Any entry, however hostile, is one line that fits and has no other escapes
// than ours; colours change nothing else.
func TestRowFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := get(func(f *api.Flow) {
			f.URL = rapid.String().Draw(t, "url")
			f.Method = rapid.StringN(0, 12, -1).Draw(t, "method")
			f.Process = rapid.StringN(0, 20, -1).Draw(t, "process")
			f.Protocol = rapid.SampledFrom([]string{"http/1.1", "h2", "", "tls"}).Draw(t, "protocol")
			f.Status = rapid.SampledFrom([]int{0, 101, 200, 304, 404, 502}).Draw(t, "status")
			f.State = rapid.SampledFrom([]flow.State{flow.Active, flow.Complete, flow.Failed}).Draw(t, "state")
			f.Kind = rapid.SampledFrom([]string{"exchange", "tunnel", "handshake-failure"}).Draw(t, "kind")
			f.Verdict = rapid.SampledFrom([]flow.Verdict{flow.VerdictIntercept, flow.VerdictBypass, flow.VerdictPinned}).Draw(t, "verdict")
			f.Reasons = rapid.SliceOfN(rapid.String(), 0, 2).Draw(t, "reasons")
			if rapid.Bool().Draw(t, "fault") {
				f.Fault = &api.Fault{Code: rapid.SampledFrom([]string{flow.UpstreamDNS, "x.y"}).Draw(t, "code"), Message: rapid.String().Draw(t, "message")}
			}
		})
		l := List{Width: rapid.IntRange(56, 300).Draw(t, "width"), IDs: rapid.Bool().Draw(t, "ids"), Zone: time.UTC}
		if l.IDs {
			l.Width += idCells + 1
		}
		plain := l.Row(f, noon())
		l.Colours = true
		coloured := escapes().ReplaceAllString(l.Row(f, noon()), "")
		if strings.TrimRight(coloured, " ") != plain {
			t.Fatalf("colours change the text:\n%q\n%q", coloured, plain)
		}
		if Safe(plain) != plain {
			t.Fatalf("not safe: %q", plain)
		}
		if Width(plain) > l.Width {
			t.Fatalf("%d cells in %d: %q", Width(plain), l.Width, plain)
		}
	})
}

func TestEveryFaultHasWords(t *testing.T) {
	for _, code := range []string{
		flow.ClientBadHead, flow.ClientFraming, flow.ClientHeadTooLarge, flow.ClientBadTarget, flow.ClientLoop, flow.ClientClosed,
		flow.ClientReset, flow.ClientProtocol, flow.ClientFlood, flow.ClientTimeout, flow.UpstreamDNS, flow.UpstreamRefused,
		flow.UpstreamUnreachable, flow.UpstreamTimeout, flow.UpstreamClosed, flow.UpstreamReset, flow.UpstreamTruncated,
		flow.UpstreamBadHead, flow.UpstreamFraming, flow.UpstreamHeadTooLarge, flow.UpstreamProtocol, flow.UpstreamTLSAlert,
		flow.UpstreamTLS, flow.UpstreamTLSVersion, flow.UpstreamExpired, flow.UpstreamNotYetValid, flow.UpstreamWrongName,
		flow.UpstreamUnknownIssuer, flow.UpstreamSelfSigned, flow.UpstreamWeak, flow.UpstreamInvalid, flow.UpstreamOwnRoot,
		flow.UpstreamIncomplete, flow.UpstreamUsage, flow.UpstreamConstraint, flow.UpstreamBadSignature, flow.UpstreamRevoked,
		flow.UpstreamClientCert, flow.RockxyInterrupted, flow.RockxyCapturePaused,
	} {
		words := faultWords(&api.Fault{Code: code, Message: "the whole sentence"})
		if words == "the whole sentence" || Width(words) > 25 {
			t.Errorf("%s: %q", code, words)
		}
	}
	if got := faultWords(&api.Fault{Code: "later.one", Message: "says\x1bitself"}); got != `says\x1bitself` {
		t.Errorf("%q", got)
	}
}
