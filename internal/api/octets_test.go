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

func serveOctets(o *Octets, err error, fields ...string) *httptest.ResponseRecorder {
	mux := http.NewServeMux()
	octets(newAPI(mux), "GET /v1/o", "", []string{octetStream}, func(context.Context, *struct{}) (*Octets, error) { return o, err })
	r := httptest.NewRequest("GET", "/v1/o", nil)
	with(fields...)(r)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w
}

// closing is a reader that cannot be searched.
type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error { c.closed = true; return nil }

func TestOctets(t *testing.T) {
	for _, tt := range []struct {
		name                            string
		o                               Octets
		fields                          []string
		status                          int
		body, kind, disposition, policy string
	}{
		{"a body", Octets{Content: strings.NewReader("<script>"), Name: `a"b.html`}, nil, 200, "<script>", octetStream, `attachment; filename="a\"b.html"`, "sandbox; default-src 'none'"},
		{"a part", Octets{Content: strings.NewReader("0123456789")}, []string{"Range", "bytes=2-4"}, 206, "234", octetStream, "attachment", "sandbox; default-src 'none'"},
		{"no such part", Octets{Content: strings.NewReader("0123456789")}, []string{"Range", "bytes=20-"}, 416, "", "", "attachment", "sandbox; default-src 'none'"},
		{"nothing", Octets{Content: strings.NewReader("")}, nil, 200, "", octetStream, "attachment", "sandbox; default-src 'none'"},
		{"a pipe", Octets{Content: &closing{Reader: strings.NewReader("abc")}}, []string{"Range", "bytes=1-1"}, 200, "abc", octetStream, "attachment", "sandbox; default-src 'none'"},
		{"an image", Octets{Content: strings.NewReader("png"), Type: "image/png", Inline: true}, nil, 200, "png", "image/png", "inline", "sandbox; default-src 'none'"},
		{"a document", Octets{Content: strings.NewReader("<p>"), Type: "text/html", Inline: true, Policy: "sandbox; img-src data:"}, nil, 200, "<p>", "text/html", "inline", "sandbox; img-src data:"},
		{"a name of another alphabet", Octets{Content: strings.NewReader(""), Name: "ä\r\nX: y"}, nil, 200, "", octetStream, "attachment; filename*=utf-8''%C3%A4%0D%0AX%3A%20y", "sandbox; default-src 'none'"},
	} {
		w := serveOctets(&tt.o, nil, tt.fields...)
		h := w.Header()
		if w.Code != tt.status || tt.status < 400 && (w.Body.String() != tt.body || h.Get("Content-Type") != tt.kind) {
			t.Errorf("%s: %d %q as %s", tt.name, w.Code, w.Body, h.Get("Content-Type"))
		}
		if h.Get("Content-Disposition") != tt.disposition || h.Get("Content-Security-Policy") != tt.policy || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", tt.name, h)
		}
		if c, ok := tt.o.Content.(*closing); ok && !c.closed {
			t.Errorf("%s: it stays open", tt.name)
		}
	}
	if w := serveOctets(nil, &Error{Status: http.StatusUnsupportedMediaType, Message: "no image"}); w.Code != 415 || w.Body.String() != "{\"error\":\"no image\"}\n" {
		t.Errorf("an error: %d %s", w.Code, w.Body)
	}
	if w := serveOctets(nil, errors.New("disk")); w.Code != 500 {
		t.Errorf("a fault: %d", w.Code)
	}
}
