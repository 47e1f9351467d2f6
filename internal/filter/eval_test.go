package filter

import "testing"

// TestDecideBy: what is not among the columns is not known.
func TestDecideBy(t *testing.T) {
	known := SetOf(Host, Port, PID)
	for text, want := range map[string]Truth{
		"":                                 Yes,
		"host:api.stripe.com":              Yes,
		"host:.stripe.com port:443":        Yes,
		"host:api.stripe.com path:/v1/*":   Unknown,
		"host:other.com path:/v1/*":        No,
		"host:.stripe.com or method:POST":  Yes,
		"host:other.com or method:POST":    Unknown,
		"-host:other.com":                  Yes,
		"-method:POST":                     Unknown,
		"pid:4242":                         Yes,
		"req.header:x-id or pid:1":         Unknown,
		"host:other.com req.header:x-id=1": No,
	} {
		if got := mustCompile(t, text).DecideBy(payment(), known); got != want {
			t.Errorf("%s is %v, want %v", text, got, want)
		}
	}
}

func TestAwaits(t *testing.T) {
	for _, c := range []struct {
		text              string
		request, response bool
		earliest          Phase
	}{
		{"", false, false, AtRequestHead},
		{"host:a", false, false, AtRequestHead},
		{"host:a req.body:x", true, false, AtRequestHead},
		{"body:x", true, true, AtRequest},
		{"status:500", false, false, AtResponseHead},
		{"res.json:$.a -req.body:x", true, true, AtRequest},
		{"took:>1s", false, false, AtEnd},
	} {
		f := mustCompile(t, c.text)
		if f.Awaits(AtRequest) != c.request || f.Awaits(AtResponse) != c.response || f.Earliest() != c.earliest {
			t.Errorf("%q awaits %v and %v, earliest %v", c.text, f.Awaits(AtRequest), f.Awaits(AtResponse), f.Earliest())
		}
	}
}

func TestReads(t *testing.T) {
	program := SetOf(App, AppPath, PID)
	for text, want := range map[string]bool{"": false, "host:a": false, "app:curl": true, "host:a -pid:7": true, "app:/usr/bin/x or host:a": true, "has:app": true, "word": true} {
		if got := mustCompile(t, text).Reads(program); got != want {
			t.Errorf("%q reads them: %v", text, got)
		}
	}
}

// TestWordsInFlight: a word does not wait for bodies.
func TestWordsInFlight(t *testing.T) {
	s := payment()
	for text, want := range map[string][2]Truth{
		"refunds":       {Yes, Yes},
		"sk_live":       {Yes, Yes},
		"csrf":          {Unknown, Yes},
		"402":           {Unknown, Yes},
		"Müller":        {Unknown, No}, // in the request's body
		"subscribe":     {Unknown, No}, // in a message
		"body:Müller":   {Unknown, Yes},
		"-nowhere":      {Unknown, Yes},
		"refunds,other": {Unknown, No},
	} {
		f := CompileInFlight(mustParse(t, text), noon)
		for i, p := range []Phase{AtRequestHead, AtResponseHead} {
			if got := f.Decide(s.at(p)); got != want[i] {
				t.Errorf("%s is %v at the %v, want %v", text, got, p, want[i])
			}
		}
	}
}
