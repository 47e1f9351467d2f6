package edit

import (
	"bytes"
	"strings"
	"testing"

	"rockxy/internal/rule/node"
)

func TestQueries(t *testing.T) {
	for _, c := range []struct{ actions, target, want, did string }{
		{"query: {set: {a: 2}}", "/x?a=1&b=%2f&a=3&", "/x?a=2&b=%2f&", "set a"},
		{"query: {set: {a: 1}}", "/x?%61=%31", "/x?%61=%31", "(a is so already)"},
		{"query: {set: {new: 'a b&c=ä'}}", "/x", "/x?new=a%20b%26c%3D%C3%A4", "set new"},
		{"query: {set: {a: [1, 2]}}", "/x?a&c", "/x?a=1&a=2&c", "set a"},
		{"query: {add: {a: ''}}", "/x?a=1", "/x?a=1&a=", "added a"},
		{"query: {remove: [utm_*]}", "/x?utm_a=1&b=+%20&%75tm_b", "/x?b=+%20", "removed utm_a, removed utm_b"},
		{"query: {remove: b}", "/x?b", "/x", "removed b"},
		{"query: {remove: B}", "/x?b", "/x?b", "(there is no B)"},
		{"query: {remove: c}", "/x?", "/x?", "(there is no c)"},
		{"query: {replace: {name: q, text: 'y z', with: '&'}}", "/x?q=%78%20y+z%c3%a4/&r", "/x?q=%78%20%26%c3%a4/&r", "replaced in q"},
		{"query: {replace: {regex: '(\\d+)', with: '<$1>'}}", "/x?a=1;2&b=%332", "/x?a=%3C1%3E;%3C2%3E&b=%3C32%3E", "replaced in a, replaced in b"},
		{"query: {replace: {part: name, text: a, with: b}}", "/x?a=%20&aa", "/x?b=%20&bb", "replaced in a, replaced in aa"},
		{"query: {replace: {text: b, with: ''}}", "/x?a=b&c", "/x?a=&c", "replaced in a"},
	} {
		for _, head := range []string{"GET TARGET HTTP/1.1\nHost: a.example", ":method: GET\n:scheme: https\n:authority: a.example\n:path: TARGET", "GET http://a.exampleTARGET HTTP/1.1\nHost: a.example"} {
			got := do(t, c.actions, message{head: strings.Replace(head, "TARGET", c.target, 1)}, message{})
			if want := strings.Replace(head, "TARGET", c.want, 1); got.request.head != want || got.did() != c.did {
				t.Errorf("%s\n%s\nwant %s\n%s", c.actions, got.request.head, want, got.did())
			}
		}
	}
	got := do(t, "query: {set: {a: 1}}", message{head: "OPTIONS * HTTP/1.1\nHost: a.example"}, message{})
	if !strings.Contains(got.did(), "no query") {
		t.Error(got.did())
	}
}

const (
	postForm  = "POST / HTTP/1.1\nHost: a.example\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 1"
	postParts = "POST / HTTP/1.1\nHost: a.example\nContent-Type: multipart/form-data; boundary=\"b c\"\nContent-Length: 1"
	someParts = "preamble\r\n--b c \t\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b c\r\ncontent-disposition:form-data;x=\"; name=no\"; NAME=b\r\nX: y\r\n\r\nline 1\r\n--b cd\r\n\r\n--b c\r\n" +
		"Content-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n\x00\xff--b c\r\n--b c--\r\nepilogue"
)

func TestForms(t *testing.T) {
	for _, c := range []struct{ actions, head, body, want, did string }{
		{"form: {set: {a: 'x y'}, remove: [c]}", postForm, "a=1&b=%2f+&c", "a=x+y&b=%2f+", "set a, removed c"},
		{"form: {add: {a: 1}}", postForm, "", "a=1", "added a"},
		{"form: {replace: {text: ' ', with: '+'}}", postForm, "b=%2f+%41", "b=%2f%2B%41", "replaced in b"},
		{"form: {remove: x}", postForm, "b=%2f+", "b=%2f+", "(there is no x)"},
		{"form: {set: {a: 2}}", postParts, someParts, strings.Replace(someParts, "\r\n\r\n1\r\n", "\r\n\r\n2\r\n", 1), "set a"},
		{"form: {replace: {name: b, text: 'line 1', with: x}}", postParts, someParts, strings.Replace(someParts, "line 1", "x", 1), "replaced in b"},
		{"form: {replace: {name: b, part: name, text: b, with: 'q\"'}}", postParts, someParts, strings.Replace(someParts, "NAME=b", `NAME=q%22`, 1), "replaced in b"},
		{"form: {remove: a}", postParts, someParts, "preamble\r\n" + someParts[strings.Index(someParts, "--b c\r\ncont"):], "removed a"},
		{"form: {remove: f}", postParts, someParts, someParts[:strings.Index(someParts, "--b c\r\nContent-Disposition: form-data; name=\"f\"")] + "--b c--\r\nepilogue", "removed f"},
		{"form: {remove: '*'}", postParts, someParts, "preamble\r\n--b c--\r\nepilogue", "removed a, removed b, removed f"},
		{"form: {set: {f: x}}", postParts, someParts, someParts, "(f is a file, not text)"},
		{"form: {replace: {name: f, regex: '.', with: x}}", postParts, someParts, someParts, "(what is to be replaced is not there)"},
		{"form: {add: {n: v}}", postParts, someParts, strings.Replace(someParts, "--b c--", "--b c\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nv\r\n--b c--", 1), "added n"},
		{"form: {add: {n: v}}", postParts, "--b c--", "--b c\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nv\r\n--b c--", "added n"},
		{"form: {add: {n: '--b c'}}", postParts, someParts, someParts, "(a value has the boundary of the form in it)"},
		{"form: {add: {n: v}}", postParts, "--other--", "--other--", "(the form cannot be taken apart: its boundary is not in it, or it has too many parts)"},
		{"form: {add: {n: v}}", postParts, "--b c\r\n\r\n1", "--b c\r\n\r\n1", "(the form cannot be taken apart: its boundary is not in it, or it has too many parts)"},
		{"form: {add: {n: v}}", strings.Replace(postForm, "x-www-form-urlencoded", "json", 1), "{}", "{}", "(the body is not a form)"},
	} {
		got := do(t, c.actions, message{head: c.head, body: c.body}, message{})
		if got.request.body != c.want || got.did() != c.did {
			t.Errorf("%s\n%q\nwant\n%q\n%s", c.actions, got.request.body, c.want, got.did())
		}
	}
}

func TestEncodedFormsAreEncodedAgain(t *testing.T) {
	zipped := do(t, "request-headers: {set: {Content-Encoding: gzip}}", message{head: postForm, body: "a=1&b=2"}, message{}).request
	got := do(t, "form: {set: {a: 2}}", zipped, message{})
	if !strings.HasPrefix(got.request.body, "\x1f\x8b") || got.request.body == zipped.body || got.did() != "set a" {
		t.Fatalf("%+v %s", got.request, got.did())
	}
	got = do(t, "request-headers: {remove: Content-Encoding}\nform: {set: {a: 2}}", zipped, message{})
	if got.request.body != "a=2&b=2" || !strings.Contains(got.request.head, "Content-Length: 7") {
		t.Errorf("%+v", got.request)
	}
}

// verbsOf reads the verbs of a query.
func verbsOf(t testing.TB, text string) []verb {
	t.Helper()
	a, err := read("query: " + text)
	if err != nil {
		t.Fatal(err)
	}
	return a.(*query).verbs
}

// FuzzParams: what is not named keeps its octets and its order.
func FuzzParams(f *testing.F) {
	for _, s := range []string{"a=1&b=2", "a&&=&%61=%zz+", "x=%c3%a4&a=1&a", "&", ""} {
		f.Add([]byte(s))
	}
	verbs := verbsOf(f, "{set: {a: new}, remove: ['r*'], replace: {name: c, text: x, with: y}, add: {z: 1}}")
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, as := range []percent{{}, {plus: true}} {
			p, l := paramList(text, as)
			if out := p.join(l); !bytes.Equal(out, text) {
				t.Fatalf("%q became %q", text, out)
			}
			var want [][]byte
			for _, e := range l.all {
				if untouched(e.name, as) {
					want = append(want, p.pieces[e.at])
				}
			}
			if err := l.do(verbs); err != nil {
				t.Fatal(err)
			}
			after, again := paramList(p.join(l), as)
			var got [][]byte
			for _, e := range again.all {
				if untouched(e.name, as) {
					got = append(got, after.pieces[e.at])
				}
			}
			if !bytes.Equal(bytes.Join(want, []byte("&")), bytes.Join(got, []byte("&"))) {
				t.Fatalf("%q became %q", text, p.join(l))
			}
		}
	})
}

func untouched(name []byte, as coding) bool {
	n, _ := as.decode(name)
	s := string(n)
	return s != "a" && s != "c" && s != "z" && !strings.HasPrefix(s, "r")
}

// FuzzParts: a form that is not changed is what it was, and a new part changes
// nothing else.
func FuzzParts(f *testing.F) {
	f.Add([]byte(someParts), "b c")
	f.Add([]byte("--b\n\n\n--b\nContent-Disposition: form-data; name=x\n\n--b--"), "b")
	f.Add([]byte("--b\r\nContent-Disposition: form-data; name=\"\\\"\r\n\r\n--b--"), "b")
	verbs := verbsOf(f, "{add: {zz: '1'}}")
	f.Fuzz(func(t *testing.T, body []byte, boundary string) {
		p, l, ok := partList(body, boundary)
		if !ok {
			return
		}
		if out, ok := p.join(l); !ok || !bytes.Equal(out, body) {
			t.Fatalf("%q became %q", body, out)
		}
		n := len(l.all)
		if err := l.do(verbs); err != nil {
			t.Fatal(err)
		}
		out, ok := p.join(l)
		if !ok {
			return // the boundary is in the name or value
		}
		_, again, ok := partList(out, boundary)
		if !ok || len(again.all) != n+1 || !bytes.HasPrefix(out, body[:len(body)-len(p.after)]) || !bytes.HasSuffix(out, p.after) {
			t.Fatalf("%q became %q", body, out)
		}
	})
}

// FuzzRead: whatever a file says, it is read or refused.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"request-headers: {set: {a: b}}", "response-cookies: {set: {a: {secure: false}}}", "url: {part: path, regex: '(a)', with: '$1${1}'}", "status: {code: 1}", "auth: {basic: {}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := node.Read("f", []byte(text))
		if err != nil {
			return
		}
		for name, parse := range parsers() {
			for _, v := range n.Pairs() {
				if a, err := parse(v.Value); err == nil && (a == nil || a.Kind() != name) {
					t.Fatalf("%s: %v, %v", name, a, err)
				}
			}
		}
	})
}
