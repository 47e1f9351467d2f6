package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rockxy/internal/flow"
)

// fake is an instance with two entries.
type fake struct {
	synced   int
	reloaded int
	leases   int
	released chan struct{}
	events   chan []Event

	reloadErr error
	link      string // of the page
}

func newFake() *fake { return &fake{released: make(chan struct{}, 1), events: make(chan []Event)} }

func (f *fake) Status() Status             { return Status{PID: 12, RootSHA256: "ab"} }
func (f *fake) RootPEM() []byte            { return []byte("ROOT") }
func (f *fake) SamplePEM() ([]byte, error) { return []byte("SAMPLE"), nil }
func (f *fake) UpstreamPEM() []byte        { return []byte("MORE") }
func (f *fake) Sync(context.Context) error { f.synced++; return nil }

func (f *fake) Link() string                 { return f.link }
func (f *fake) OneTimeLink() (string, error) { return f.link + "-once", nil }

func (f *fake) Policy() Policy { return Policy{File: "policy.conf", Default: "intercept"} }

func (f *fake) ReloadPolicy() (Policy, error) {
	if f.reloadErr != nil {
		return Policy{}, f.reloadErr
	}
	f.reloaded++
	return f.Policy(), nil
}

func (f *fake) Lease() func() {
	f.leases++
	return func() { f.released <- struct{}{} }
}

func (f *fake) List(_ context.Context, q Query) ([]Flow, error) {
	switch q.Filter {
	case "none":
		return nil, nil
	case "bad":
		return nil, &Error{Status: http.StatusBadRequest, Message: "bad filter", Hint: "use another"}
	case "paused":
		return nil, &flow.Fault{Code: flow.RockxyCapturePaused, Message: "the disk is full", Hint: "make room"}
	case "broken":
		return nil, errors.New("disk")
	}
	return []Flow{{ID: 2}, {ID: 1}}[:min(q.Limit, 2)], nil
}

func (f *fake) Get(_ context.Context, id flow.ID) (*Detail, error) {
	if id > 2 {
		return nil, ErrNotFound
	}
	return &Detail{Flow: Flow{ID: id}}, nil
}

func (f *fake) Import(_ context.Context, r io.Reader) (Imported, error) {
	text, err := io.ReadAll(r)
	if string(text) == "bad" {
		return Imported{}, &Error{Status: http.StatusBadRequest, Message: "this is not a HAR file", Hint: "use another"}
	}
	return Imported{Imported: len(text), Damages: []Damage{}}, err
}

func (f *fake) Watch(ctx context.Context, filter string, started func() error, changed func([]Event) error) error {
	if filter == "bad" {
		return &Error{Status: http.StatusBadRequest, Message: "bad filter", Column: 3}
	}
	if err := started(); err != nil {
		return err
	}
	for {
		select {
		case e, ok := <-f.events:
			if !ok {
				return nil
			}
			if err := changed(e); err != nil {
				return err
			}
		case <-ctx.Done():
			return nil
		}
	}
}

func TestSocket(t *testing.T) {
	tests := []struct {
		method, path string
		status       int
		want         string
	}{
		{"GET", "/v1/status", 200, `"pid":12`},
		{"GET", "/v1/root.pem", 200, "ROOT"},
		{"GET", "/v1/upstream.pem", 200, "MORE"},
		{"GET", "/v1/sample.pem", 200, "SAMPLE"},
		{"POST", "/v1/sync", 204, ""},
		{"GET", "/v1/sync", 405, ""},
		{"GET", "/v1/flows", 200, `[{"id":2,`},
		{"GET", "/v1/flows?limit=1", 200, `[{"id":2,`},
		{"GET", "/v1/flows?filter=none", 200, "[]\n"},
		{"GET", "/v1/flows?limit=-1", 400, "limit is a number"},
		{"GET", "/v1/flows?limit=x", 400, "limit is a number"},
		{"GET", "/v1/flows?filter=bad", 400, `{"error":"bad filter","hint":"use another"}`},
		{"GET", "/v1/flows?filter=paused", 503, `"the disk is full"`},
		{"GET", "/v1/flows?filter=broken", 500, `"disk"`},
		{"GET", "/v1/flows/1", 200, `{"id":1,`},
		{"GET", "/v1/flows/3", 404, "no such entry"},
		{"GET", "/v1/flows/0", 400, "by its number"},
		{"GET", "/v1/flows/x", 400, "by its number"},
		{"GET", "/v1/policy", 200, `{"file":"policy.conf","default":"intercept",`},
		{"POST", "/v1/policy/reload", 200, `"default":"intercept"`},
		{"GET", "/v1/policy/reload", 405, ""},
		{"GET", "/v1/none", 404, ""},
		{"DELETE", "/v1/flows/1", 405, ""},
	}
	h := NewSocketHandler(newFake())
	for _, tt := range tests {
		r := httptest.NewRequest(tt.method, tt.path, nil)
		r.Host = Host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.want) {
			t.Errorf("%s %s: %d %s, want %d with %s", tt.method, tt.path, w.Code, w.Body, tt.status, tt.want)
		}
	}
}

func TestSocketRefusesBrowsers(t *testing.T) {
	for name, change := range map[string]func(*http.Request){
		"host":    func(r *http.Request) { r.Host = "localhost" },
		"no host": func(r *http.Request) { r.Host = "" },
		"origin":  func(r *http.Request) { r.Header.Set("Origin", "null") },
		"site":    func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "none") },
		"empty":   func(r *http.Request) { r.Header["Origin"] = []string{""} },
		"a page":  func(r *http.Request) { r.URL.Path = "/v1/policy/reload"; r.Header.Set("Origin", "http://rockxy") },
		"referer": func(r *http.Request) { r.Header.Set("Referer", "http://x/") },
	} {
		f := newFake()
		r := httptest.NewRequest(http.MethodPost, "/v1/sync", nil)
		r.Host = Host
		change(r)
		w := httptest.NewRecorder()
		NewSocketHandler(f).ServeHTTP(w, r)
		if w.Code != http.StatusForbidden || f.synced != 0 || f.reloaded != 0 {
			t.Errorf("%s: %d, synced %d times, reloaded %d times", name, w.Code, f.synced, f.reloaded)
		}
	}
}

// The keys of a flow are what scripts rely on.
func TestFlowJSON(t *testing.T) {
	text, err := json.Marshal(&Flow{Rules: []string{}, Reasons: []string{}})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":0,"kind":"","started":"0001-01-01T00:00:00Z","duration_ms":null,"client":"","process":"","process_id":0,` +
		`"protocol":"","inside":"","method":"","url":"","host":"","status":0,"request_bytes":0,"response_bytes":0,` +
		`"content_type":"","messages":0,"state":"","verdict":"","reasons":[],"rules":[],"pinned":false,"colour":"","comment":""}`
	if string(text) != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
	text, err = json.Marshal(NewFault(&flow.Fault{Code: "c", Side: flow.SideOrigin, Message: "m"}))
	if want := `{"code":"c","side":"origin","message":"m","hint":""}`; err != nil || string(text) != want {
		t.Errorf("%s, %v", text, err)
	}
	if NewFault(nil) != nil {
		t.Error("a fault out of nothing")
	}
}
