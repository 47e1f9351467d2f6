package ws

import "testing"

func TestParseExtensions(t *testing.T) {
	other := Params{Other: true}
	with := func(f func(*Params)) Params { p := deflated; f(&p); return p }
	for _, c := range []struct {
		in   string
		want Params
		ok   bool
	}{
		{"", Params{}, true},
		{" , ", Params{}, true},
		{"permessage-deflate", deflated, true},
		{"permessage-deflate; server_no_context_takeover", with(func(p *Params) { p.ServerNoContextTakeover = true }), true},
		{"permessage-deflate;client_no_context_takeover ; server_max_window_bits=8", with(func(p *Params) { p.ClientNoContextTakeover, p.ServerMaxWindowBits = true, 8 }), true},
		{`permessage-deflate; client_max_window_bits="15"; server_max_window_bits = "10"`, with(func(p *Params) { p.ServerMaxWindowBits = 10 }), true},
		{"permessage-deflate; client_max_window_bits", other, false},
		{"permessage-deflate; client_max_window_bits=", other, false},
		{"permessage-deflate; client_max_window_bits=16", other, false},
		{"permessage-deflate; client_max_window_bits=7", other, false},
		{"permessage-deflate; client_max_window_bits=08", other, false},
		{`permessage-deflate; client_max_window_bits="9`, other, false},
		{"permessage-deflate; server_no_context_takeover=1", other, false},
		{"permessage-deflate; server_no_context_takeover; server_no_context_takeover", other, false},
		{"permessage-deflate; x", other, false},
		{"permessage-deflate;", other, false},
		{"permessage-deflate, permessage-deflate", other, false},
		{"permessage-deflate, x-other", other, false},
		{"x-webkit-deflate-frame", other, false},
		{"permessage-deflate foo", other, false},
	} {
		if got, ok := ParseExtensions(c.in); got != c.want || ok != c.ok {
			t.Errorf("%q: %+v, %v; want %+v, %v", c.in, got, ok, c.want, c.ok)
		}
	}
}

func FuzzParseExtensions(f *testing.F) {
	f.Add(`permessage-deflate; client_max_window_bits="15"; server_max_window_bits = 10`)
	f.Fuzz(func(t *testing.T, s string) {
		p, ok := ParseExtensions(s)
		if p.Deflate && (p.ServerMaxWindowBits < 8 || p.ServerMaxWindowBits > 15 || p.ClientMaxWindowBits < 8 || p.ClientMaxWindowBits > 15) {
			t.Fatalf("%q: %+v", s, p)
		}
		if ok == p.Other {
			t.Fatalf("%q: %+v, %v", s, p, ok)
		}
	})
}
