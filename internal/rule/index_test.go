package rule

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func expr(t interface{ Fatalf(string, ...any) }, text string) *filter.Expr {
	e, err := filter.Parse(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return e
}

// nothing is an action that wants a turn and does nothing with it.
type nothing struct{}

func (nothing) Kind() string                    { return "nothing" }
func (nothing) Phases() Phases                  { return In(RequestHead) }
func (nothing) Do(context.Context, *Turn) error { return nil }

// setOf has one rule for each match.
func setOf(t interface{ Fatalf(string, ...any) }, matches ...string) *Set {
	g := &Group{Name: "g", Enabled: true}
	for i, m := range matches {
		g.Rules = append(g.Rules, &Rule{Name: fmt.Sprintf("rule %d", i), Enabled: true, Match: expr(t, m), Actions: []Action{nothing{}}})
	}
	return NewSet([]*Group{g}, Limits{}, noon)
}

// TestTheIndexFindsWhatMatches: asking all rules one by one gives the same.
func TestTheIndexFindsWhatMatches(t *testing.T) {
	some := 0
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"a", "api", "b", "B.", "abc", "example", "GET", "post", "stripe", "v1", "K\u212a", "xyz"})
		host := rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(word, 1, 3).Draw(t, "labels"), ".")
		})
		term := rapid.Custom(func(t *rapid.T) string {
			field := rapid.SampledFrom([]string{"host", "sni", "method", "path", "url", "app", "req.header", "-host", "-path", "status", "query"}).Draw(t, "field")
			value := host.Draw(t, "value")
			switch field {
			case "host", "sni":
				value = rapid.SampledFrom([]string{"", ".", "*.", "=", "*"}).Draw(t, "kind") + value
			case "path":
				value = "/" + value + rapid.SampledFrom([]string{"", "/*", "*"}).Draw(t, "end")
			case "req.header":
				value = "x-id=" + value
			case "query":
				value = rapid.SampledFrom([]string{"a", "abc", "api"}).Draw(t, "name") + "=" + value
			case "status":
				value = "404"
			}
			if _, err := filter.Parse(field + ":" + value); err != nil {
				return "port:443"
			}
			return field + ":" + value
		})
		matches := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(term, 1, 3).Draw(t, "terms"), rapid.SampledFrom([]string{" ", " or "}).Draw(t, "op"))
		}), 1, 70).Draw(t, "matches")
		s := setOf(t, matches...)
		client := &flow.ClientConn{TLS: &flow.TLS{ServerName: host.Draw(t, "sni")}}
		client.Process.Store(&flow.Process{PID: 1, Name: host.Draw(t, "app")})
		x := &flow.Exchange{Client: client, Host: rapid.SampledFrom([]string{"", "["}).Draw(t, "open") + host.Draw(t, "host"), Port: 443, Method: word.Draw(t, "method")}
		x.URL = "https://" + x.Host + "/" + host.Draw(t, "path") + rapid.SampledFrom([]string{"?a=b", "?abc=", "?api=%61&abc="}).Draw(t, "query") + word.Draw(t, "parameter")
		head := flow.ParseHead(flow.HTTP11, []byte("GET /x HTTP/1.1\r\nX-Id: "+host.Draw(t, "id")+"\r\n\r\n"), flow.Request, false)

		sub := &subject{x: x, phase: filter.AtRequestHead}
		sub.heads[flow.Request] = head
		var want []string
		for _, c := range s.rules {
			if c.filter.Decide(sub) != filter.No {
				want = append(want, c.Name)
			}
		}
		var got []string
		if run := s.Begin(x, head); run != nil {
			all := newRuleSet(len(s.rules))
			copy(all, run.pending)
			for i := range run.rules {
				all.add(int32(run.rules[i].at))
			}
			all.each(func(n int) { got = append(got, s.rules[n].Name) })
		}
		if len(want) > 0 {
			some++
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%q\nof %+v\nfinds %q, want %q", matches, x, got, want)
		}
	})
	if some == 0 {
		t.Error("nothing ever matched")
	}
}

func TestNeedsProgram(t *testing.T) {
	if setOf(t, "host:a", "path:/x").NeedsProgram() || !setOf(t, "host:a", "-app:curl").NeedsProgram() || (*Set)(nil).NeedsProgram() {
		t.Error("it is not known who needs the program")
	}
}

// thousand are the matches that a large collection of rules has.
func thousand(kind string) (all []string) {
	for i := range 1000 {
		all = append(all, map[string]string{
			"host":   fmt.Sprintf("host:api%d.example.com path:/v1/* method:GET", i),
			"path":   fmt.Sprintf("path:/v1/users/%d/*", i),
			"below":  fmt.Sprintf("host:.n%d.example.org", i),
			"label":  fmt.Sprintf("host:shop%d", i),
			"app":    fmt.Sprintf("app:program%d", i),
			"header": fmt.Sprintf("req.header:x-tenant=%d-tenant", i),
			"regex":  fmt.Sprintf(`path:~^/v\d/users/n%dx`, i),
			"url":    fmt.Sprintf("url:/assets/*%d.js", i),
			"port":   fmt.Sprintf("port:%d", 1000+i),
			"method": "method:DELETE",
			"query":  fmt.Sprintf("query:page=%d", i+100),
			"status": fmt.Sprintf("host:api.example.com status:%d", 100+i%500),
		}[kind])
	}
	return all
}

func browse() (*flow.Exchange, *flow.Head) {
	client := &flow.ClientConn{ID: 1, Addr: "127.0.0.1:53211", Entry: flow.EntryConnect, TLS: &flow.TLS{ServerName: "static.example.com", JA4: "t13d1516h2_8daaf6152771_02713d6af862"}}
	client.Process.Store(&flow.Process{PID: 4242, Name: "Google Chrome Helper", Path: "/opt/google/chrome/chrome"})
	x := &flow.Exchange{ID: 1, Client: client, Proto: flow.HTTP2, Method: "GET", Scheme: "https", Host: "static.example.com", Port: 443,
		URL: "https://static.example.com/assets/app.4f3c1a.js?v=20261123&page=2"}
	raw := ":method: GET\r\n:scheme: https\r\n:authority: static.example.com\r\n:path: /assets/app.4f3c1a.js?v=20261123&page=2\r\n" +
		"user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36\r\n" +
		"accept: */*\r\nreferer: https://www.example.com/start\r\naccept-encoding: gzip, deflate, br, zstd\r\naccept-language: en-GB,en;q=0.9\r\n" +
		"cookie: session=0123456789abcdef0123456789abcdef; theme=dark\r\nsec-fetch-mode: no-cors\r\nsec-fetch-site: same-site\r\n\r\n"
	return x, flow.ParseHead(flow.HTTP2, []byte(raw), flow.Request, false)
}

var kinds = []string{"host", "below", "label", "path", "url", "regex", "app", "header", "port", "method", "query", "status"}

// BenchmarkThousandRules is what 1,000 enabled rules cost an exchange that
// matches none of them.
func BenchmarkThousandRules(b *testing.B) {
	x, head := browse()
	run := func(name string, s *Set) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if s.Begin(x, head) != nil {
					b.Fatal("it matches")
				}
			}
		})
	}
	var mixed []string
	for i, kind := range kinds {
		all := thousand(kind)
		run(kind, setOf(b, all...))
		mixed = append(mixed, all[i*80:i*80+84]...)
	}
	run("mixed", setOf(b, mixed[:1000]...))
}

// BenchmarkThousandLateRules is what 1,000 rules cost an exchange that cannot be
// decided before its response, and that it does not match: from its beginning to its end.
func BenchmarkThousandLateRules(b *testing.B) {
	var matches []string
	for i := range 1000 {
		matches = append(matches, fmt.Sprintf("status:%d", 500+i%100))
	}
	s := setOf(b, matches...)
	x, head := browse()
	response := flow.ParseHead(flow.HTTP11, []byte("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"), flow.Response, false)
	b.ReportAllocs()
	for b.Loop() {
		run := s.Begin(x, head)
		if _, err := run.Request(b.Context(), head, nil, Route{Scheme: "https", Host: x.Host, Port: 443}); err != nil {
			b.Fatal(err)
		}
		if _, _, err := run.Response(b.Context(), response, nil); err != nil || len(run.Trace()) > 0 {
			b.Fatal(err)
		}
	}
}

// Names come as clients send them.
func TestNamesThatAreNone(t *testing.T) {
	set := setOf(t, "host:example.com", "sni:example.com")
	head := flow.ParseHead(flow.HTTP11, []byte("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), flow.Request, false)
	for _, name := range []string{"", "[", "]", "[]", "."} {
		if set.Begin(&flow.Exchange{Host: name, Client: &flow.ClientConn{TLS: &flow.TLS{ServerName: name}}}, head) != nil {
			t.Errorf("%q matches", name)
		}
	}
}
