package api

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
)

func streamed(f func(*Events) error, last string) *httptest.ResponseRecorder {
	mux := http.NewServeMux()
	type from struct {
		Last string `header:"Last-Event-ID"`
	}
	events(newAPI(mux), "GET /v1/e", "", map[string]any{"thing": echoed{}}, func(_ context.Context, in *from, out *Events) error {
		if in.Last != last {
			return errors.New("from " + in.Last)
		}
		return f(out)
	})
	r := httptest.NewRequest("GET", "/v1/e", nil)
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w
}

func TestEvents(t *testing.T) {
	w := streamed(func(out *Events) error {
		return errors.Join(out.Send("1-2", "thing", echoed{Name: "a\nb"}), out.Keep(), out.Send("", "none", struct{}{}))
	}, "1-1")
	want := "id: 1-2\nevent: thing\ndata: {\"name\":\"a\\nb\"}\n\n: keep\n\nevent: none\ndata: {}\n\n"
	if w.Code != 200 || w.Body.String() != want || w.Header().Get("Content-Type") != "text/event-stream" || !w.Flushed {
		t.Errorf("%d %q %v", w.Code, w.Body, w.Header())
	}
}

func TestEventsThatDoNotBegin(t *testing.T) {
	w := streamed(func(*Events) error { return &Error{Status: 400, Message: "a bad filter", Column: 3} }, "")
	if w.Code != 400 || w.Body.String() != "{\"error\":\"a bad filter\",\"column\":3}\n" || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	w = streamed(func(out *Events) error { return errors.Join(out.Begin(), errors.New("later")) }, "")
	if w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("later: %d %s", w.Code, w.Body)
	}
}

func TestLines(t *testing.T) {
	mux := http.NewServeMux()
	lines(newAPI(mux), "GET /v1/l", "", func(_ context.Context, _ *struct{}, out *Lines[echoed]) error {
		return errors.Join(out.Begin(), out.Send(), out.Send(echoed{Name: "a"}, echoed{Name: "b"}))
	})
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("GET", "/v1/l", nil))
	if w.Code != 200 || w.Body.String() != "{\"name\":\"a\"}\n{\"name\":\"b\"}\n" || w.Header().Get("Content-Type") != ndjson || !w.Flushed {
		t.Errorf("%d %q %v", w.Code, w.Body, w.Header())
	}
}

// What is committed is what is served.
func TestTheServedDocument(t *testing.T) {
	w := onSocket(newFake(), http.MethodGet, "/v1/openapi.json", "")
	if w.Code != 200 || w.Body.String() != string(document) || w.Header().Get("Content-Type") != "application/openapi+json" {
		t.Errorf("%d %.80s", w.Code, w.Body)
	}
}
