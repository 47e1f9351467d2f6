package view

import (
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

func printed(v *View) string {
	var b strings.Builder
	p := NewPrinter(&b, PlainStyle{}, 0)
	v.Print(p)
	_ = p.Close() // a Builder has no errors
	return b.String()
}

// A body that is not held is shown as one that is.
func TestLongIsAsShort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		contentType := rapid.SampledFrom([]string{"application/json", "application/x-ndjson", "text/plain", "text/event-stream", "text/plain; charset=iso-8859-1", ""}).Draw(t, "type")
		words := rapid.SampledFrom([]string{`{"a":[1,"é"]}`, "[1]", "\n", "\r\n", "\r", "data: {\"a\":1}\n", "text ", ": comment\n", "é", strings.Repeat("long ", 20_000)})
		body := strings.Join(rapid.SliceOfN(words, 1, 12).Draw(t, "words"), "")
		m := Message{Type: contentType, Body: []byte(body), Response: true}
		want := Open(m, Options{})
		switch want.Kind {
		case JSON, NDJSON, Text, Events:
		default:
			return
		}
		begin := m
		begin.Body = m.Body[:rapid.IntRange(min(len(body), 64), len(body)).Draw(t, "begin")]
		long := OpenLong(begin, Options{}, iotest.OneByteReader(strings.NewReader(body)))
		if long == nil || long.Kind != want.Kind { // as long as it begins like one
			return
		}
		got, wanted := printed(long), printed(want)
		if want.Kind == Events { // which ends its lines
			got, wanted = strings.TrimRight(got, "\n"), strings.TrimRight(wanted, "\n")
		}
		if got != wanted {
			t.Fatalf("%s: got %q\nwant %q", want.Kind, got, wanted)
		}
		if a, b := strings.Join(long.Notes, "|"), strings.Join(want.Notes, "|"); want.Kind == JSON && a != b {
			t.Fatalf("noted %q, not %q", a, b)
		}
	})
}

func TestLongInAnotherCharset(t *testing.T) {
	for _, tt := range []struct{ contentType, body, want string }{
		{"text/plain; charset=iso-8859-1", "caf\xe9\n", "café\n"},
		{"text/plain; charset=utf-16le", "a\x00\n\x00b\x00", "a\nb\n"},
		{"text/plain; charset=shift_jis", "a😀\n", "a😀\n"}, // which it is not in
		{"application/json; charset=utf-16le", "[\x001\x00]\x00", "[\n  1\n]\n"},
		{"text/plain", "\xef\xbb\xbfa", "a\n"},
	} {
		v := OpenLong(Message{Type: tt.contentType, Body: []byte(tt.body)}, Options{}, strings.NewReader(tt.body))
		if v == nil {
			t.Errorf("%s has to be held", tt.contentType)
		} else if got := printed(v); got != tt.want {
			t.Errorf("%s %q: %q", tt.contentType, tt.body, got)
		}
	}
	if v := OpenLong(Message{Type: "text/html", Body: []byte("<p>")}, Options{}, strings.NewReader("<p>")); v != nil {
		t.Errorf("%s is laid out without being held", v.Kind)
	}
}
