package app

import (
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/store"
)

func TestRequestsAboutLists(t *testing.T) {
	cfg := testConfig(t)
	if err := otherSession(filepath.Join(cfg.Data, "sessions", "other"), 3); err != nil {
		t.Fatal(err)
	}
	a, _ := run(t, cfg, Options{})
	for k := range 6 {
		capture(a, k)
	}
	h := api.NewSocketHandler(instance{a})
	for _, c := range []struct {
		path   string
		status int
		want   []string
	}{
		{"/v1/exchanges", 200, []string{`"total":6,"offset":0,`, `"unsearched":0,"rows":[{"id":1,`, `"wait_ms":null`, `"tls":"TLS 1.3"`, `"columns":[]`}},
		{"/v1/exchanges?filter=&sort=&desc=true&limit=1", 200, []string{`"rows":[{"id":6,`}},
		{"/v1/exchanges?sort=url&offset=5&limit=500", 200, []string{`"offset":5`, "https://b.example/"}},
		{"/v1/exchanges?sort=host&filter=status:200&columns=req.header:user-agent,res.header:content-type", 200, []string{`"columns":["a.example","text/plain"]`}},
		{"/v1/exchanges?limit=0", 200, []string{`"total":6`, `"rows":[]`}},
		{"/v1/exchanges?offset=100", 200, []string{`"rows":[]`}},
		{"/v1/exchanges?limit=501", 400, []string{"limit is a number up to 500"}},
		{"/v1/exchanges?sort=weight", 400, []string{"sort is one of"}},
		{"/v1/exchanges?offset=-1", 400, []string{"offset is a number"}},
		{"/v1/exchanges?filter=status:abc", 400, []string{`"column":8`}},
		{"/v1/exchanges?columns=age", 400, []string{"no column called age"}},
		{"/v1/exchanges?columns=res.header:", 400, []string{"no column called"}},
		{"/v1/exchanges?session=nowhere", 404, []string{"no such session"}},
		{"/v1/exchanges?session=..%2Fx", 400, []string{"cannot be called"}},
		{"/v1/exchanges?session=other", 200, []string{`"total":3`}},
		{"/v1/exchanges?session=other&filter=body:needle", 200, []string{`"total":`}},
		{"/v1/exchanges/position?id=2", 200, []string{`"offset":1`}},
		{"/v1/exchanges/position?id=2&desc=true", 200, []string{`"offset":4`}},
		{"/v1/exchanges/position?id=77&session=other", 200, []string{`"offset":-1`}},
		{"/v1/exchanges/position", 400, []string{"id is the number of an entry"}},
		{"/v1/count?filter=status:404", 200, []string{`{"count":2,"unsearched":0}`}},
		{"/v1/count?session=other", 200, []string{`{"count":3,`}},
		{"/v1/count?filter=(", 400, []string{`"column"`}},
		{"/v1/facets?fields=host,status", 200, []string{`"host":[{"value":"a.example","count":2}`, `"status":[`}},
		{"/v1/facets?fields=host,weight", 400, []string{"no facets called"}},
		{"/v1/facets", 400, []string{"fields are some of"}},
		{"/v1/sidebar", 200, []string{`"total":6`, `"name":"a.example"`, `"sessions":[{`}},
		{"/v1/sidebar?filter=host:b.example&session=other", 200, []string{`"total":1,`}},
		{"/v1/tree?host=a.example", 200, []string{`"name":"path","path":"/path"`, `"leaf":false`}},
		{"/v1/tree?host=a.example&path=/path", 200, []string{`"name":"0","path":"/path/0"`, `"leaf":true`}},
		{"/v1/tree", 400, []string{"host is the name of a host"}},
		{"/v1/changes?sort=weight", 400, []string{"sort is one of"}},
		{"/v1/changes?filter=(", 400, []string{`"column"`}},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "http://"+api.Host+c.path, nil))
		got := w.Body.String()
		ok := w.Code == c.status
		for _, want := range c.want {
			ok = ok && strings.Contains(got, want)
		}
		if !ok {
			t.Errorf("%s: %d %.700s", c.path, w.Code, got)
		}
	}
	if _, err := (instance{a}).DeleteSession(t.Context(), "other"); err != nil {
		t.Error(err)
	}
	if _, err := (instance{a}).Window(t.Context(), api.WindowQuery{ListQuery: api.ListQuery{Session: "other"}}); err == nil {
		t.Error("a deleted session has a list")
	}
}

// otherSession records a session that nobody captures into.
func otherSession(dir string, n int) error {
	tr, err := newTraffic(dir, store.Options{})
	if err != nil {
		return err
	}
	for k := range n {
		tr.record(k)
	}
	return tr.close()
}
