package foreign

import (
	"testing"

	"rockxy/internal/filter"
)

func TestURLPatterns(t *testing.T) {
	for _, c := range []struct {
		pattern       string
		regexp, below bool
		want          string
	}{
		{"https://api.example.com/v1/me", false, false, "scheme:https host:api.example.com path:/v1/me"},
		{"https://api.example.com/v1/me", false, true, "scheme:https host:api.example.com path:/v1/me*"},
		{"https://api.example.com:8443/*", false, false, "scheme:https host:api.example.com port:8443"},
		{"*://api.example.com/a", false, false, "host:api.example.com path:/a"},
		{"wss://api.example.com/a", false, false, "scheme:https is:websocket host:api.example.com path:/a"},
		{"api.example.com", false, false, "host:api.example.com"},
		{"localhost:3000/a", false, false, "host:=localhost port:3000 path:/a"},
		{"http://[::1]:80/a", false, false, "scheme:http host:::1 port:80 path:/a"},
		{"https://*.example.com/a?b=*", false, false, `scheme:https host:*.example.com path:/a url:~\?b=`},
		{"https://api.example.com/a?c", false, false, `scheme:https host:api.example.com path:~^/a.c$`},
		{"*", false, false, ""},
		{"", false, true, ""},
		{"*/pkg.Svc/Call", false, false, `url:~/pkg\.Svc/Call($|[?#])`},
		{"*example.com*", false, false, `url:~example\.com`},
		{"word", false, false, `url:~word($|[?#])`},
		{"word", false, true, `url:~word`},
		{"https://exa*", false, false, `url:~https://exa`},
		{"ftp://a.example/", false, false, `url:~ftp://a\.example/($|[?#])`},
		{`^https://a\.b/(c|d)`, true, false, `url:/^https:\/\/a\.b\/(c|d)/`},
	} {
		var m matching
		m.setURLPattern(c.pattern, c.regexp, c.below)
		got := m.text()
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.pattern, got, c.want)
		}
		if _, err := filter.Parse(got); err != nil {
			t.Errorf("%s: %v", got, err)
		}
	}
}

func TestApart(t *testing.T) {
	of := func(pattern string) (m matching) { m.setURLPattern(pattern, false, false); return m }
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"https://a.example/", "https://b.example/", true},
		{"https://a.example/", "http://a.example/", true},
		{"https://a.example/x", "https://a.example/y", true},
		{"https://a.example/x", "https://a.example/x", false},
		{"https://a.example/x*", "https://a.example/xy", false},
		{"https://a.example/x*", "https://a.example/y*", true},
		{"https://a.example/x*", "https://a.example/xy*", false},
		{"https://a.example/x*", "https://a.example/y", true},
		{"https://*.example/", "https://a.example/", false},
		{"https://*.example/", "https://a.test/", true},
		{"https://a.example:1/", "https://a.example:2/", true},
		{"*", "https://a.example:2/", false},
		{"*x*", "https://a.example:2/", false},
	} {
		if got := apart(of(c.a), of(c.b)); got != c.want || apart(of(c.b), of(c.a)) != got {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
	}
}

func TestGlobRegexp(t *testing.T) {
	for glob, want := range map[string]string{
		"a*b?c.d": `a.*b.c\.d`, "[a-c]x": `[a-c]x`, "[!a]": `[^a]`, "[": `\[`, "[]a": `\[\]a`, "[^]": `\[`, `[a\]`: `[a\\]`, "[[]": `[\[]`, "日*": "日.*",
	} {
		if got := globRegexp(glob, true); got != want {
			t.Errorf("%s: %s, want %s", glob, got, want)
		}
	}
	if got := globRegexp("[a]", false); got != `\[a\]` {
		t.Error(got)
	}
}
