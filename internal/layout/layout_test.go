package layout

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"rockxy/internal/filter"
	"rockxy/internal/view"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// stored is a body in memory.
type stored struct{ *bytes.Reader }

func (stored) Close() error { return nil }

func input(contentType, body string) Input {
	return Input{
		Message: view.Message{Type: contentType, Response: true},
		Open:    func(context.Context) (Source, error) { return stored{bytes.NewReader([]byte(body))}, nil },
	}
}

// open lays out one body; it is released with the test.
func open(t testing.TB, in Input) *Layout {
	t.Helper()
	all := New(t.TempDir() + "/views")
	l, err := all.Open(Key{Message: -1}, in)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		all.Release(l)
		if err := all.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func window(t testing.TB, l *Layout, q Query) *Window {
	t.Helper()
	if q.Rows == 0 {
		q.Rows = 1000
	}
	q.Wait = time.Minute
	w, err := l.Window(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// complete waits until all rows are there.
func complete(l *Layout) state {
	<-l.looked
	return l.sheet.wait(context.Background(), func(state) bool { return false })
}

func text(r Row) string {
	var b strings.Builder
	for _, s := range r.Spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// written is rows as a person sees them, with folds: "1 {>4".
func written(rows []Row) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "%d%s%s", r.Number, strings.Repeat(" ", 1+2*r.Depth), text(r))
		if r.End > 0 {
			fmt.Fprintf(&b, " >%d", r.End)
		}
		if r.Closed {
			b.WriteString("…")
		}
		if r.Continued {
			b.WriteString(" ^")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestRows(t *testing.T) {
	l := open(t, input("application/json", `{"a":[1,{"b":{}}],"c":[]}`))
	w := window(t, l, Query{})
	want := `1 { >9
2   "a": [ >7
3     1,
4     { >6
5       "b": {}
6     }
7   ],
8   "c": []
9 }
`
	if got := written(w.Rows); got != want {
		t.Errorf("got\n%s", got)
	}
	if w.Kind != view.JSON || !w.Complete || w.Total != 9 || w.Shown != 9 || !w.Folds || w.Size != 25 {
		t.Errorf("%+v", w)
	}
}

func TestXMLFolds(t *testing.T) {
	w := window(t, open(t, input("text/xml", "<a><b>text</b><c><d/></c></a>")), Query{})
	if got := written(w.Rows); got != `1 <a> >6
2   <b>text</b>
3   <c> >5
4     <d/>
5   </c>
6 </a>
` {
		t.Errorf("got\n%s", got)
	}
}

func TestPartsFold(t *testing.T) {
	body := "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--x\r\nContent-Disposition: form-data; name=\"b\"\r\nContent-Type: application/json\r\n\r\n{\"c\":1}\r\n--x--\r\n"
	w := window(t, open(t, input("multipart/form-data; boundary=x", body)), Query{})
	if got := written(w.Rows); got != `1 part 1 "a" >2
2   one
3 part 2 "b" json >7
4   type: application/json
5   { >7
6     "c": 1
7   }
` {
		t.Errorf("got\n%s", got)
	}
}

func TestClosed(t *testing.T) {
	l := open(t, input("application/json", `{"a":[1,{"b":{"x":1}}],"c":[2],"d":{"e":[3]}}`))
	complete(l)
	c, _ := ParseClosed("d1,13")
	if got := written(window(t, l, Query{Closed: c, Fold: "d1,13"}).Rows); got != `1 { >18
2   "a": [ >9…
10   "c": [ >12…
13   "d": { >17
14     "e": [ >16…
17   }
18 }
` {
		t.Errorf("got\n%s", got)
	}
	for _, fold := range []string{"", "d0", "d1", "d2", "d1,2", "2", "2,4", "d1,14", "d9,3"} {
		c, err := ParseClosed(fold)
		if err != nil {
			t.Fatal(err)
		}
		all := window(t, l, Query{Closed: c, Fold: fold})
		if want := naive(window(t, l, Query{}).Rows, c); written(all.Rows) != written(want) || all.Shown != len(want) {
			t.Errorf("%q:\n%swant\n%s", fold, written(all.Rows), written(want))
		}
	}
}

// naive folds rows that are all there.
func naive(rows []Row, c Closed) (shown []Row) {
	for i := 0; i < len(rows); i++ {
		r := rows[i]
		if r.End > r.Number && (c.Deep && r.Depth >= c.From) != c.Other[r.Number] {
			r.Closed = true
			i = r.End - 1
		}
		shown = append(shown, r)
	}
	return shown
}

func TestParseClosed(t *testing.T) {
	for text, ok := range map[string]bool{"": true, "d2": true, "3,d0,17": true, "0": false, "d": false, "x": false, "d1,d2": false, "-1": false, "1,": false, "99999999999": false} {
		if _, err := ParseClosed(text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestLongLinesAreCut(t *testing.T) {
	long := strings.Repeat("é", 2*MaxRow+1)
	in := input("text/plain", "a\n"+long+"\nb\x1b[2J\u202e\xffc")
	in.Options.As = view.Raw
	w := window(t, open(t, in), Query{})
	if len(w.Rows) != 5 {
		t.Fatalf("%d rows", len(w.Rows))
	}
	for i, want := range []struct {
		line int
		cont bool
		text string
	}{{1, false, "a"}, {2, false, strings.Repeat("é", MaxRow)}, {2, true, strings.Repeat("é", MaxRow)}, {2, true, "é"}, {3, false, `b\x1b[2J\u202e\xffc`}} {
		r := w.Rows[i]
		if r.Number != i+1 || r.Line != want.line || r.Continued != want.cont || text(r) != want.text {
			t.Errorf("row %d: %d %v %.20q", r.Number, r.Line, r.Continued, text(r))
		}
	}
	if c := w.Rows[4].Spans; len(c) != 5 || c[1] != (Span{view.Bad, `\x1b`}) {
		t.Errorf("%v", c)
	}
}

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

// Whatever a text is: its rows are the lines that a Printer writes, windows are parts of
// them, folds hide what is in them, and a search finds what is there.
func TestWindowsOfAnything(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		body := anyBody(r)
		in := input(rapid.SampledFrom([]string{"application/json", "text/plain", "text/xml", ""}).Draw(r, "type"), body)
		all := New(t.TempDir())
		defer all.Close()
		l, err := all.Open(Key{}, in)
		if err != nil {
			r.Fatal(err)
		}
		defer all.Release(l)
		complete(l)
		if l.octets {
			return
		}
		st := l.sheet.state()
		rows, err := l.sheet.window(&st, Closed{}, nil, 0, st.rows)
		if err != nil {
			r.Fatal(err)
		}
		checkLines(r, in, body, rows)
		c := anyClosed(r, len(rows))
		want := naive(rows, c)
		o := l.sheet.outline(&st, c)
		from, n := rapid.IntRange(0, len(want)+1).Draw(r, "from"), rapid.IntRange(1, 300).Draw(r, "n")
		got, err := l.sheet.window(&st, c, o, from, n)
		if err != nil {
			r.Fatal(err)
		}
		want = want[min(from, len(want)):min(from+n, len(want))]
		if written(got) != written(want) {
			r.Fatalf("window %d, %d of %+v:\n%s\nwant\n%s", from, n, c, written(got), written(want))
		}
		for i, w := range want {
			if at := l.sheet.place(&st, c, o, w.Number); at != from+i {
				r.Fatalf("row %d is at %d, not %d", w.Number, at, from+i)
			}
		}
	})
}

func anyBody(r *rapid.T) string {
	word := rapid.SampledFrom([]string{"a", "<b>", "</b>", "{", "}", "[", "]", `"k":`, "1,", "\n", "\r\n", "é", "\x00", "  ", strings.Repeat("x", 1500)})
	if rapid.Bool().Draw(r, "json") {
		return "[" + strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"1", "[]", "[1,[2]]", `{"a":{"b":[1]}}`, `"` + strings.Repeat("y", 2500) + `"`}), 0, 200).Draw(r, "values"), ",") + "]"
	}
	return strings.Join(rapid.SliceOfN(word, 0, 300).Draw(r, "words"), "")
}

func anyClosed(r *rapid.T, rows int) Closed {
	c := Closed{Deep: rapid.Bool().Draw(r, "deep"), From: rapid.IntRange(0, 3).Draw(r, "depth"), Other: map[int]bool{}}
	for _, n := range rapid.SliceOfN(rapid.IntRange(1, rows+1), 0, 5).Draw(r, "other") {
		c.Other[n] = true
	}
	return c
}

// checkLines compares rows with the plain text of the view.
func checkLines(r *rapid.T, in Input, body string, rows []Row) {
	var b bytes.Buffer
	p := view.NewPrinter(&b, escaped{}, 0)
	in.view([]byte(body), false, "").Print(p)
	_ = p.Close() // a Buffer has no errors
	want := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	if b.Len() == 0 {
		want = nil
	}
	var got []string
	for i, row := range rows {
		if row.Number != i+1 {
			r.Fatalf("row %d is %d", i+1, row.Number)
		}
		if row.Continued {
			got[len(got)-1] += text(row)
		} else {
			got = append(got, strings.Repeat("  ", min(row.Depth, 64))+text(row))
			if text(row) == "" {
				got[len(got)-1] = ""
			}
		}
		if row.Line != len(got) {
			r.Fatalf("row %d is of line %d, not %d", i+1, len(got), row.Line)
		}
	}
	if !slices.Equal(got, want) {
		r.Fatalf("%q\nwant\n%q", got, want)
	}
}

// escaped is plain text made visible.
type escaped struct{}

func (escaped) Append(dst []byte, _ view.Class, text []byte) []byte {
	for len(text) > 0 {
		n, _ := plainRun(text, len(text))
		dst, text = append(dst, text[:n]...), text[n:]
		if len(text) > 0 {
			shown, size := escape(text)
			dst, text = append(dst, shown...), text[size:]
		}
	}
	return dst
}

// repeated is a body of any size that takes no memory.
type repeated struct {
	piece string
	size  int64
	at    int64
}

func (r *repeated) Size() int64 { return r.size }
func (*repeated) Close() error  { return nil }

func (r *repeated) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) && off < r.size {
		m := copy(p[n:min(int64(len(p)), int64(n)+r.size-off)], r.piece[off%int64(len(r.piece)):])
		n, off = n+m, off+int64(m)
	}
	if n < len(p) {
		err = io.EOF
	}
	return n, err
}

func (r *repeated) Read(p []byte) (n int, err error) {
	n, err = r.ReadAt(p, r.at)
	r.at += int64(n)
	return n, err
}

// What is held does not depend on how long a body is.
func TestMemoryIsBounded(t *testing.T) {
	for _, tt := range []struct{ contentType, piece string }{
		{"application/json", `[{"a":"b"},`}, // nested ever deeper, until it is damaged
		{"application/x-ndjson", "{\"id\":12345,\"name\":\"some longer text\"}\n"},
		{"text/plain", "a line of text\n"},
		{"text/plain", "one line of text "},
		{"application/octet-stream", "\x00\x01\x02\xff"},
		{"text/event-stream", "data: one event\n\n"},
	} {
		in := input(tt.contentType, "")
		in.Open = func(context.Context) (Source, error) { return &repeated{piece: tt.piece, size: 24 << 20}, nil }
		l := open(t, in)
		st := complete(l)
		window(t, l, Query{From: max(0, st.rows-10)})
		find(t, l, Search{Text: "nothing of that kind"})
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		if m.HeapAlloc > 12<<20 {
			t.Errorf("%s %.10q: %d MiB are held", tt.contentType, tt.piece, m.HeapAlloc>>20)
		}
	}
}

func TestLayoutsGo(t *testing.T) {
	all := New(t.TempDir() + "/views")
	var held []*Layout
	for i := range maxKept + 3 {
		l, err := all.Open(Key{ID: uint64(i)}, input("text/plain", "x"))
		if err != nil {
			t.Fatal(err)
		}
		complete(l)
		held = append(held, l)
	}
	if len(all.known) != maxKept {
		t.Errorf("%d are kept", len(all.known))
	}
	if w := window(t, held[0], Query{}); len(w.Rows) != 1 { // it is still used
		t.Errorf("%d rows", len(w.Rows))
	}
	again, _ := all.Open(Key{ID: maxKept + 2}, Input{})
	if again != held[maxKept+2] {
		t.Error("one that is there was made anew")
	}
	for _, l := range append(held, again) {
		all.Release(l)
	}
	all.making.Wait()
	all.forget()
	if len(all.known) != 0 || len(all.order) != 0 {
		t.Errorf("%d are left", len(all.known))
	}
	if err := all.Close(); err != nil {
		t.Error(err)
	}
	if _, err := all.Open(Key{}, Input{}); err != ErrClosed {
		t.Error(err)
	}
}

func TestWhatCannotBeReadIsAskedForAgain(t *testing.T) {
	all := New(t.TempDir() + "/views")
	defer all.Close()
	in := input("text/plain", "x")
	works := in.Open
	in.Open = func(context.Context) (Source, error) { return nil, io.ErrClosedPipe }
	l, _ := all.Open(Key{}, in)
	if _, err := l.Window(t.Context(), Query{Rows: 1, Wait: time.Minute}); err != io.ErrClosedPipe {
		t.Error(err)
	}
	all.Release(l)
	all.making.Wait()
	in.Open = works
	if l, _ = all.Open(Key{}, in); len(window(t, l, Query{}).Rows) != 1 {
		t.Error("it is not read again")
	}
	all.Release(l)
}

func TestFilesAreRemoved(t *testing.T) {
	dir := t.TempDir() + "/views"
	all := New(dir)
	in := input("text/plain", strings.Repeat("x\n", 1<<20))
	l, _ := all.Open(Key{}, in)
	complete(l)
	if names, err := os.ReadDir(dir); runtime.GOOS != "windows" && (err != nil || len(names) != 0) {
		t.Errorf("%v, %v", names, err)
	}
	all.Release(l)
	if err := all.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Error(err)
	}
}

// What cannot be laid out while it is read is held up to a limit, and that is said.
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

// Each kind is laid out.
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

// Rows can be read while others are written.
func TestWindowsOfALayoutThatGoesOn(t *testing.T) {
	in := input("text/plain", "")
	in.Open = func(context.Context) (Source, error) {
		return &repeated{piece: "line of a text\n", size: 15 * 400_000}, nil
	}
	l := open(t, in)
	var readers sync.WaitGroup
	for n := range 2 {
		readers.Go(func() {
			for from := n; ; from = from*2 + 1 {
				w, err := l.Window(t.Context(), Query{From: from, Rows: 50, Wait: time.Second})
				if err != nil {
					t.Error(err)
					return
				}
				for i, r := range w.Rows {
					if r.Number != w.From+i+1 || text(r) != "line of a text" {
						t.Errorf("row %d of %d is %d %q", i, w.From, r.Number, text(r))
						return
					}
				}
				if w.Complete && from > w.Total {
					if w.Total != 400_000 {
						t.Errorf("%d rows", w.Total)
					}
					return
				}
			}
		})
	}
	readers.Wait()
}
