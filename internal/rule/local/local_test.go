package local

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

// got is what a client would have got, and what the trace says.
type got struct {
	answered bool
	status   int
	reason   string
	fields   []flow.Field
	body     string
	size     int64
	bodyErr  error
	did, why string
}

func (g got) field(name string) string { v, _ := get(g.fields, name); return v }

// parsed reads the actions of a rule file that would be at dir/rules.yaml.
func parsed(t *testing.T, dir, yaml string) *Action {
	t.Helper()
	n, err := node.Read(filepath.Join(dir, "rules.yaml"), []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	a, err := Parse(n)
	if err != nil {
		t.Fatal(err)
	}
	return a.(*Action)
}

// request makes a head of lines such as "GET / HTTP/1.1" and "Range: bytes=0-1".
func request(lines ...string) *flow.Head {
	return flow.ParseHead(flow.HTTP11, []byte(strings.Join(lines, "\r\n")+"\r\nHost: a.example\r\n\r\n"), flow.Request, false)
}

// ask runs actions, each of a rule of its own, and reads the answer.
func ask(t *testing.T, head *flow.Head, actions ...rule.Action) got {
	t.Helper()
	run, out := begin(t, head, actions...)
	var g got
	for _, step := range run.Trace() {
		if step.Phase == "" {
			continue // an action that had no turn
		}
		g.did, g.why = joined(g.did, step.Did), joined(g.why, step.Why)
	}
	a := out.Answer
	if a == nil {
		return g
	}
	g.answered, g.status, g.reason, g.fields, g.size = true, a.Status, a.Reason, a.Fields, a.Size
	if a.Body != nil {
		b, err := io.ReadAll(a.Body)
		g.body, g.bodyErr = string(b), err
		a.Body.Close()
		if err == nil && int64(len(b)) != a.Size {
			t.Errorf("%d octets where %d were promised", len(b), a.Size)
		}
	}
	return g
}

func joined(a, b string) string { return strings.Trim(a+"; "+b, "; ") }

type clock struct{}

func (clock) Now() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

func (clock) Sleep(context.Context, time.Duration) error { return nil }

func begin(t *testing.T, head *flow.Head, actions ...rule.Action) (*rule.Run, rule.Outcome) {
	t.Helper()
	match, err := filter.Parse("")
	if err != nil {
		t.Fatal(err)
	}
	g := &rule.Group{Name: "g", Enabled: true}
	for i, a := range actions {
		g.Rules = append(g.Rules, &rule.Rule{Name: fmt.Sprint("rule ", i), Enabled: true, Match: match, Actions: []rule.Action{a}})
	}
	set := rule.NewSet([]*rule.Group{g}, rule.Limits{}, clock{}.Now())
	run := set.Begin(&flow.Exchange{Method: string(head.Method), Scheme: "http", Host: "a.example", URL: "http://a.example/"}, head)
	run.Clock = clock{}
	out, err := run.Request(t.Context(), head, nil, rule.Route{Scheme: "http", Host: "a.example", Port: 80})
	if err != nil {
		t.Fatal(err)
	}
	return run, out
}

// tree writes files: those with a name that ends in a slash are directories.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(full, 0o755); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(full, modified, modified); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

var modified = time.Date(2026, 1, 2, 3, 4, 5, 600, time.UTC)

func TestInline(t *testing.T) {
	for name, c := range map[string]struct {
		yaml, contentType, body string
		status                  int
	}{
		"the example":       {`{body: '{"name":"Ada"}', status: 200, headers: {Content-Type: application/json}}`, "application/json", `{"name":"Ada"}`, 200},
		"JSON by its look":  {`{body: ' [1]'}`, "application/json", " [1]", 200},
		"HTML by its look":  {`{body: '<!DOCTYPE html><p>a'}`, "text/html; charset=utf-8", "<!DOCTYPE html><p>a", 200},
		"XML by its look":   {`{body: '<?xml version="1.0"?><a/>'}`, "application/xml", `<?xml version="1.0"?><a/>`, 200},
		"no JSON after all": {`{body: '{a'}`, "text/plain; charset=utf-8", "{a", 200},
		"empty":             {`{body: '', status: 500}`, "", "", 500},
		"no body":           {`{body: 'never sent', status: 204}`, "", "", 204},
	} {
		t.Run(name, func(t *testing.T) {
			g := ask(t, request("GET / HTTP/1.1"), parsed(t, t.TempDir(), c.yaml))
			if g.body != c.body || g.status != c.status || g.field("Content-Type") != c.contentType || g.did != "answered from the rule" {
				t.Errorf("got %+v", g)
			}
		})
	}
}

func TestHeadersReplaceAndRepeat(t *testing.T) {
	dir := tree(t, map[string]string{"me.json": "{}"})
	g := ask(t, request("GET / HTTP/1.1"), parsed(t, dir, `{file: me.json, status: 418, headers: {content-type: text/x, Set-Cookie: [a=1, b=2], ETag: '"mine"'}}`))
	var lines []string
	for _, f := range g.fields {
		lines = append(lines, fmt.Sprintf("%s: %s", f.Name, f.Value))
	}
	want := `Last-Modified: Fri, 02 Jan 2026 03:04:05 GMT
Accept-Ranges: bytes
Cache-Control: no-cache
Date: Mon, 23 Nov 2026 12:00:00 GMT
content-type: text/x
Set-Cookie: a=1
Set-Cookie: b=2
ETag: "mine"`
	if text := strings.Join(lines, "\n"); text != want || g.status != 418 {
		t.Errorf("%d\n%s", g.status, text)
	}
}

func TestFilesAreReadWhenAskedFor(t *testing.T) {
	dir := tree(t, map[string]string{"fixtures/me.json": "1"})
	a := parsed(t, dir, `file: fixtures/me.json`)
	if g := ask(t, request("GET / HTTP/1.1"), a); g.body != "1" || g.did != "answered from fixtures/me.json" || g.field("Content-Type") != "application/json" {
		t.Errorf("got %+v", g)
	}
	if err := os.WriteFile(filepath.Join(dir, "fixtures/me.json"), []byte("two"), 0o644); err != nil {
		t.Fatal(err)
	}
	if g := ask(t, request("GET / HTTP/1.1"), a); g.body != "two" {
		t.Errorf("got %+v", g)
	}
	if err := os.Remove(filepath.Join(dir, "fixtures/me.json")); err != nil {
		t.Fatal(err)
	}
	if g := ask(t, request("GET / HTTP/1.1"), a); g.answered || g.why != "there is no fixtures/me.json" {
		t.Errorf("got %+v", g)
	}
}

func TestMissing(t *testing.T) {
	dir := tree(t, map[string]string{"there.txt": "there"})
	there := parsed(t, dir, `file: there.txt`)
	for name, c := range map[string]struct {
		missing string
		want    got
	}{
		"next is the default": {`{file: gone.txt}`, got{answered: true, status: 200, body: "there", why: "there is no gone.txt", did: "answered from there.txt"}},
		"next":                {`{file: gone.txt, missing: next}`, got{answered: true, status: 200, body: "there", why: "there is no gone.txt", did: "answered from there.txt"}},
		"server": {`{file: gone.txt, missing: server}`,
			got{why: "there is no gone.txt; the server is asked; a rule before sent the request on to the server"}},
		"404": {`{file: gone.txt, missing: "404"}`,
			got{answered: true, status: 404, body: nothing, did: "answered 404: there is no gone.txt"}},
		"404 as a number": {`{file: gone.txt, missing: 404}`,
			got{answered: true, status: 404, body: nothing, did: "answered 404: there is no gone.txt"}},
	} {
		t.Run(name, func(t *testing.T) {
			g := ask(t, request("GET / HTTP/1.1"), parsed(t, dir, c.missing), there)
			g.fields, g.size = nil, 0
			if fmt.Sprint(g) != fmt.Sprint(c.want) {
				t.Errorf("got  %+v\nwant %+v", g, c.want)
			}
		})
	}
}

func TestDirectory(t *testing.T) {
	dir := tree(t, map[string]string{
		"site/index.html":         "<p>home",
		"site/docs/index.html":    "<p>docs",
		"site/docs/main.htm":      "main",
		"site/a b/ü.txt":          "umlaut",
		"site/empty/":             "",
		"site/app.js":             "1",
		"site/..data/..x":         "dots",
		"site/data":               "plain text\n",
		"site/blob":               "\x00\x01\x02",
		"site/deep/index.html/":   "",
		"site/deep/default.htm":   "second",
		"site/users/1.json":       "{}",
		"outside.txt":             "secret",
		"site/a.ts":               "let a",
		"site/b.ts":               "G\x00\x01",
		"site/percent%2fname.txt": "literal",
	})
	for name, c := range map[string]struct {
		options, target string
		status          int
		body, tells     string // what the trace says, in part
		typ             string
	}{
		"a file":                     {"", "/app.js", 200, "1", "answered from site/app.js", "text/javascript; charset=utf-8"},
		"a query":                    {"", "/app.js?v=1/../x", 200, "1", "answered from site/app.js", ""},
		"an absolute target":         {"", "http://a.example/app.js", 200, "1", "", ""},
		"an absolute target alone":   {"", "http://a.example", 200, "<p>home", "", "text/html; charset=utf-8"},
		"an absolute target, query":  {"", "http://a.example?a=/b", 200, "<p>home", "", ""},
		"the index":                  {"", "/", 200, "<p>home", "answered from site/index.html", ""},
		"an index below":             {"", "/docs/", 200, "<p>docs", "", ""},
		"dots and empty names":       {"", "//./docs//.//", 200, "<p>docs", "", ""},
		"another index":              {"index: [none.html, main.htm], ", "/docs/", 200, "main", "", ""},
		"one index":                  {"index: main.htm, ", "/docs/", 200, "main", "", ""},
		"an index that is none":      {"index: [index.html, default.htm], ", "/deep/", 200, "second", "", ""},
		"no index":                   {"", "/empty/", 0, "", "the directory site/empty has no index.html", ""},
		"no index wanted":            {"index: [], ", "/docs/", 0, "", "the directory site/docs has no", ""},
		"a directory":                {"", "/docs?a=b", 302, "", "answered with a redirect to the directory site/docs/", ""},
		"a directory with no index":  {"", "/empty", 0, "", "the directory site/empty has no index.html", ""},
		"a file as a directory":      {"", "/app.js/", 0, "", "there is no directory site/app.js, it is a file", ""},
		"below a file":               {"", "/app.js/x", 0, "", "there is no site/app.js/x", ""},
		"encoded":                    {"", "/a%20b/%C3%BC.txt", 200, "umlaut", "", "text/plain; charset=utf-8"},
		"an encoded slash":           {"", "/users%2F1.json", 200, "{}", "", ""},
		"decoded once":               {"", "/percent%252fname.txt", 200, "literal", "", ""},
		"names with dots":            {"", "/..data/..x", 200, "dots", "", ""},
		"text by its look":           {"", "/data", 200, "plain text\n", "", "text/plain; charset=utf-8"},
		"octets":                     {"", "/blob", 200, "\x00\x01\x02", "", "application/octet-stream"},
		"missing":                    {"", "/nope", 0, "", "there is no site/nope", ""},
		"a name too long":            {"", "/" + strings.Repeat("a", 400), 0, "", "there is no site/aaa", ""},
		"a prefix":                   {"strip: /v1/, ", "/v1/users/1.json", 200, "{}", "", ""},
		"a prefix with no slash":     {"strip: /v1, ", "/v1/users/1.json", 200, "{}", "", ""},
		"the prefix alone":           {"strip: /v1, ", "/v1", 302, "", "answered with a redirect to the directory site/", ""},
		"the prefix and a slash":     {"strip: /v1, ", "/v1/", 200, "<p>home", "", ""},
		"half of a name":             {"strip: /v1, ", "/v10/users/1.json", 0, "", `the request's path "/v10/users/1.json" does not begin with /v1`, ""},
		"not the prefix":             {"strip: /v1, ", "/users/1.json", 0, "", "does not begin with /v1", ""},
		"up":                         {"", "/../outside.txt", 0, "", `leads out of the directory by ".."`, ""},
		"up and down":                {"", "/docs/../app.js", 0, "", `by ".."`, ""},
		"up, encoded":                {"", "/%2e%2e/outside.txt", 0, "", `by ".."`, ""},
		"up, with an encoded slash":  {"", "/..%2foutside.txt", 0, "", `by ".."`, ""},
		"up, all encoded":            {"", "/docs/%2E%2e%2F%2e%2e%2Foutside.txt", 0, "", `by ".."`, ""},
		"up, encoded twice":          {"", "/%252e%252e%252foutside.txt", 0, "", "there is no site/%2e%2e%2foutside.txt", ""},
		"up, after a prefix":         {"strip: /v1, ", "/v1/../outside.txt", 0, "", `by ".."`, ""},
		"a backslash":                {"", `/..\outside.txt`, 0, "", "has a backslash", ""},
		"a backslash, encoded":       {"", "/..%5coutside.txt", 0, "", "has a backslash", ""},
		"NUL":                        {"", "/app.js%00.txt", 0, "", "has a NUL", ""},
		"a drive":                    {"", "/C:/never.txt", 0, "", "names a drive", ""},
		"a drive, encoded":           {"", "/c%3Afile", 0, "", "names a drive", ""},
		"not UTF-8":                  {"", "/%ff", 0, "", "is not UTF-8", ""},
		"overlong":                   {"", "/%c0%ae%c0%ae/outside.txt", 0, "", "is not UTF-8", ""},
		"a broken encoding":          {"", "/a%2", 0, "", "has a broken percent-encoding", ""},
		"no path":                    {"", "*", 0, "", `the request's target "*" has no path`, ""},
		"an authority":               {"", "a.example:443", 0, "", "has no path", ""},
		"TypeScript":                 {"", "/a.ts", 200, "let a", "", "text/plain; charset=utf-8"},
		"a transport stream":         {"", "/b.ts", 200, "G\x00\x01", "", "video/mp2t"},
		"the directory is not there": {"nowhere", "/", 0, "", "there is no nowhere", ""},
	} {
		t.Run(name, func(t *testing.T) {
			yaml := "{" + c.options + "directory: site}"
			if c.options == "nowhere" {
				yaml = "{directory: nowhere}"
			}
			g := ask(t, request("GET "+c.target+" HTTP/1.1"), parsed(t, dir, yaml))
			if g.status != c.status || g.body != c.body || !strings.Contains(g.did+g.why, c.tells) || c.typ != "" && g.field("Content-Type") != c.typ {
				t.Errorf("got %+v", g)
			}
		})
	}
}

func TestRedirectStaysOnTheHost(t *testing.T) {
	dir := tree(t, map[string]string{"evil.example/index.html": "x", "a b/index.html": "y"})
	for target, want := range map[string]string{
		"//evil.example":   "/evil.example/",
		"/a%20b?c=d":       "/a%20b/?c=d",
		"http://x.y/a%20b": "/a%20b/",
	} {
		g := ask(t, request("GET "+target+" HTTP/1.1"), parsed(t, dir, "directory: ."))
		if g.status != 302 || g.field("Location") != want {
			t.Errorf("%s: %+v", target, g)
		}
	}
}

func TestHead(t *testing.T) {
	dir := tree(t, map[string]string{"a.txt": "0123456789"})
	run, out := begin(t, request("HEAD /a.txt HTTP/1.1", "Range: bytes=0-1"), parsed(t, dir, "directory: ."))
	defer out.Answer.Body.Close()
	if a := out.Answer; a.Status != 200 || a.Size != 10 || len(run.Trace()) != 1 {
		t.Errorf("got %+v", a)
	}
}

func TestShrinkingFileIsCut(t *testing.T) {
	dir := tree(t, map[string]string{"a.bin": strings.Repeat("x", 100<<10)})
	for _, lines := range [][]string{{"GET / HTTP/1.1"}, {"GET / HTTP/1.1", "Range: bytes=1000-90000"}, {"GET / HTTP/1.1", "Range: bytes=0-1000,2000-90000"}} {
		if err := os.Truncate(filepath.Join(dir, "a.bin"), 100<<10); err != nil {
			t.Fatal(err)
		}
		_, out := begin(t, request(lines...), parsed(t, dir, "file: a.bin"))
		start := make([]byte, 10)
		if _, err := io.ReadFull(out.Answer.Body, start); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(filepath.Join(dir, "a.bin"), 50<<10); err != nil {
			t.Fatal(err)
		}
		rest, err := io.ReadAll(out.Answer.Body)
		if err == nil || int64(len(start)+len(rest)) >= out.Answer.Size {
			t.Errorf("%v: %d octets of %d, %v", lines, len(start)+len(rest), out.Answer.Size, err)
		}
		out.Answer.Body.Close()
	}
}

func TestGrowingFileIsCutWhereItEnded(t *testing.T) {
	dir := tree(t, map[string]string{"a.log": "one\n"})
	_, out := begin(t, request("GET / HTTP/1.1"), parsed(t, dir, "file: a.log"))
	f, err := os.OpenFile(filepath.Join(dir, "a.log"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("two\n"); err != nil {
		t.Fatal(err)
	}
	f.Close()
	body, err := io.ReadAll(out.Answer.Body)
	out.Answer.Body.Close()
	if string(body) != "one\n" || err != nil {
		t.Errorf("%q, %v", body, err)
	}
}

func TestHugeFileIsNotHeld(t *testing.T) {
	dir := tree(t, map[string]string{"huge.bin": ""})
	const size = 3 << 40
	if err := os.Truncate(filepath.Join(dir, "huge.bin"), size); err != nil {
		t.Logf("the file system has no sparse file of 3 TiB: %v", err)
		return
	}
	_, out := begin(t, request("GET / HTTP/1.1"), parsed(t, dir, "file: huge.bin"))
	defer out.Answer.Body.Close()
	piece := make([]byte, 32<<10)
	allocs := testing.AllocsPerRun(100, func() {
		if _, err := io.ReadFull(out.Answer.Body, piece); err != nil {
			t.Fatal(err)
		}
	})
	if out.Answer.Size != size || allocs != 0 {
		t.Errorf("%d octets, %v allocations a piece", out.Answer.Size, allocs)
	}
}
