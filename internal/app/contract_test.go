package app

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"rockxy/internal/api"
)

// What is read by operations with parameters that they cannot do without.
var asked = map[string]string{
	"/v1/exchanges/position":    "?id=2",
	"/v1/exchanges/{id}/search": "?q=o&side=response",
	"/v1/exchanges/{id}/view":   "?side=response",
	"/v1/compare":               "?left=1&right=2",
	"/v1/facets":                "?fields=host,app,type,status,method,fault,verdict,proto",
	"/v1/tree":                  "?host=127.0.0.1",
	"/v1/filter/complete":       "?text=sta&at=3",
	"/v1/rules/text":            "?group=g",
}

// Each answer is what the document says, to the last field: clients are made from it.
func TestAnswersFollowTheDocument(t *testing.T) {
	o, roots := origin(t)
	cfg := testConfig(t)
	writeRules(t, RulesFile(cfg.Data, "g"), "rules:\n  - name: r\n    match: path:/two\n    actions: [{request-headers: {set: {X: y}}}, {mark: {colour: red}}]\n")
	a, _ := run(t, cfg, Options{ExtraRoots: roots})
	c := through(t, a)
	get(t, c, o.URL+"/one?a=b")
	get(t, c, o.URL+"/two")
	h := api.NewSocketHandler(instance{a})
	if w := socketAsk(h, "POST", "/v1/sync"); w.Code != http.StatusNoContent {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	schemas := documented(t)
	for _, g := range (instance{a}).Rules().Groups {
		if len(g.Problems) > 0 {
			t.Fatalf("%+v", g.Problems)
		}
	}
	tried := 0
	for path, item := range api.Describe().Paths {
		if item.Get == nil || item.Get.Responses["200"] == nil || item.Get.Responses["200"].Content["application/json"] == nil ||
			strings.HasPrefix(path, "/v1/breakpoints/") || strings.HasPrefix(path, "/v1/templates/") {
			continue // of those there are none
		}
		tried++
		where := strings.ReplaceAll(path, "{id}", "2") + asked[path]
		w := socketAsk(h, "GET", where)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d %s", where, w.Code, w.Body)
			continue
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(w.Body.Bytes()))
		if err != nil {
			t.Errorf("%s: %v", where, err)
			continue
		}
		if err := schemas(path).Validate(v); err != nil {
			t.Errorf("%s: %v\n%.1000s", where, err, w.Body)
		}
	}
	if tried < 20 {
		t.Errorf("%d operations only", tried)
	}
}

func socketAsk(h http.Handler, method, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.Host = api.Host
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// documented compiles the schema of what GET of a path answers.
func documented(t *testing.T) func(path string) *jsonschema.Schema {
	t.Helper()
	text, err := json.Marshal(api.Describe())
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	return func(path string) *jsonschema.Schema {
		t.Helper()
		at := "openapi.json#/paths/" + strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(path) + "/get/responses/200/content/application~1json/schema"
		s, err := compiler.Compile(at)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}
