package filter

import (
	"testing"

	"rockxy/internal/flow"
)

// TestMatch asks one exchange.
func TestMatch(t *testing.T) {
	for _, c := range []struct{ yes, no string }{
		{"", "nowhere"},
		{"stripe 402", "stripe 500"},
		{"POST /v1/refunds", "PUT /v1/refunds"},
		{"*.stripe.com", "*.stripe.org"},
		{"host:*.stripe.com", "host:stripe.com"},
		{"host:.stripe.com", "host:.com.stripe"},
		{"host:stripe", "host:strip"},
		{"host:strip*", "host:*.stripe"},
		{"host:API.stripe.COM.", "host:apistripe.com"},
		{"host:api.stripe.com:443", "host:api.stripe.com:80"},
		{"host:(localhost or .stripe.com)", "host:(localhost or -.stripe.com)"},
		{"url:stripe.com/v1", "url:stripe.com/v2"},
		{"url:v1/*/42", "url:v2/*/42"},
		{"https://api.stripe.com/v1/refunds/42?page=2", "http://api.stripe.com/"},
		{"path:/v1/*", "path:/v1"},
		{"path:refunds", "path:page"},
		{"path:/v1/refunds/42", `path:"/v1/*"`},
		{"path:/v1/refunds/42?page=*", "path:/v1/refunds/42?page"},
		{"path:~^/v[0-9]/", "path:~stripe"},
		{"method:post", "method:GET,PUT"},
		{"status:4xx", "status:5xx"},
		{"status:>=400", "status:>402"},
		{"status:200..299,402", "status:200..299"},
		{"status:40x", "status:41x"},
		{"took:>1s", "took:>1.5s"},
		{"took:1s", "took:2s"},
		{"took:>=1500", "took:<=1499ms"},
		{"size:>1MB", "size:>2MiB"},
		{"res.size:2MB", "res.size:<2MB"},
		{"req.size:<1KiB", "req.size:>1KiB"},
		{"type:json", "type:html"},
		{"type:application/*", "type:application/json"},
		{"type:problem", "type:binary"},
		{"req.type:json", "req.type:form"},
		{"app:curl", "app:firefox"},
		{"app:/usr/bin", "app:/usr/sbin"},
		{"pid:4242", "pid:1"},
		{"client:10.0.0.7", "client:10.0.0.70"},
		{"client:10.0.0.0/8", "client:192.168.0.0/16"},
		{"client:10.0.0.7:53211", "client:10.0.0.7:53212"},
		{"client:10.0.*", "client:localhost"},
		{"server:[2001:db8::5]:443", "server:2001:db8::6"},
		{"server:2001:db8::/32", "server:10.0.0.0/8"},
		{"port:443", "port:80"},
		{"scheme:https", "scheme:http"},
		{"proto:h2", "proto:http/1.0"},
		{"proto:h1", "proto:websocket"},
		{"is:complete", "is:active"},
		{"is:error", "is:failed"},
		{"is:replayed", "is:imported"},
		{"is:marked is:commented", "is:tunnel"},
		{"is:https", "is:http"},
		{"is:active,complete", "is:active,failed"},
		{"verdict:intercept", "verdict:bypass"},
		{"fault:upstream.expired", "fault:upstream.exp"},
		{"fault:upstream", "fault:client"},
		{"has:rule", "has:trailer -has:rule"},
		{"has:query has:cookie has:auth", "-has:body"},
		{`rule:"slow down"`, "rule:slow"},
		{`rule:"Map Local"`, `rule:"slow down map local"`},
		{"header:authorization", "res.header:authorization"},
		{"req.header:x-id=42", "req.header:x-id=4"},
		{"req.header:x-*=42", "res.header:x-id=42"},
		{"res.header:content-type~JSON", "req.header:content-type~problem"},
		{"header:content-type:problem+json", "header:content-type:problemjson"},
		{"header:age>60", "header:age>61"},
		{"trailer:grpc-status=5", "header:grpc-status"},
		{"cookie:session", "cookie:missing"},
		{"cookie:session=s3cret", "cookie:theme=light"},
		{"cookie:csrf=t0ken", "cookie:path"},
		{"query:page=2", "query:page=22"},
		{`query:q="a b"`, "query:q=a%20b"},
		{"query:empty", "query:page>2"},
		{`body:"needle" or body:card_declined`, `body:"card declined"`},
		{"res.body:/card.de[a-z]+/", "req.body:/card.de[a-z]+/"},
		{"res.body:~CARD", "res.body:/CARD/"},
		{"body:error*declined", "body:error*items"},
		{"body:MÜLLER", "body:MULLER"},
		{"message:subscribe", "message:unsubscribe"},
		{"messages:2", "messages:>2"},
		{"json:$.user.id=7", "json:$.user.id=70"},
		{"json:user.id=7.0", `json:$.user.id="7.0"`},
		{"json:$.user.Tags[*]=b*", "json:$.user.tags"},
		{"json:$.user.Tags[-1]~c$", "json:$.user.Tags[2]"},
		{"json:$..price>20", "json:$.items[0].price>20"},
		{"json:$.user.ok=true", "json:$.user.ok=false"},
		{"json:$.user.none=null", "json:$.user.none=nil"},
		{"json:$.special=Yes", "json:$.special=No"},
		{"req.json:$..email~@", "res.json:$..email"},
		{"json:$.type=subscribe", "res.json:$.type=subscribe"},
		{"graphql:getuser", "graphql:Get"},
		{"graphql:Get*", "graphql:~^user"},
		{"sni:.stripe.com", "sni:.example.com"},
		{"ja4:t13d*", "ja4:t12d*"},
		{"tls:1.3", "tls:<1.2"},
		{"tls:<1.3", "tls:1.1"},
		{"alpn:h2", "alpn:h3"},
		{"serial:04:A3:11", "serial:04:A3:12"},
		{"time:12:00", "time:12:01"},
		{"time:>11:59", "time:>12:00"},
		{"time:2026-11-23", "time:2026-11-22"},
		{"time:2026-11-23T11:59..", "time:..2026-11-23T11:58"},
		{"time:2026-11-23T13:00+01:00", "time:2026-11-23T12:00+01:00"},
		{"time:today", "time:yesterday"},
		{"time:<5m", "time:>5m"},
		{"id:5..20", "id:18..20"},
		{"conn:6", "conn:7"},
		{"replay-of:3", "origin:4"},
		{"comment:flaky", "comment:solid"},
		{"colour:red", "color:blue"},
		{"sk_live_abc", "sk_test"},
		{`"expired yesterday"`, `"expired today"`},
		{"tock", "tack"},
	} {
		s := payment()
		if f := mustCompile(t, c.yes); !f.Match(s) {
			t.Errorf("%s does not match", c.yes)
		}
		f := mustCompile(t, c.no)
		if f.Match(s) {
			t.Errorf("%s matches", c.no)
		}
		if !mustCompile(t, "-("+orWord(c.no)+")").Match(s) {
			t.Errorf("-(%s) does not match", c.no)
		}
	}
}

func orWord(text string) string {
	if text == "" {
		return "nowhere"
	}
	return text
}

func TestMatchOtherSubjects(t *testing.T) {
	tunnel := &thing{phase: AtEnd, text: map[Column]string{Kind: "tunnel", Host: "::1", URL: "[::1]:8443", Verdict: "bypass", Client: "127.0.0.1:9"}}
	for _, text := range []string{"is:tunnel", "is:bypassed", "host:[::1]", "host:::1", "client:localhost", "-status:404", "-took:>1s", "[::1]:8443", "type:none", "-has:response", "-req.type:json"} {
		if !mustCompile(t, text).Match(tunnel) {
			t.Errorf("%s does not match a tunnel", text)
		}
	}
	for _, text := range []string{"status:<500", "took:<1s", "fault:*", "is:error", "header:*", "json:$", "path:/*"} {
		if mustCompile(t, text).Match(tunnel) {
			t.Errorf("%s matches a tunnel", text)
		}
	}
}

// TestForms covers the two encodings of forms.
func TestForms(t *testing.T) {
	multipart := "--b\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\nAnn Lee\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n\x00\x01\r\n--b--\r\n"
	for _, c := range []struct{ contentType, body string }{
		{"application/x-www-form-urlencoded", "user=Ann+Lee&file=%00"},
		{"multipart/form-data; boundary=b", multipart},
	} {
		s := &thing{phase: AtEnd, bodies: [2]string{c.body}, heads: [2]*flow.Head{head("POST / HTTP/1.1", "Content-Type: "+c.contentType)}}
		for text, want := range map[string]bool{`form:user="Ann Lee"`: true, "form:file": true, "form:user=Ann": false, "form:other": false, "req.type:form": true} {
			if got := mustCompile(t, text).Match(s); got != want {
				t.Errorf("%s of %s is %v", text, c.contentType, got)
			}
		}
	}
}

func TestGraphQL(t *testing.T) {
	for _, c := range []struct {
		body, url, yes, no string
	}{
		{`{"query":"mutation Pay($a: Int) { pay(a: $a) { id } } query Other { x }"}`, "", "Pay", "pay2"},
		{`{"query":"query A { a } query B { b }","operationName":"B"}`, "", "B", "A"},
		{`[{"query":"query A { a }"},{"query":"subscription S { s }"}]`, "", "S", "T"},
		{`{"query":"# query No { x }\nfragment F on T { a(s: \"query No { }\") }\nquery Yes { ...F }"}`, "", "Yes", "No"},
		{"", "https://a/graphql?query=query%20Q%7Ba%7D", "Q", "R"},
		{"", "https://a/graphql?operationName=Op&extensions=%7B%7D", "Op", "Q"},
	} {
		s := &thing{phase: AtEnd, bodies: [2]string{c.body}, text: map[Column]string{URL: c.url}}
		if !mustCompile(t, "graphql:"+c.yes).Match(s) || mustCompile(t, "graphql:"+c.no).Match(s) {
			t.Errorf("in %s%s: wants %s and not %s", c.body, c.url, c.yes, c.no)
		}
	}
}

// TestDecide: what can be said before everything is there.
func TestDecide(t *testing.T) {
	for _, c := range []struct {
		text  string
		at    Phase
		want  Truth
		phase Phase
	}{
		{"", 0, Yes, 0},
		{"host:api.stripe.com", 0, Unknown, AtRequestHead},
		{"host:api.stripe.com", AtRequestHead, Yes, AtRequestHead},
		{"status:402", AtRequestHead, Unknown, AtResponseHead},
		{"-status:402", AtRequest, Unknown, AtResponseHead},
		{"-status:402", AtResponseHead, No, AtResponseHead},
		{"host:other status:402", AtRequestHead, No, AtResponseHead},
		{"host:stripe or status:402", AtRequestHead, Yes, AtResponseHead},
		{"req.header:x-id", AtRequestHead, Yes, AtRequestHead},
		{"-res.header:age", AtResponseHead, No, AtResponseHead},
		{"header:x-id", AtRequestHead, Yes, AtResponseHead},
		{"req.body:GetUser", AtRequestHead, Unknown, AtRequest},
		{"res.body:card", AtResponseHead, Unknown, AtResponse},
		{"graphql:GetUser", AtRequest, Yes, AtRequest},
		{"took:>1s", AtResponse, Unknown, AtEnd},
		{"stripe", AtRequestHead, Yes, AtEnd},
		{"nowhere", AtResponse, Unknown, AtEnd},
	} {
		f := mustCompile(t, c.text)
		if got := f.Decide(payment().at(c.at)); got != c.want {
			t.Errorf("%q at the %v is %v, want %v", c.text, c.at, got, c.want)
		}
		if f.Phase() != c.phase {
			t.Errorf("%q has the phase %v, want %v", c.text, f.Phase(), c.phase)
		}
	}
}
