package filter

import "testing"

// TestParse reads what people type; the canonical form says how it was read.
func TestParse(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{" \t\n", ""},
		{"stripe 500", "stripe 500"},
		{"POST /login", "POST /login"},
		{"/api/v1/", "/api/v1/"},
		{"/api/users/i", "/api/users/i"},
		{"/re+gex/", "/re+gex/"},
		{"status:404 -host:localhost", "status:404 -host:localhost"},
		{"host:a or host:b", "host:a or host:b"},
		{"HOST:a OR Host:b", "host:a or host:b"},
		{"a b or c", "a b or c"},
		{"a (b or c)", "a (b or c)"},
		{"(a or b) or c", "a or b or c"},
		{"not (a b)", "-(a b)"},
		{"not(a b)", "-(a b)"},
		{"--a", "a"},
		{"- a", "!"},
		{`"exact words"`, `"exact words"`},
		{`"word"`, "word"},
		{`"or"`, `"or"`},
		{`"*"`, `"*"`},
		{"https://a.b/c?d=e", "https://a.b/c?d=e"},
		{"https://en.wikipedia.org/wiki/Foo_(bar)", "https://en.wikipedia.org/wiki/Foo_(bar)"},
		{"(https://a.b/c)", "https://a.b/c"},
		{"localhost:8080", "localhost:8080"},
		{"web:8080/x", "web:8080/x"},
		{"::1", "::1"},
		{"2001:db8::1", "2001:db8::1"},
		{"10:42", "10:42"},
		{"it's", "it's"},
		{"'tis", "'tis"},
		{`'"name":"x"'`, `"\"name\":\"x\""`},
		{"status>=400", "status:>=400"},
		{"took>1s", "took:>1s"},
		{"status!=404", "-status:404"},
		{"id=42", "id=42"},
		{"status:200-299", "status:200..299"},
		{"status:4xx,500", "status:4xx,500"},
		{"status:(404 or 500)", "status:404 or status:500"},
		{"host:(a or -b)", "host:a or -host:b"},
		{"code:404", "status:404"},
		{"host:localhost:8080", "host:localhost port:8080"},
		{"host:a:80,b", "host:a port:80 or host:b"},
		{"-host:a:80", "-(host:a port:80)"},
		{"rule:\"my rule\"", "rule:\"my rule\""},
		{"res.header:content-type~json", "res.header:content-type~json"},
		{"res.header:content-type:application/json", "res.header:content-type~application/json"},
		{"req.header:x-id=42", "req.header:x-id=42"},
		{"req.header:x-id==a*", `req.header:x-id==a*`},
		{"req.header:x-id=\"a b\"", "req.header:x-id=\"a b\""},
		{"header:age>60", "header:age>60"},
		{"json:$.user.id=7", "json:$.user.id=7"},
		{"json:user.id=7", "json:$.user.id=7"},
		{"json:$['a b'][0][*]..c", "json:$['a b'][0][*]..c"},
		{`json:$["a"]`, "json:$.a"},
		{`json:$.a="7"`, `json:$.a="7"`},
		{"json:$.count>=5", "json:$.count>=5"},
		{"body:/re+gex/i", "body:~re+gex"},
		{"body:/a b/", "body:/a b/"},
		{"body:/https?://x/", `body:/https?:\/\/x/`},
		{"body:/api/v1", "body:/api/v1"},
		{"path:/login/", "path:/login/"},
		{"path:~^/v[0-9]/", "path:~^/v[0-9]/"},
		{"time:>10:42", "time:>10:42"},
		{"time:<5m", "time:<5m"},
		{"time:2026-11-23T10:00..2026-11-23T11:00", "time:2026-11-23T10:00..2026-11-23T11:00"},
		{"id:5..20", "id:5..20"},
		{"is:ws", "is:websocket"},
		{"has:request.body", "has:req.body"},
		{"size:>1KiB", "size:>1KiB"},
		{"app:\"C:\\Program Files\\x.exe\"", `app:"C:\\Program Files\\x.exe"`},
		{"graphql:GetUser", "graphql:GetUser"},
		{"a && b || c", "a b or c"},
		{"a | b & c", "a or b c"},
		{"*.js", "*.js"},
	} {
		e, err := Parse(c.text)
		if c.want == "!" {
			if err == nil {
				t.Errorf("%s is read as %s", c.text, e)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := e.String(); got != c.want {
			t.Errorf("%s is read as %s, want %s", c.text, got, c.want)
		}
		again, err := Parse(e.String())
		if err != nil || again.String() != e.String() {
			t.Errorf("%s is written as %s, which is not read as itself: %v, %v", c.text, e, again, err)
		}
	}
}
