package render

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

func zipped(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := io.WriteString(z, s)
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func bodyText(t *testing.T, b api.Body, c Content, full bool) string {
	t.Helper()
	b.Size = int64(len(c.Octets))
	var out strings.Builder
	if err := (Page{Full: full}).Body(&out, &api.Detail{Response: b}, flow.Response, c); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestBody(t *testing.T) {
	tests := []struct {
		name, wire string
		body       api.Body
		full       bool
		want       string
	}{
		{"empty", "", api.Body{}, false, ""},
		{"text", "hello\r\nworld\n", api.Body{Type: "text/plain"}, false, "hello\nworld\n"},
		{"JSON keeps its digits, order and duplicates", `{"b":12345678901234567890,"a":1.0,"b":[]}`, api.Body{Type: "application/json"}, false,
			"{\n  \"b\": 12345678901234567890,\n  \"a\": 1.0,\n  \"b\": []\n}\n"},
		{"JSON without its type", ` [1]`, api.Body{}, false, "[\n  1\n]\n(shown as JSON, which it looks like: no type is given)\n"},
		{"no JSON after all", `{"a":`, api.Body{Type: "application/json"}, false, "{\n  \"a\": \n(it is damaged, and shown as it is from there on: it ends too early (line 1, column 6))\n"},
		{"gzip", zipped(t, "squeezed"), api.Body{Coding: "gzip"}, false, "squeezed\n"},
		{"cut gzip", zipped(t, "squeezed")[:22], api.Body{Coding: "gzip"}, false, "squeezed\n(the gzip data ends too early)\n"},
		{"cut record of gzip", zipped(t, "squeezed")[:22], api.Body{Coding: "gzip", Truncated: true}, false, "squeezed\n(only its beginning is there)\n"},
		{"cut record", "abc", api.Body{Truncated: true, Stored: 3}, false, "abc\n(only 3 B of it were stored or came)\n"},
		{"unknown coding", "abc", api.Body{Coding: "exi"}, false, "abc\n(shown as on the wire: the content coding \"exi\" is not known)\n"},
		{"binary", "\x00\x01\xff", api.Body{Type: "image/png"}, false, "00000000  00 01 ff                                          |...|\n(shown as hex although the type says image/png: it has the signature of no image that is known here)\n"},
		{"hostile text", "a\x1b[2J" + strings.Repeat("b", 60), api.Body{}, false, "a\\x1b[2J" + strings.Repeat("b", 60) + "\n"},
		{"long text", strings.Repeat("x", textShown+1), api.Body{}, false, strings.Repeat("x", textShown) + "\n… 1 B more: --full shows all\n"},
		{"long text in full", strings.Repeat("x", textShown+1), api.Body{}, true, strings.Repeat("x", textShown+1) + "\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := NewContent(&tt.body, strings.NewReader(tt.wire))
			if err != nil {
				t.Fatal(err)
			}
			if got := bodyText(t, tt.body, c, tt.full); got != tt.want {
				t.Errorf("got  %.300q\nwant %.300q", got, tt.want)
			}
		})
	}
}

func TestLongBinaryIsCut(t *testing.T) {
	b := &api.Body{}
	c, err := NewContent(b, strings.NewReader(strings.Repeat("\x00", hexShown+5)))
	if err != nil {
		t.Fatal(err)
	}
	got := bodyText(t, *b, c, false)
	if n := strings.Count(got, "\n"); n != hexShown/16+1 || !strings.Contains(got, "… 5 B more") {
		t.Errorf("%d lines:\n%s", n, got)
	}
}

func TestContentFill(t *testing.T) {
	var b api.Body
	Content{Octets: []byte("x")}.Fill(&b)
	if b.Text == nil || *b.Text != "x" || b.Base64 != nil {
		t.Errorf("text: %+v", b)
	}
	b = api.Body{}
	Content{Octets: []byte{0}, Note: "n"}.Fill(&b)
	if b.Text != nil || len(b.Base64) != 1 || b.Note != "n" {
		t.Errorf("octets: %+v", b)
	}
}
