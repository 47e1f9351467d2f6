package render

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is now:\n%s", path, got)
	}
}

func text(s string) *string { return &s }

func when(t time.Time) *time.Time { return &t }

// exchange is one with something in every section.
func exchange() *api.Detail {
	at := func(ms int) time.Time { return noon().Add(time.Duration(ms) * time.Millisecond) }
	return &api.Detail{
		Flow: *get(func(f *api.Flow) {
			f.Method, f.URL, f.ProcessID, f.Rules = "POST", "https://example.com/orders", 42, []string{"add header"}
		}),
		Entry: flow.EntryConnect, UpstreamProtocol: "h2", Server: "192.0.2.1:443",
		Heads: []api.Head{
			{Direction: "request", Start: "POST /orders HTTP/1.1", Fields: [][]string{{"Host", "example.com"}, {"X-Evil", "\x1b[31m"}}},
			{Direction: "response", Status: 103, Fields: [][]string{{":status", "103"}, {"link", "</a.css>"}}},
			{Direction: "response", Status: 201, Fields: [][]string{{":status", "201"}, {"content-type", "application/json"}}},
			{Direction: "response", Trailers: true, Fields: [][]string{{"x-checksum", "abc"}}},
		},
		Request:  api.Body{Size: 9, Stored: 9, Chunked: true, Type: "text/plain"},
		Response: api.Body{Size: 7, Stored: 7, Type: "application/json", Coding: "gzip"},
		Phases: []api.Phase{
			{Name: "name", Start: at(0), Duration: 2}, {Name: "connect", Start: at(2), Duration: 8}, {Name: "TLS", Start: at(10), Duration: 10},
			{Name: "request", Start: at(20), Duration: 0.01}, {Name: "wait", Start: at(20), Duration: 20}, {Name: "response", Start: at(40), Duration: 10},
		},
		ClientTLS: &api.TLS{Version: "TLS 1.3", Cipher: "TLS_AES_128_GCM_SHA256", Group: "X25519", ALPN: "http/1.1", Offered: []string{"h2", "http/1.1"}, ServerName: "example.com", JA4: "t13d", Handshake: ms(3)},
		ServerTLS: &api.TLS{Version: "TLS 1.3", ALPN: "h2", Offered: []string{"h2"}, Resumed: true, Verified: true, Chain: []api.Certificate{
			{Subject: "CN=example.com", Issuer: "CN=Root\n", Names: []string{"a", "b", "c", "d", "e"}, NotAfter: noon(), Key: "ECDSA P-256", Signature: "SHA256-RSA", SHA256: "ab12"}, {Subject: "CN=Root\n"},
		},
			OCSP: &api.Staple{Status: "good", ThisUpdate: when(noon()), NextUpdate: when(noon().AddDate(0, 0, 7)), Responder: "CN=Responder", Signed: true},
			SCTs: []api.SCT{
				{Source: "tls", Log: "0123456789abcdef0123456789abcdef", Time: noon(), Algorithm: "ECDSA with SHA-256"},
				{Source: "certificate", Log: "ff", Time: noon(), Algorithm: "ECDSA with SHA-256"}, {Source: "ocsp"},
			},
			ClientCertificateAsked: true, ClientCertificate: "cd34"},
		Log: []api.Message{
			{Direction: "request", Kind: "text", Time: at(5), Size: 5, Text: text("hel\nlo")},
			{Direction: "response", Kind: "binary", Time: at(6), Size: 2, Base64: []byte{0xca, 0xfe}, Note: "cut"},
		},
	}
}

func render(d *api.Detail, p Page) string {
	p.Zone = time.UTC
	p.Log = Log{Count: len(d.Log), Messages: logOf(d.Log)}
	var b strings.Builder
	err := p.Render(&b, d, [2]Content{flow.Request: {Octets: []byte("some text")}, flow.Response: {Octets: []byte(`{"a":1}`)}})
	if err != nil {
		panic(err) // a Builder has no errors
	}
	return b.String()
}

func TestPage(t *testing.T) {
	got := render(exchange(), Page{})
	golden(t, "exchange.golden", got)
	coloured := render(exchange(), Page{Style: Style{Colours: true}})
	if escapes().ReplaceAllString(coloured, "") != got {
		t.Error("colours change the text")
	}
}

func TestPageOfOneSide(t *testing.T) {
	got := render(exchange(), Page{Sides: []flow.Direction{flow.Response}})
	if strings.Contains(got, "POST /orders HTTP/1.1") || !strings.Contains(got, ":status: 201") || strings.Contains(got, "TLS with") {
		t.Error(got)
	}
}

func TestPageOfAFault(t *testing.T) {
	d := &api.Detail{Flow: *get(fault), Incomplete: "its beginning was deleted"}
	d.Fault.Hint = "Renew it"
	d.Verdict = flow.VerdictUpstreamInvalid
	golden(t, "fault.golden", render(d, Page{}))
}

func TestOriginThatDoesNotVerify(t *testing.T) {
	chain := []api.Certificate{{Subject: "CN=example.com"}}
	for _, c := range []struct {
		tls  api.TLS
		want string
	}{
		{api.TLS{}, ""},
		{api.TLS{Chain: chain}, "not verified\n"},
		{api.TLS{Chain: chain, Flaw: "upstream.expired: it has\x1b"}, "not verified: upstream.expired: it has\\x1b\n"},
		{api.TLS{Chain: chain, Flaw: "upstream.expired: it has", Exception: "policy.conf, line 3"},
			"not verified: upstream.expired: it has\n           accepted all the same: policy.conf, line 3\n"},
		{api.TLS{Chain: chain, ClientCertificateAsked: true}, "client   certificate asked for, none given\n"},
		{api.TLS{Chain: chain, OCSP: &api.Staple{Problem: "it cannot be read"}}, "OCSP     stapled response, which proves nothing: it cannot be read\n"},
		{api.TLS{Chain: chain, OCSP: &api.Staple{Status: "revoked", RevokedAt: when(noon()), Reason: "key compromise", ThisUpdate: when(noon()), Responder: "CN=R", Problem: "it is out of date"}},
			"OCSP     revoked on 2026-03-01 (key compromise), which proves nothing: it is out of date · since 2026-03-01 · claims to be of CN=R\n"},
	} {
		got := Page{}.tls("", &c.tls)
		if !strings.Contains(got, c.want) || c.want == "" && strings.Contains(got, "verified") {
			t.Errorf("want %q in:\n%s", c.want, got)
		}
	}
}

func TestPageOfAHandshakeFailure(t *testing.T) {
	alert := 48
	d := &api.Detail{Flow: *get(func(f *api.Flow) {
		f.Kind, f.Method, f.URL, f.Protocol, f.Status = "handshake-failure", "CONNECT", "example.com:443", "tls", 0
		f.State, f.Verdict, f.Reasons = flow.Failed, flow.VerdictUntrusted, []string{"it answered with unknown_ca", "it refuses everywhere"}
		f.Fault = &api.Fault{Code: flow.ClientRefusedLeaf, Side: flow.SideClient, Message: "Client does not trust the Rockxy CA: it answered with unknown_ca", Hint: "Let it trust the root:\n--cacert FILE"}
	}), SNI: "example.com", JA4: "t13d", Alert: &alert, AlertName: "unknown_ca", Moment: "certificate", Ending: flow.EndingAlert, ClientCertificateAsked: true}
	golden(t, "handshake.golden", render(d, Page{}))
}
