package app

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/layout"
)

// inArchive is an exchange of an archive.
type inArchive struct {
	url, contentType, body string
	posted                 string
}

func archiveOf(t *testing.T, all ...inArchive) string {
	t.Helper()
	var entries []any
	for i, a := range all {
		content := map[string]any{"size": len(a.body), "mimeType": a.contentType, "text": base64.StdEncoding.EncodeToString([]byte(a.body)), "encoding": "base64"}
		fields := []any{map[string]string{"name": "Content-Type", "value": a.contentType}}
		request := map[string]any{"method": "GET", "url": a.url, "httpVersion": "HTTP/1.1", "headers": []any{map[string]string{"name": "Authorization", "value": "Bearer abcDEF0123456789xyz"}}}
		if a.posted != "" {
			request["method"] = "POST"
			request["postData"] = map[string]string{"mimeType": "application/json", "text": a.posted}
			request["headers"] = []any{map[string]string{"name": "Content-Type", "value": "application/json"}}
		}
		entries = append(entries, map[string]any{
			"startedDateTime": fmt.Sprintf("2026-01-02T03:04:%02dZ", i), "time": 2 + i, "request": request,
			"response": map[string]any{"status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "headers": fields, "content": content},
			"timings":  map[string]int{"send": 1, "wait": 1, "receive": i},
		})
	}
	text, err := json.Marshal(map[string]any{"log": map[string]any{"version": "1.2", "creator": map[string]string{"name": "x", "version": "1"}, "entries": entries}})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// readerOf reads the entries of an archive.
func readerOf(t *testing.T, all ...inArchive) *entryReader {
	t.Helper()
	data, report := imported(t, archiveOf(t, all...))
	if report.Imported != len(all) {
		t.Fatalf("%+v", report)
	}
	e := &entryReader{data: data, version: "test", views: layout.New(filepath.Join(t.TempDir(), "views"))}
	t.Cleanup(func() {
		if err := e.views.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func response(id flow.ID) api.SideRef {
	return api.SideRef{EntryRef: api.EntryRef{ID: id}, Side: "response"}
}

func viewOf(id flow.ID, as string) api.ViewQuery {
	return api.ViewQuery{ViewOf: api.ViewOf{SideRef: response(id), As: as, Message: -1}, Lines: 200}
}

func statusOf(err error) int {
	var e *api.Error
	switch {
	case errors.As(err, &e):
		return e.Status
	case errors.Is(err, api.ErrNotFound):
		return http.StatusNotFound
	case err != nil:
		return http.StatusInternalServerError
	}
	return http.StatusOK
}

func TestEntry(t *testing.T) {
	e := readerOf(t, inArchive{url: "https://a.example/x", contentType: "text/plain", body: "one"})
	d, err := e.Entry(t.Context(), api.EntryRef{ID: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Heads) != 2 || d.Heads[1].Raw == nil || !strings.HasPrefix(*d.Heads[1].Raw, "HTTP/1.1 200 OK\r\n") || len(d.Log) != 0 || d.ReplayOf != 0 || len(d.Replays) != 0 {
		t.Errorf("%+v", d.Heads)
	}
	for ref, want := range map[api.EntryRef]int{{ID: 9}: 404, {ID: 1, Session: "none"}: 404, {ID: 1, Session: "../x"}: 400, {ID: 1, Session: DefaultSession}: 200} {
		if _, err := e.Entry(t.Context(), ref); statusOf(err) != want {
			t.Errorf("%+v: %v, want %d", ref, err, want)
		}
	}
}

func gzipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, s) // a Buffer has no errors
	_ = z.Close()
	return b.String()
}

func contentOf(t *testing.T, o *api.Octets, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(o.Content)
	if c, ok := o.Content.(io.Closer); ok {
		err = errors.Join(err, c.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestBody(t *testing.T) {
	e := readerOf(t, inArchive{url: "https://a.example/dir/pic%22ture.png?x=/y", contentType: "image/png", body: "\x89PNG\r\n\x1a\n"},
		inArchive{url: "https://a.example/", contentType: "text/html", body: "<script>alert(1)</script><p onclick=x>hi"})
	o, err := e.Body(t.Context(), api.BodyQuery{SideRef: response(1)})
	if got := contentOf(t, o, err); got != "\x89PNG\r\n\x1a\n" || o.Inline || o.Type != "" || o.Name != "1-picture.png" {
		t.Errorf("%q as %+v", got, o)
	}
	o, err = e.Image(t.Context(), api.ImageQuery{SideRef: response(1)})
	if got := contentOf(t, o, err); got != "\x89PNG\r\n\x1a\n" || o.Type != "image/png" || !strings.HasPrefix(o.Policy, "sandbox;") {
		t.Errorf("%q as %+v", got, o)
	}
	o, err = e.Preview(t.Context(), response(2))
	if got := contentOf(t, o, err); !strings.Contains(got, "<p>hi") || strings.Contains(got, "alert") || !strings.HasPrefix(o.Policy, "sandbox; default-src 'none'") || o.Type != "text/html; charset=utf-8" {
		t.Errorf("%q as %+v", got, o)
	}
	if _, err := e.Preview(t.Context(), response(1)); statusOf(err) != 415 {
		t.Error(err)
	}
	if _, err := e.Image(t.Context(), api.ImageQuery{SideRef: response(2)}); statusOf(err) != 415 {
		t.Error(err)
	}
}

func TestSVGIsForPagesAlone(t *testing.T) {
	e := readerOf(t, inArchive{url: "https://a.example/x.svg", contentType: "image/svg+xml", body: "<svg onload=alert(1)>"})
	for dest, want := range map[string]int{"": 200, "image": 200, "document": 415, "iframe": 415, "object": 415, "embed": 415} {
		o, err := e.Image(t.Context(), api.ImageQuery{SideRef: response(1), Dest: dest})
		if statusOf(err) != want {
			t.Errorf("%s: %v", dest, err)
		}
		if err == nil {
			contentOf(t, o, nil)
		}
	}
}

func lineText(l *api.ViewLine) string {
	var b strings.Builder
	for _, s := range l.Spans {
		b.WriteString(s[1])
	}
	return b.String()
}

func TestView(t *testing.T) {
	e := readerOf(t, inArchive{url: "https://a.example/x", contentType: "application/json", body: `{"a":[1,{"b":2}]}`, posted: `{"query":"{ me { id } }"}`},
		inArchive{url: "https://a.example/y", contentType: "text/html", body: "<p>x"})
	v, err := e.View(t.Context(), viewOf(1, ""))
	if err != nil {
		t.Fatal(err)
	}
	if v.Kind != "json" || strings.Join(v.Kinds, " ") != "json text hex" || v.Language != "json" || v.Total != 8 || v.Shown != 8 || !v.Complete || !v.Folds || v.Preview || v.Image || v.Size != 17 {
		t.Errorf("%+v", v)
	}
	if l := v.Lines[1]; l.N != 2 || l.Depth != 1 || l.End != 7 || len(l.Spans) != 4 || l.Spans[0] != [2]string{"key", `"a"`} {
		t.Errorf("%+v", l)
	}
	q := viewOf(1, "")
	q.Fold = "d1"
	if v, err = e.View(t.Context(), q); err != nil || v.Shown != 3 || !v.Lines[1].Closed {
		t.Errorf("%+v, %v", v, err)
	}
	q = viewOf(1, "")
	q.Path = "$..b"
	if v, err = e.View(t.Context(), q); err != nil || len(v.Lines) != 1 || lineText(&v.Lines[0]) != "$.a[1].b: 2" {
		t.Errorf("%+v, %v", v, err)
	}
	q = viewOf(1, "")
	q.Side = "request"
	if v, err = e.View(t.Context(), q); err != nil || v.Kind != "graphql" || strings.Join(v.Kinds, " ") != "graphql json text hex" {
		t.Errorf("%+v, %v", v, err)
	}
	if v, err = e.View(t.Context(), viewOf(2, "")); err != nil || v.Kind != "html" || !v.Preview || v.Language != "html" {
		t.Errorf("%+v, %v", v, err)
	}
	if v, err = e.View(t.Context(), viewOf(2, "hex")); err != nil || v.Kind != "hex" || v.Kinds[0] != "html" || !v.Preview {
		t.Errorf("%+v, %v", v, err)
	}
	bad := viewOf(1, "")
	bad.Path = "$.["
	badFold := viewOf(1, "")
	badFold.Fold = "x"
	for _, q := range []api.ViewQuery{bad, badFold, viewOf(1, "nothing")} {
		if _, err := e.View(t.Context(), q); statusOf(err) != 400 {
			t.Errorf("%+v: %v", q, err)
		}
	}
	f, err := e.SearchView(t.Context(), api.ViewSearch{ViewOf: viewOf(1, "").ViewOf, Q: "B"})
	if err != nil || f.Total != 1 || f.Matches[0] != (api.ViewMatch{Line: 5, Column: 1, Length: 1}) {
		t.Errorf("%+v, %v", f, err)
	}
	if _, err := e.SearchView(t.Context(), api.ViewSearch{ViewOf: viewOf(1, "").ViewOf, Q: "(", Regex: true}); statusOf(err) != 400 {
		t.Error(err)
	}
}

func TestCompareEntries(t *testing.T) {
	e := readerOf(t,
		inArchive{url: "https://a.example/1", contentType: "application/json", body: `{"a":1,"b":[1,2]}`},
		inArchive{url: "https://a.example/2", contentType: "application/json", body: `{"b":[1,3],"a":1}`},
		inArchive{url: "https://a.example/2", contentType: "application/json", body: `{ "b": [1,3], "a": 1}`},
		inArchive{url: "https://a.example/2", contentType: "image/png", body: "\x00\x01"},
	)
	c, err := e.Compare(t.Context(), api.CompareQuery{Left: 1, Right: 2})
	if err != nil {
		t.Fatal(err)
	}
	if b := c.Response.Body; b.Kind != "json" || b.Equal || len(b.Changes) != 1 || b.Changes[0].Path != "$.b[1]" || *b.Changes[0].Left != "2" || *b.Changes[0].Right != "3" || len(b.Lines) == 0 {
		t.Errorf("%+v", b)
	}
	if len(c.Request.Head) == 0 || c.Request.Head[0].Op != "-" || c.Left.URL != "https://a.example/1" || len(c.Timing) == 0 || c.Timing[len(c.Timing)-1].Name != "total" {
		t.Errorf("%+v", c)
	}
	if c, err = e.Compare(t.Context(), api.CompareQuery{Left: 2, Right: 3}); err != nil || !c.Response.Body.Equal || c.Response.Body.Same || len(c.Response.Body.Changes) != 0 {
		t.Errorf("%+v, %v", c.Response.Body, err)
	}
	if c, err = e.Compare(t.Context(), api.CompareQuery{Left: 4, Right: 3}); err != nil || c.Response.Body.Kind != "hex" || c.Response.Body.Equal || !c.Request.Body.Equal || c.Request.Body.Kind != "" {
		t.Errorf("%+v, %v", c.Response.Body, err)
	}
	if c, err = e.Compare(t.Context(), api.CompareQuery{Left: 4, Right: 4}); err != nil || !c.Response.Body.Same || len(c.Response.Body.Lines) != 0 {
		t.Errorf("%+v, %v", c.Response.Body, err)
	}
	if _, err = e.Compare(t.Context(), api.CompareQuery{Left: 4, Right: 9}); statusOf(err) != 404 {
		t.Error(err)
	}
}

func TestExportThroughTheAPI(t *testing.T) {
	e := readerOf(t, inArchive{url: "https://a.example/1", contentType: "text/plain", body: "x"}, inArchive{url: "https://a.example/2", contentType: "text/plain", body: "y"})
	write := func(q api.ExportQuery) (string, *api.Export, error) {
		x, err := e.Export(t.Context(), q)
		if err != nil {
			return "", nil, err
		}
		var b bytes.Buffer
		err = x.Write(t.Context(), &b)
		return b.String(), x, err
	}
	const secret = "abcDEF0123456789xyz"
	text, x, err := write(api.ExportQuery{Format: "har", Redact: true})
	if err != nil || strings.Contains(text, secret) || strings.Count(text, `"startedDateTime"`) != 2 || x.Type != "application/json" || !strings.HasSuffix(x.Name, ".har") {
		t.Errorf("%s, %+v, %v", text, x, err)
	}
	if text, x, err = write(api.ExportQuery{Format: "curl", IDs: "1", Redact: false}); err != nil || !strings.Contains(text, secret) || x.Name != "rockxy-1.sh" {
		t.Errorf("%s, %+v, %v", text, x, err)
	}
	if text, _, err = write(api.ExportQuery{Format: "raw", IDs: "2", Side: "response"}); err != nil || !strings.HasSuffix(text, "\r\n\r\ny") {
		t.Errorf("%q, %v", text, err)
	}
	for _, q := range []api.ExportQuery{{Format: "x"}, {Format: "har", IDs: "a"}, {Format: "har", Filter: "status:("}, {Format: "python"}, {Format: "curl", IDs: "9"}} {
		if _, _, err := write(q); statusOf(err) != 400 {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

func TestComplete(t *testing.T) {
	e := readerOf(t, inArchive{url: "https://shop.example/1", contentType: "text/plain", body: "x"})
	for _, tt := range []struct {
		text     string
		at       int
		from, to int
		first    string
	}{
		{"hos", -1, 0, 3, "host:"},
		{"host:sh", -1, 5, 7, "shop.example"},
		{"𝄞 host:sh x", 10, 8, 10, "shop.example"},
	} {
		c, err := e.CompleteFilter(t.Context(), api.CompleteQuery{Text: tt.text, At: tt.at})
		if err != nil || len(c.Items) == 0 || c.Items[0].Text != tt.first || c.From != tt.from || c.To != tt.to {
			t.Errorf("%q: %+v, %v", tt.text, c, err)
		}
	}
}

func TestLayoutsGoWithTheirEntries(t *testing.T) {
	e := readerOf(t, inArchive{url: "https://a.example/1", contentType: "text/plain", body: "x"}, inArchive{url: "https://a.example/2", contentType: "text/plain", body: "y"})
	layouts := map[flow.ID]*layout.Layout{}
	look := func(id flow.ID) *layout.Layout {
		l, release, _, err := e.layout(t.Context(), viewOf(id, "").ViewOf)
		if err != nil {
			t.Fatal(err)
		}
		release()
		return l
	}
	for id := flow.ID(1); id <= 2; id++ {
		layouts[id] = look(id)
	}
	e.forget("", 1)
	if look(1) == layouts[1] || look(2) != layouts[2] {
		t.Error("what one forgets is the other's")
	}
	e.forget("other")
	if look(2) != layouts[2] {
		t.Error("another session's is forgotten")
	}
	e.forget("")
	if look(2) == layouts[2] {
		t.Error("a session's is not forgotten")
	}
}
