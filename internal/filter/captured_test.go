package filter

import "testing"

// TestExpand: what wildcards and groups stood for, in a template.
func TestExpand(t *testing.T) {
	const url = "https://api.example.com/v1/users/42/posts/7?page=2&q=a#part"
	for _, c := range []struct{ pattern, template, want string }{
		{"/v1/*", "/v2/$1", "/v2/users/42/posts/7"},
		{"/v1/users/*/posts/*", "/p/$2/of/${1}0", "/p/7/of/420"},
		{"/v1/users/*/posts/*", "/$1x/$$1/$0", "/42x/$1//v1/users/42/posts/7"},
		{"/V1/USERS/*", "/$1", "/42/posts/7"},
		{"/v1/*?page=*", "/$1?p=$2", "/users/42/posts/7?p=2&q=a"},
		{`~^/v(\d)/users/(?P<who>\d+)`, "/u/${who}/v$1/$3", "/u/42/v1/"},
		{"https://*.example.com/v1/*", "/$1/$2", "/api/users/42/posts/7?page=2&q=a#part"},
		{"/v1/users/42/posts/7", "/x", "/x"},
		{"*", "/pre$1", "/pre/v1/users/42/posts/7"},
	} {
		p, err := ParsePattern(c.pattern)
		if err != nil {
			t.Errorf("%s: %v", c.pattern, err)
			continue
		}
		if got, ok := p.Expand(c.template, url); !ok || got != c.want {
			t.Errorf("%s makes %q of %q, %v; want %q", c.pattern, got, c.template, ok, c.want)
		}
	}
	for _, none := range []string{"/v2/*", "/v1", "~^/v1$", "http://*"} {
		if p, err := ParsePattern(none); err != nil {
			t.Errorf("%s: %v", none, err)
		} else if got, ok := p.Expand("/", url); ok {
			t.Errorf("%s matches: %q", none, got)
		}
	}
	for _, bad := range []string{"~(", "~", "/a\x00"} {
		if _, err := ParsePattern(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// TestPatternsOfAMatch are those that have to hold for it.
func TestPatternsOfAMatch(t *testing.T) {
	for _, c := range []struct {
		text, url string
		want      []string
	}{
		{"host:x path:/v1/* method:GET", "https://x/v1/a", []string{"<a>"}},
		{"path:/a/* or url:b/*/c", "https://x/a/b/7/c", []string{"<b/7/c>", "<7>"}},
		{"-path:/v1/* host:x", "https://x/v1/a", nil},
		{`path:~^/(\w+)/`, "https://x/v1/a", []string{"<v1>"}},
		{"path:v1/*", "https://x/v1/a", []string{"<>"}},
		{`path:"/v1/*"`, "https://x/v1/*", []string{"<>"}},
		{"", "https://x/", nil},
	} {
		var got []string
		for _, p := range mustParse(t, c.text).Patterns() {
			s, _ := p.Expand("<$1>", c.url)
			got = append(got, s)
		}
		if len(got) != len(c.want) {
			t.Errorf("%s has %q, want %q", c.text, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s has %q, want %q", c.text, got, c.want)
			}
		}
	}
	if (*Expr)(nil).Patterns() != nil {
		t.Error("no expression has patterns")
	}
}
