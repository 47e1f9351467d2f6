package app

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"rockxy/internal/api"
)

// askEntries is one request to an instance.
func askEntries(t *testing.T, h http.Handler, method, path string, fields ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	r.Host = api.Host
	for i := 0; i < len(fields); i += 2 {
		r.Header.Set(fields[i], fields[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// bodyOrigin is an origin with bodies of many kinds, behind an instance. It answers /slow until
// the test ends.
func bodyOrigin(t *testing.T) (h http.Handler, c *http.Client, origin string) {
	t.Helper()
	end := make(chan struct{})
	o := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/gzip":
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Encoding", "gzip")
			io.WriteString(w, gzipped(`{"name":"`+strings.Repeat("x", 5000)+`"}`))
		case "/unknown":
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Encoding", "exi")
			io.WriteString(w, "encoded")
		case "/cut":
			w.Header().Set("Content-Type", "text/plain")
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, "the beginning")
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		case "/slow":
			w.Header().Set("Content-Type", "text/event-stream")
			io.WriteString(w, "data: {\"n\":1}\n\n")
			w.(http.Flusher).Flush()
			<-end
		case "/page":
			w.Header().Set("Content-Type", "text/html")
			io.WriteString(w, `<script>alert(1)</script><img src=x onerror=alert(1)><p>text`)
		}
	}))
	a, _ := run(t, testConfig(t), Options{})
	c = through(t, a)
	t.Cleanup(o.Close)
	t.Cleanup(func() { close(end) })
	return api.NewSocketHandler(instance{a}), c, o.URL
}

// fetchedAll gets what there is, as far as it comes.
func fetchedAll(t *testing.T, c *http.Client, url string) {
	t.Helper()
	resp, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body) // some are cut
	resp.Body.Close()
}

func entryAnswer[T any](t *testing.T, w *httptest.ResponseRecorder) (v T) {
	t.Helper()
	if w.Code != 200 {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestOctetsAreNeverRun(t *testing.T) {
	h, c, o := bodyOrigin(t)
	fetchedAll(t, c, o+"/page")
	for path, want := range map[string]struct{ kind, disposition, policy string }{
		"body":               {"application/octet-stream", "attachment; filename=1-page", "sandbox; default-src 'none'"},
		"body?as=wire":       {"application/octet-stream", "attachment; filename=1-page", "sandbox; default-src 'none'"},
		"body?side=request":  {"application/octet-stream", "attachment; filename=1-page", "sandbox; default-src 'none'"},
		"preview":            {"text/html; charset=utf-8", "inline", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"},
		"../../export?ids=1": {"", "", ""},
	} {
		path = "/v1/exchanges/1/" + path
		if strings.Contains(path, "..") {
			path = "/v1/export?format=har&ids=1"
			want.kind, want.policy = "application/json", "sandbox; default-src 'none'"
			want.disposition = "attachment; filename=rockxy-1.har"
		}
		w := askEntries(t, h, "GET", path)
		f := w.Header()
		if w.Code != 200 || f.Get("Content-Type") != want.kind || f.Get("Content-Disposition") != want.disposition || f.Get("Content-Security-Policy") != want.policy || f.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %v", path, w.Code, f)
		}
	}
	if w := askEntries(t, h, "GET", "/v1/exchanges/1/preview"); strings.Contains(w.Body.String(), "alert") || !strings.Contains(w.Body.String(), "<p>text") {
		t.Errorf("the preview is %s", w.Body)
	}
}

func TestRanges(t *testing.T) {
	h, c, o := bodyOrigin(t)
	fetchedAll(t, c, o+"/gzip")
	const size = 5011
	for _, tt := range []struct {
		method, as, asked string
		status, length    int
		contentRange      string
	}{
		{"GET", "decoded", "", 200, size, ""},
		{"GET", "decoded", "bytes=0-9", 206, 10, "bytes 0-9/5011"},
		{"GET", "decoded", "bytes=-3", 206, 3, "bytes 5008-5010/5011"},
		{"GET", "decoded", "bytes=5011-", 416, -1, "bytes */5011"},
		{"HEAD", "decoded", "", 200, 0, ""},
		{"HEAD", "decoded", "bytes=1-2", 206, 0, "bytes 1-2/5011"},
		{"GET", "wire", "bytes=0-1", 206, 2, fmt.Sprintf("bytes 0-1/%d", len(gzipped(`{"name":"`+strings.Repeat("x", 5000)+`"}`)))},
	} {
		var fields []string
		if tt.asked != "" {
			fields = []string{"Range", tt.asked}
		}
		w := askEntries(t, h, tt.method, "/v1/exchanges/1/body?as="+tt.as, fields...)
		if w.Code != tt.status || tt.length >= 0 && w.Body.Len() != tt.length || w.Header().Get("Content-Range") != tt.contentRange {
			t.Errorf("%s %s %s: %d, %d octets, %v", tt.method, tt.as, tt.asked, w.Code, w.Body.Len(), w.Header())
		}
	}
	if w := askEntries(t, h, "GET", "/v1/exchanges/1/body", "Range", "bytes=0-8"); w.Body.String() != `{"name":"` {
		t.Errorf("decoded: %q", w.Body)
	}
}

func TestViewsOfWhatIsNotWhole(t *testing.T) {
	h, c, o := bodyOrigin(t)
	for _, path := range []string{"/gzip", "/unknown", "/cut"} {
		fetchedAll(t, c, o+path)
	}
	resp, err := c.Get(o + "/slow")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.ReadFull(resp.Body, make([]byte, 15)); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[int]struct {
		kind, line, note string
	}{
		1: {"json", "{", ""},
		2: {"text", "encoded", `shown as on the wire: the content coding "exi" is not known`},
		3: {"text", "the beginning", "the exchange failed, so this may not be all of it: "},
		4: {"events", `data: {`, "the exchange goes on: this is what there is of it so far"},
	} {
		v := entryAnswer[api.View](t, askEntries(t, h, "GET", fmt.Sprintf("/v1/exchanges/%d/view?lines=5", id)))
		if v.Kind != want.kind || len(v.Lines) == 0 || lineText(&v.Lines[0]) != want.line || !strings.HasPrefix(v.Note, want.note) || (want.note == "") != (v.Note == "") || !v.Complete {
			t.Errorf("%d: %+v", id, v)
		}
	}
	if w := askEntries(t, h, "GET", "/v1/exchanges/2/body"); w.Code != 422 || !strings.Contains(w.Body.String(), "as=wire") {
		t.Errorf("what cannot be decoded: %d %s", w.Code, w.Body)
	}
	if w := askEntries(t, h, "GET", "/v1/exchanges/2/body?as=wire"); w.Body.String() != "encoded" {
		t.Errorf("on the wire: %q", w.Body)
	}
	list := entryAnswer[api.MessageList](t, askEntries(t, h, "GET", "/v1/exchanges/4/messages"))
	if list.Total != 1 || list.Messages[0].Kind != "event" || list.Messages[0].Shown != "events" || !strings.Contains(list.Messages[0].Preview, `{"n": 1}`) {
		t.Errorf("%+v", list)
	}
	v := entryAnswer[api.View](t, askEntries(t, h, "GET", "/v1/exchanges/4/view?message=0&as=json"))
	if v.Kind != "json" || v.Total != 3 {
		t.Errorf("%+v", v)
	}
}

func TestWhatIsAskedForIsChecked(t *testing.T) {
	h, c, o := bodyOrigin(t)
	fetchedAll(t, c, o+"/gzip")
	for path, want := range map[string]int{
		"exchanges/1": 200, "exchanges/0": 400, "exchanges/x": 400, "exchanges/7": 404, "exchanges/1?session=none": 404, "exchanges/1?session=..%2Fx": 400,
		"exchanges/1/view?side=both": 400, "exchanges/1/view?lines=0": 400, "exchanges/1/view?lines=5000": 400, "exchanges/1/view?from=-1": 400, "exchanges/1/view?as=x": 400, "exchanges/1/view?path=$[": 400,
		"exchanges/1/view?message=0": 404, "exchanges/1/view?fold=zz": 400, "exchanges/7/view": 404, "exchanges/1/search": 400, "exchanges/1/search?q=x": 200, "exchanges/1/search?q=(&regex=true": 400,
		"exchanges/1/body?as=x": 400, "exchanges/7/body": 404, "exchanges/1/image": 415, "exchanges/1/preview": 415, "exchanges/1/trace": 200, "exchanges/1/messages?limit=0": 400, "exchanges/1/messages": 200,
		"compare?left=1&right=1": 200, "compare?left=1": 400, "compare?left=1&right=7": 404, "export?format=har": 200, "export": 400, "export?format=x": 400, "export?format=har&filter=status:(": 400, "export/formats": 200,
		"filter/check?text=host:a": 204, "filter/check?text=status:(": 400, "filter/complete?text=h": 200, "filter/complete": 200,
	} {
		w := askEntries(t, h, "GET", "/v1/"+path)
		if w.Code != want || want >= 400 && !strings.HasPrefix(w.Body.String(), `{"error":"`) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

// The first rows of a large body are there while the rest is laid out, and any others afterwards.
func TestALargeBodyOpensAtOnce(t *testing.T) {
	line := `{"id":12345,"name":"some longer text","tags":["a","b"],"ok":true},`
	o := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, "[")
		piece := strings.Repeat(line, 1000)
		for range 32_000_000 / len(piece) {
			io.WriteString(w, piece)
		}
		io.WriteString(w, "0]")
	}))
	defer o.Close()
	a, _ := run(t, testConfig(t), Options{})
	fetchedAll(t, through(t, a), o.URL)
	h := api.NewSocketHandler(instance{a})
	if w := askEntries(t, h, "POST", "/v1/sync"); w.Code != 204 {
		t.Fatal(w.Code)
	}
	start := time.Now()
	v := entryAnswer[api.View](t, askEntries(t, h, "GET", "/v1/exchanges/1/view"))
	t.Logf("the first %d rows after %v", len(v.Lines), time.Since(start))
	if len(v.Lines) != 200 || v.Kind != "json" {
		t.Fatalf("%d lines of %s", len(v.Lines), v.Kind)
	}
	for !v.Complete {
		v = entryAnswer[api.View](t, askEntries(t, h, "GET", fmt.Sprintf("/v1/exchanges/1/view?from=%d&lines=1", v.Total+1_000_000)))
	}
	t.Logf("all %d rows after %v", v.Total, time.Since(start))
	for i := range 10 {
		start := time.Now()
		w := entryAnswer[api.View](t, askEntries(t, h, "GET", fmt.Sprintf("/v1/exchanges/1/view?from=%d", v.Total/10*i)))
		if len(w.Lines) != 200 {
			t.Fatalf("%d rows from %d on", len(w.Lines), w.From)
		}
		t.Logf("from %d: %v", w.From, time.Since(start))
	}
}

func TestNothingOfADeletedEntryIsLeft(t *testing.T) {
	h, c, o := bodyOrigin(t)
	fetchedAll(t, c, o+"/gzip")
	fetchedAll(t, c, o+"/page")
	for id := 1; id <= 2; id++ {
		entryAnswer[api.View](t, askEntries(t, h, "GET", fmt.Sprintf("/v1/exchanges/%d/view", id)))
	}
	r := httptest.NewRequest("POST", "/v1/delete", strings.NewReader(`{"ids":[1]}`))
	r.Host = api.Host
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	for path, want := range map[string]int{"1/view": 404, "1/body": 404, "1": 404, "2/view": 200} {
		if w := askEntries(t, h, "GET", "/v1/exchanges/"+path); w.Code != want {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
