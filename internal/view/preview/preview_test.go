package preview

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func body(t testing.TB, page string) string {
	t.Helper()
	out := string(HTML([]byte(page), "text/html; charset=utf-8"))
	_, out, ok := strings.Cut(out, "<body>")
	if !ok {
		t.Fatalf("%q has no body", out)
	}
	return strings.TrimSuffix(out, "</body></html>\n")
}

func TestHTML(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"text", "a &amp; <b>b</b>", "a &amp; <b>b</b>"},
		{"document", "<!doctype html><html><head><title>t</title><style>p{color:red}</style></head><body class=c><p>x</body></html>", `<style>p{color:red}</style><div class="c"><p>x</div>`},
		{"paragraphs", "<p>a<p>b<div>c</div>", "<p>a</p><p>b</p><div>c</div>"},
		{"list", "<ul><li>a<li><b>b<li>c</ul>", "<ul><li>a</li><li><b>b</b></li><li>c</ul>"},
		{"nested list", "<ul><li>a<ul><li>b</ul><li>c</ul>", "<ul><li>a<ul><li>b</ul></li><li>c</ul>"},
		{"table", "<table><tr><td>a<td>b<tr><td>c</table>", "<table><tr><td>a</td><td>b</tr><tr><td>c</table>"},
		{"not nested well", "<b>a<i>b</b>c</i>", "<b>a<i>b</i></b>c"},
		{"link", `<a href="https://a.example/x">y</a><a href=#z>z</a>`, `<a title="https://a.example/x">y</a><a href="#z">z</a>`},
		{"picture", `<img src="data:image/png;base64,AA" alt=a><img src=/x.png>`, `<img src="data:image/png;base64,AA" alt="a"><img title="/x.png">`},
		{"form", `<form action=/x><input name=a value=b><textarea>
<b></textarea></form>`, `<div><input value="b"><textarea>` + "\n" + `&lt;b&gt;</textarea></div>`},
		{"no script", "<noscript><p>x</noscript>", "<p>x</p>"},
		{"custom element", "<x-y><p>x</x-y>", "<p>x</p>"},
		{"dropped", "a<svg><p>b</svg>c<script>d</script>e<iframe>f</iframe>g", "aceg"},
		{"preformatted", "<pre>\n\na</pre>", "<pre>\n\n\na</pre>"},
		{"styles", `<p style="color:red;background:url(x);--a:1">`, `<p style="color:red;background:none;--a:1"></p>`},
		{"style sheet", "<style>@media (min-width:1px){a>b{content:'<';margin:-1px}}@font-face{src:url(x)}@import 'x';p{}</style>", `<style>@media (min-width:1px){a>b{content:"\3c ";margin:-1px}}p{}</style>`},
		{"picture in a style sheet", "<style>p{background:url( 'data:image/png;base64,AA==' ) #fff}</style>", `<style>p{background:url("data:image/png;base64,AA==") #fff}</style>`},
	} {
		if got := body(t, tt.in); got != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func TestCharset(t *testing.T) {
	for contentType, page := range map[string]string{
		"text/html; charset=iso-8859-1": "caf\xe9", "text/html": "<meta charset=iso-8859-1>caf\xe9", "text/html; charset=utf-16le": "c\x00a\x00f\x00\xe9\x00", "": "\xef\xbb\xbfcaf\xc3\xa9",
	} {
		if out := string(HTML([]byte(page), contentType)); !strings.Contains(out, "café") {
			t.Errorf("%s: %s", contentType, out)
		}
	}
}

// Whatever is nested in what: the work is proportional to the text, and elements end in the order in
// which they began.
func TestTangledPages(t *testing.T) {
	for _, piece := range []string{"<p>", "<b>", "<b a=1><p>", "</b>", "<table>", "<td>", "<li>", "<svg>", "<style>", "<!--", "<a b ", "&", "<textarea>", "</p></div>", "<x-y>", "<p style='a(", "<style>a{", "<style>/*", "<style>@a ", "<style>\\"} {
		start := time.Now()
		out := HTML([]byte(strings.Repeat(piece, (2<<20)/len(piece))), "text/html")
		if took := time.Since(start); took > 5*time.Second || len(out) > 40<<20 {
			t.Errorf("%q takes %v, and makes %d octets", piece, took, len(out))
		}
	}
}

func TestElementsAreWellNested(t *testing.T) {
	tags := []string{"<p>", "</p>", "<b>", "</b>", "<div>", "</div>", "<ul>", "</ul>", "<li>", "<table>", "<tr>", "<td>", "</table>", "<a href=#>", "</a>", "x", "<select>", "<option>", "<form>", "</form>"}
	rapid.Check(t, func(t *rapid.T) {
		page := strings.Join(rapid.SliceOfN(rapid.SampledFrom(tags), 0, 60).Draw(t, "page"), "")
		p := string(HTML([]byte(page), "text/html; charset=utf-8"))
		var open []string
		for _, tag := range strings.Split(p, "<")[1:] {
			name, _, _ := strings.Cut(strings.TrimRight(tag, ">x"), " ")
			if i := strings.IndexByte(name, '>'); i >= 0 {
				name = name[:i]
			}
			end, isEnd := strings.CutPrefix(name, "/")
			switch {
			case name == "!DOCTYPE" || name == "meta":
			case !isEnd:
				open = append(open, name)
			default:
				for len(open) > 0 && open[len(open)-1] != end && endsItself(open[len(open)-1]) {
					open = open[:len(open)-1]
				}
				if len(open) == 0 || open[len(open)-1] != end {
					t.Fatalf("%s ends %s in %v", p, end, open)
				}
				open = open[:len(open)-1]
			}
		}
	})
}
