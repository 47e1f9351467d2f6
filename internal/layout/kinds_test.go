package layout

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"slices"
	"strings"
	"testing"

	"rockxy/internal/filter"
	"rockxy/internal/view"
)

func zipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, s) // a Buffer has no errors
	_ = z.Close()
	return b.String()
}

func TestCodings(t *testing.T) {
	body := `{"some":"text"}`
	for _, tt := range []struct {
		name, coding, body string
		kind               view.Kind
		rows               int
		note               string
	}{
		{"whole", "gzip", zipped(body), view.JSON, 3, ""},
		{"cut", "gzip", zipped(body)[:20], view.JSON, 2, "the gzip data ends too early"},
		{"unknown", "exi", body, view.Text, 1, `shown as on the wire: the content coding "exi" is not known`},
		{"unknown octets", "exi", "\x00\x01\xff", view.Hex, 1, `shown as on the wire: the content coding "exi" is not known`},
		{"no gzip", "gzip", body, view.Raw, 0, "the gzip data is damaged"},
	} {
		in := input("application/json", tt.body)
		in.Coding = tt.coding
		l := open(t, in)
		complete(l)
		w := window(t, l, Query{})
		if w.Kind != tt.kind || len(w.Rows) != tt.rows || strings.Join(w.Notes, "|") != tt.note {
			t.Errorf("%s: %s, %d rows, %q", tt.name, w.Kind, len(w.Rows), w.Notes)
		}
	}
}

func TestKinds(t *testing.T) {
	token := "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."
	for _, tt := range []struct{ contentType, body, want string }{
		{"application/json", `{"a":1}`, "json text hex"},
		{"", `{"a":1}`, "json text hex"},
		{"application/json", `{"t":"` + token + `"}`, "json jwt text hex"},
		{"text/plain", "hello", "text hex"},
		{"text/plain", "[1]", "json text hex"},
		{"text/html", "<p>", "html text hex"},
		{"image/svg+xml", "<svg/>", "image xml text hex"},
		{"image/png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image hex raw"},
		{"application/octet-stream", "\xff\x00\x01\xc1", "hex raw"},
		{"", "\x01\x02\x03\x00\x04", "hex msgpack cbor raw"},
		{"application/x-www-form-urlencoded", "a=b", "form text hex"},
		{"", "", "raw"},
	} {
		l := open(t, input(tt.contentType, tt.body))
		var got []string
		for _, k := range window(t, l, Query{}).Kinds {
			got = append(got, string(k))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s %q: %s, want %s", tt.contentType, tt.body, got, tt.want)
		}
	}
}

func TestPath(t *testing.T) {
	body := `{"items":[{"price":1.50,"n":[1,2]},{"price":2e0,"n":[3]},{"n":[]}],"a\u0062":{"price":{"x":[]}}}`
	for _, tt := range []struct{ path, want, note string }{
		{"$.items[*].price", "$.items[0].price: 1.50\n$.items[1].price: 2e0\n", ""},
		{"$..price", "$.items[0].price: 1.50\n$.items[1].price: 2e0\n$[\"a\\u0062\"].price: {\n\"x\": []\n}\n", ""},
		{"$.ab.price", "$[\"a\\u0062\"].price: {\n\"x\": []\n}\n", ""},
		{"$.items[-1]", "$.items[2]: {\n\"n\": []\n}\n", ""},
		{"$.items[*].n[-1]", "$.items[0].n[1]: 2\n$.items[1].n[0]: 3\n", ""},
		{"$.items[1].n", "$.items[1].n: [\n3\n]\n", ""},
		{"$.nothing", "", "there is nothing at that path"},
	} {
		in := input("application/json", body)
		var ok bool
		if in.Path, _, ok = filter.ParsePath(tt.path); !ok {
			t.Fatal(tt.path)
		}
		in.All = true
		l := open(t, in)
		complete(l)
		w := window(t, l, Query{})
		var got strings.Builder
		for _, r := range w.Rows {
			got.WriteString(text(r) + "\n")
		}
		if got.String() != tt.want || strings.Join(w.Notes, "") != tt.note {
			t.Errorf("%s:\n%s%q", tt.path, &got, w.Notes)
		}
	}
}

func TestWhatIsTooLongToBeHeld(t *testing.T) {
	in := input("text/html", "")
	in.Open = func(context.Context) (Source, error) { return &repeated{piece: "<p>text</p>\n", size: 20 << 20}, nil }
	l := open(t, in)
	complete(l)
	w := window(t, l, Query{})
	if w.Kind != view.HTML || !strings.Contains(strings.Join(w.Notes, "|"), "only the first 16 MiB are looked at as html") || text(w.Rows[0]) != "<p>text</p>" {
		t.Errorf("%s, %q", w.Kind, w.Notes)
	}
	in.Options.As = view.Text
	l = open(t, in)
	if complete(l); window(t, l, Query{}).Total != 20<<20/12+1 {
		t.Errorf("%d rows of text", window(t, l, Query{}).Total)
	}
}

func TestAllKinds(t *testing.T) {
	token := "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."
	for kind, in := range map[view.Kind]struct{ contentType, body, row string }{
		view.JSON:      {"application/json", `[1]`, "  1"},
		view.NDJSON:    {"application/x-ndjson", "{}\n{}", "{}"},
		view.Form:      {"application/x-www-form-urlencoded", "a=b%20c", "a"},
		view.Multipart: {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=n\r\n\r\nv\r\n--x--", "  v"},
		view.XML:       {"text/xml", "<a><b/></a>", "  <b/>"},
		view.HTML:      {"text/html", "<p>x", "<p>x"},
		view.GraphQL:   {"application/graphql", "{ a { b } }", "b"},
		view.Protobuf:  {"application/x-protobuf", "\x08\x96\x01", "1: 150"},
		view.GRPC:      {"application/grpc", "\x00\x00\x00\x00\x03\x08\x96\x01", "1: 150"},
		view.GRPCWeb:   {"application/grpc-web", "\x00\x00\x00\x00\x03\x08\x96\x01", "1: 150"},
		view.MsgPack:   {"application/msgpack", "\x81\xa1a\x01", `"a": 1`},
		view.CBOR:      {"application/cbor", "\xa1\x61a\x01", `"a": 1`},
		view.Image:     {"image/svg+xml", "<svg><g/></svg>", "<g/>"},
		view.JWT:       {"application/jwt", token, `"sub": "1"`},
		view.Events:    {"text/event-stream", "data: x\n\n", "data: x"},
		view.Text:      {"text/plain", "a\nb", "b"},
		view.Hex:       {"", "\xff\x00\xc1", "ff 00 c1"},
		view.Raw:       {"", "\xffa", `\xffa`},
	} {
		i := input(in.contentType, in.body)
		i.Message.Response = kind != view.GraphQL
		if kind == view.Raw {
			i.Options.As = kind
		}
		l := open(t, i)
		complete(l)
		w := window(t, l, Query{})
		if w.Kind != kind || !strings.Contains(written(w.Rows), in.row) || !slices.Contains(w.Kinds, kind) && kind != view.Raw {
			t.Errorf("%s: %s of %v\n%s", kind, w.Kind, w.Kinds, written(w.Rows))
		}
	}
	for _, k := range view.Kinds() { // the table has all
		i := input("", "")
		i.Options.As = k
		complete(open(t, i)) // and none minds that there is nothing
	}
}
