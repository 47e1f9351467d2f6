package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// exporter writes some text, and then fails, or not.
type exporter struct {
	text  string
	fault error
	asked ExportQuery
}

func (e *exporter) ExportFormats() []ExportFormat { return []ExportFormat{{Name: "har"}} }

func (e *exporter) Export(_ context.Context, q ExportQuery) (*Export, error) {
	if e.asked = q; q.Format != "har" {
		return nil, &Error{Status: http.StatusBadRequest, Message: "no format"}
	}
	return &Export{Name: "a b.har", Type: "application/json", Write: func(_ context.Context, w io.Writer) error {
		if e.text != "" {
			if _, err := io.WriteString(w, e.text); err != nil {
				return err
			}
		}
		return e.fault
	}}, nil
}

func exportServer(t *testing.T, e *exporter) string {
	t.Helper()
	mux := http.NewServeMux()
	registerExport(newAPI(mux), e)
	s := httptest.NewServer(mux)
	s.Config.ErrorLog = nil
	t.Cleanup(s.Close)
	return s.URL
}

func TestExport(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		fault      error
		method     string
		query      string
		status     int
		want       string
		cut        bool
	}{
		{"a file", "{}", nil, "GET", "format=har", 200, "{}", false},
		{"an empty file", "", nil, "GET", "format=har", 200, "", false},
		{"a head", "{}", nil, "HEAD", "format=har", 200, "", false},
		{"another format", "", nil, "GET", "format=x", 400, "{\"error\":\"no format\"}\n", false},
		{"nothing to export", "", &Error{Status: 400, Message: "nothing"}, "GET", "format=har", 400, "{\"error\":\"nothing\"}\n", false},
		{"a fault in the middle", strings.Repeat("x", 1<<20), errors.New("disk"), "GET", "format=har", 200, "", true},
	} {
		url := exportServer(t, &exporter{text: tt.text, fault: tt.fault})
		r, err := http.NewRequestWithContext(t.Context(), tt.method, url+"/v1/export?"+tt.query, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != tt.status || (err != nil) != tt.cut || !tt.cut && string(text) != tt.want {
			t.Errorf("%s: %d %.100q, %v", tt.name, resp.StatusCode, text, err)
		}
		if h := resp.Header; tt.status == 200 && (h.Get("Content-Disposition") != `attachment; filename="a b.har"` || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Content-Security-Policy") != "sandbox; default-src 'none'") {
			t.Errorf("%s: %v", tt.name, h)
		}
	}
}

func TestSecretsAreReplacedUnlessAskedFor(t *testing.T) {
	for query, want := range map[string]bool{"format=har": true, "format=har&redact=true": true, "format=har&redact=false": false} {
		e := &exporter{}
		mux := http.NewServeMux()
		registerExport(newAPI(mux), e)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest("GET", "/v1/export?"+query, nil))
		if w.Code != 200 || e.asked.Redact != want {
			t.Errorf("%s: %d, %v", query, w.Code, e.asked.Redact)
		}
	}
}
