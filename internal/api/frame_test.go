package api

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

// onSocket asks an instance as a program of its user would.
func onSocket(inst Instance, method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = Host
	w := httptest.NewRecorder()
	NewSocketHandler(inst).ServeHTTP(w, r)
	return w
}

type echoed struct {
	Name string `json:"name"`
	N    int    `json:"n,omitempty"`
}

// askFrame asks one operation of each kind.
func askFrame(change func(*http.Request), method, path, body string) *httptest.ResponseRecorder {
	mux := http.NewServeMux()
	api := newAPI(mux)
	type asked struct {
		ID   int    `path:"id" minimum:"1" doc:"a thing is named by its number"`
		Many int    `query:"many" default:"3" minimum:"0" maximum:"9" doc:"many is 0 to 9"`
		Kind string `query:"kind" enum:"a,b"`
		Must string `query:"must" required:"true" doc:"must says something"`
	}
	answer(api, "GET /v1/things/{id}", "", func(_ context.Context, in *asked) (asked, error) { return *in, nil })
	answer(api, "POST /v1/echo", "", func(_ context.Context, in *bodyOf[echoed]) (echoed, error) { return in.Body, nil }, upTo(64))
	act(api, "POST /v1/fail", "", func(context.Context, *struct{}) error {
		return &Error{Status: http.StatusTeapot, Message: "no", Hint: "tea", Column: 2}
	})
	answer(api, "GET /v1/broken", "", func(context.Context, *struct{}) (echoed, error) { return echoed{}, io.ErrUnexpectedEOF })
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	withErrors(mux).ServeHTTP(w, r)
	return w
}

func TestFrame(t *testing.T) {
	for _, tt := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "/v1/things/7?must=x", "", 200, `{"ID":7,"Many":3,"Kind":"","Must":"x"}`},
		{"GET", "/v1/things/7?must=x&many=0&kind=b&unknown=1", "", 200, `{"ID":7,"Many":0,"Kind":"b","Must":"x"}`},
		{"GET", "/v1/things/0?must=x", "", 400, `{"error":"a thing is named by its number"}`},
		{"GET", "/v1/things/x?must=x", "", 400, `{"error":"a thing is named by its number"}`},
		{"GET", "/v1/things/-1?must=x", "", 400, `{"error":"a thing is named by its number"}`},
		{"GET", "/v1/things/99999999999999999999?must=x", "", 400, `{"error":"a thing is named by its number"}`},
		{"GET", "/v1/things/1?must=x&many=10", "", 400, `{"error":"many is 0 to 9"}`},
		{"GET", "/v1/things/1?must=x&many=ten", "", 400, `{"error":"many is 0 to 9"}`},
		{"GET", "/v1/things/1", "", 400, `{"error":"must says something"}`},
		{"GET", "/v1/things/1?must=x&kind=c", "", 400, `{"error":"kind: expected value to be one of \"a, b\""}`},
		{"POST", "/v1/echo", `{"name":"a\u2028b","n":2}`, 200, `{"name":"a\u2028b","n":2}`},
		{"POST", "/v1/echo", `{}`, 200, `{"name":""}`},
		{"POST", "/v1/echo", `{"name":"x","other":1}`, 400, `{"error":"the request is not the JSON that it should be: json: unknown field \"other\""}`},
		{"POST", "/v1/echo", `{"name":"x"} 1`, 400, `there is more after it`},
		{"POST", "/v1/echo", `{"name":1}`, 400, `the request is not the JSON that it should be: json: cannot unmarshal number`},
		{"POST", "/v1/echo", `{"secret`, 400, `the request is not the JSON that it should be: unexpected EOF`},
		{"POST", "/v1/echo", ``, 400, `{"error":"the request is not the JSON that it should be"}`},
		{"POST", "/v1/echo", `{"name":"` + strings.Repeat("a", 53) + `"}`, 200, `aaa`},
		{"POST", "/v1/echo", `{"name":"` + strings.Repeat("a", 54) + `"}`, 413, `{"error":"the request is too large"}`},
		{"POST", "/v1/fail", ``, 418, `{"error":"no","hint":"tea","column":2}`},
		{"GET", "/v1/broken", ``, 500, `{"error":"unexpected EOF"}`},
		{"GET", "/v1/nowhere", ``, 404, `{"error":"there is nothing by that path"`},
		{"PUT", "/v1/echo", ``, 405, `{"error":"this is asked with POST"}`},
	} {
		w := askFrame(nil, tt.method, tt.path, tt.body)
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.want) || !strings.HasSuffix(w.Body.String(), "}\n") {
			t.Errorf("%s %s %.40s: %d %s, want %d with %s", tt.method, tt.path, tt.body, w.Code, w.Body, tt.status, tt.want)
		}
		if got := w.Header().Get("Content-Type"); got != "application/json" {
			t.Errorf("%s %s: %q", tt.method, tt.path, got)
		}
		if strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s: what was sent is told back: %s", tt.path, w.Body)
		}
	}
}

// Whatever a client would like, there is one format.
func TestFrameSpeaksJSON(t *testing.T) {
	for name, change := range map[string]func(*http.Request){
		"accepts a page":  func(r *http.Request) { r.Header.Set("Accept", "text/html") },
		"accepts nothing": func(r *http.Request) { r.Header.Set("Accept", "application/problem+json;q=1, */*;q=0") },
		"sends a form":    func(r *http.Request) { r.Header.Set("Content-Type", "application/x-www-form-urlencoded") },
		"sends CBOR":      func(r *http.Request) { r.Header.Set("Content-Type", "application/cbor") },
	} {
		w := askFrame(change, "POST", "/v1/echo", `{"name":"x"}`)
		if w.Code != 200 || w.Body.String() != "{\"name\":\"x\"}\n" || w.Header().Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d %s as %s", name, w.Code, w.Body, w.Header().Get("Content-Type"))
		}
	}
}

// huma would leave such a field as it is, and the operation would act on a zero.
func TestFieldsThatCannotBeSet(t *testing.T) {
	type number struct {
		ID int `path:"id"`
	}
	type asked struct{ number }
	defer func() {
		if recover() == nil {
			t.Error("nobody noticed")
		}
	}()
	act(newAPI(http.NewServeMux()), "GET /v1/x/{id}", "", func(context.Context, *asked) error { return nil })
}

// Lists in answers are never null, and errors have one form.
func TestTheDocument(t *testing.T) {
	all := Describe()
	ids := map[string]bool{}
	for _, op := range operations(all) {
		other := op.Responses["default"]
		if other == nil || other.Content["application/json"].Schema.Ref != "#/components/schemas/Error" {
			t.Errorf("%s %s: no errors", op.Method, op.Path)
		}
		if op.Summary == "" || ids[op.OperationID] {
			t.Errorf("%s %s: no words, or %s twice", op.Method, op.Path, op.OperationID)
		}
		ids[op.OperationID] = true
		for status, r := range op.Responses {
			for _, c := range r.Content {
				if c.Schema.Type == huma.TypeArray && c.Schema.Nullable {
					t.Errorf("%s %s: %s may be null", op.Method, op.Path, status)
				}
			}
		}
	}
	for name, s := range all.Components.Schemas.Map() {
		for field, p := range s.Properties {
			if p.Type == huma.TypeArray && p.Nullable {
				t.Errorf("%s.%s may be null", name, field)
			}
		}
		if strings.HasPrefix(name, "ErrorModel") || strings.HasPrefix(name, "ErrorDetail") {
			t.Errorf("%s is not ours", name)
		}
	}
}
