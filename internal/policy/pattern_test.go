package policy

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPatternString(t *testing.T) {
	for text, want := range map[string]string{
		"Example.COM.":                       "example.com",
		"*.Example.com":                      "*.example.com",
		".example.com":                       ".example.com",
		"**":                                 "*",
		":443":                               "*:443",
		"example.com:*":                      "example.com",
		"*.bücher.example":                   "*.xn--bcher-kva.example",
		"faß.de":                             "xn--fa-hia.de",
		"例え。テスト":                             "xn--r8jz45g.xn--zckzah",
		"_dmarc.example.com":                 "_dmarc.example.com",
		"::1":                                "::1",
		"[::1]:443":                          "[::1]:443",
		"::ffff:10.0.0.1":                    "10.0.0.1",
		"::ffff:10.0.0.0/104":                "10.0.0.0/8",
		"10.1.2.3/8":                         "10.0.0.0/8",
		"10.0.0.0/8:443":                     "10.0.0.0/8:443",
		"2001:DB8::/32":                      "2001:db8::/32",
		"[2001:db8::/32]:443":                "[2001:db8::/32]:443",
		"api-**x?.[a-f0-9].com":              "api-*x?.[a-f0-9].com",
		"192.168.*":                          "192.168.*",
		"!*.x":                               "!*.x",
		"! x":                                "",
		"app:curl":                           "app:curl *",
		`app:"two words" x`:                  `app:"two words" x`,
		`app:"a ""b""" x`:                    `app:"a ""b""" x`,
		"app:a#b x":                          `app:"a#b" x`,
		"app:curl until.":                    "app:curl until.",
		"client:10.0.0.7 app:curl x:1":       "app:curl client:10.0.0.7 x:1",
		"client:[fd00::7] x":                 "client:fd00::7 x",
		"until":                              "until",
		"Client:1":                           "client.:1",
		"**.example.com":                     "*.example.com",
		"**.":                                "",
		"⑮":                                  "",
		"１０.0.0.1":                           "",
		"exa／mple":                           "",
		"a＊b":                                "",
		"a,b":                                "",
		"":                                   "",
		".":                                  "",
		"*.":                                 "",
		"..":                                 "",
		"a b":                                "",
		"a:b:c":                              "",
		"fe80::1%eth0":                       "",
		"-":                                  "-",
		"1.2.3":                              "",
		"[1.2.3.4]":                          "1.2.3.4",
		"example.com.:443":                   "example.com:443",
		"+443":                               "",
		"x:+443":                             "",
		"x:":                                 "",
		"xn--bcher-kva.example":              "xn--bcher-kva.example",
		"a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.": "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q",
	} {
		p, err := ParsePattern(text)
		if want == "" {
			if err == nil {
				t.Errorf("%q is read as %q", text, p)
			}
			continue
		}
		if err != nil || p.String() != want {
			t.Errorf("%q: got %q, %v; want %q", text, p, err, want)
		}
		if again, err := ParsePattern(p.String()); err != nil || again != p {
			t.Errorf("%q: read again %q, %v", text, again, err)
		}
	}
}

func TestPatternRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPattern(t)
		if again, err := ParsePattern(p.String()); err != nil || again != p {
			t.Fatalf("%q: %q, %v", p, again, err)
		}
	})
}

func FuzzParsePattern(f *testing.F) {
	for _, s := range []string{
		"example.com", "*.example.com:443", ".x", "!app:curl client:10.0.0.0/8 [::1]:443", `app:"a ""b" *`, "api-[a-f]?*.x", "::ffff:1.2.3.4/97",
		"bücher.example", "。", "xn--a", "app:x auto.", "10.0.0.0/8:1", "[", "a[b]c", "ſ.example", "\u200d", "İ", "app:[ x", "Client:1", "app.:1", "⑮", "*.⑮", "**.", "**.x", "client:1",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePattern(text)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\x00") || len(err.Error()) > 1000 {
				t.Errorf("%q: error %q", text, err)
			}
			return
		}
		again, err := ParsePattern(p.String())
		if err != nil || again != p {
			t.Fatalf("%q is %q, and that %q, %v", text, p, again, err)
		}
		for _, h := range []string{text, p.host, "example.com", "10.0.0.1"} {
			s := Compile(File{Bypass: []Entry{{Action: Bypass, Pattern: p}}})
			q := Query{Host: h, Port: p.port, App: p.app}
			want, _, _ := decideSlowly(s.File(), q, q0)
			if got := s.Decide(q, q0); got.Action != want {
				t.Fatalf("%q, host %q: %v", p, h, got)
			}
		}
	})
}
