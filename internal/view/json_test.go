package view

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

func pretty(t testing.TB, r io.Reader) (string, error) {
	t.Helper()
	var out strings.Builder
	p := NewPrinter(&out, PlainStyle{}, 0)
	err := PrettyJSON(p, r)
	if closed := p.Close(); closed != nil {
		t.Fatal(closed)
	}
	return strings.TrimSuffix(out.String(), "\n"), err
}

func TestPrettyJSONIsIndent(t *testing.T) {
	for _, in := range []string{
		`{"a":1,"b":[],"c":{},"d":[1,[2,{"e":null}]],"a":2}`, `1e400`, `"x"`, `[ ]`, "{\n}", `[true,false,null]`, `-0.5E+7`,
		"\"broken \xff\xc3 and \\ud800\"", `{"":""}`,
	} {
		var want bytes.Buffer
		if err := json.Indent(&want, []byte(in), "", "  "); err != nil {
			t.Fatal(in, err)
		}
		for _, r := range []io.Reader{strings.NewReader(in), iotest.OneByteReader(strings.NewReader(in)), iotest.DataErrReader(strings.NewReader(in))} {
			if got, err := pretty(t, r); err != nil || got != want.String() {
				t.Errorf("%s became\n%s\n%v", in, got, err)
			}
		}
	}
}

func TestJSONErrors(t *testing.T) {
	tests := []struct{ in, want, out string }{
		{"", "it ends too early (line 1, column 1)", ""},
		{"{\n  \"a\" 1}", "'1' where a colon should be (line 2, column 7)", "{\n  \"a\"\n1}"},
		{"[1 2]", "'2' where a comma or ] should be (line 1, column 4)", "[\n  1\n2]"},
		{`{"a":1]`, "']' where a comma or } should be (line 1, column 7)", "{\n  \"a\": 1\n]"},
		{"[1,]", "']' where a value should be (line 1, column 4)", "[\n  1,\n]"},
		{"{,}", "',' where the name of a member should be (line 1, column 2)", "{\n,}"},
		{"[01]", "this is no number (line 1, column 2)", "[\n01]"},
		{"[1.]", "this is no number (line 1, column 2)", "[\n1.]"},
		{"[nul]", "a word that JSON does not have (line 1, column 2)", "[\nnul]"},
		{"[nul", "it ends too early (line 1, column 2)", "[\nnul"},
		{"[\"a\nb\"]", "a control character (0x0a) in a string (line 1, column 4)", "[\n  \"a\n\nb\"]"},
		{"[\"\x00\"]", "a control character (0x00) in a string (line 1, column 3)", ""},
		{`["\x"]`, "an escape that JSON does not have (line 1, column 3)", "[\n  \"\n\\x\"]"},
		{`["\u12g4"]`, `\u wants four hexadecimal digits (line 1, column 3)`, "[\n  \"\n\\u12g4\"]"},
		{"[1] x", "there is more after the end of the value (line 1, column 5)", "[\n  1\n]\nx"},
		{"[\xff]", "0xff where a value should be (line 1, column 2)", "[\n\xff]"},
		{`{"a":"b`, "it ends too early (line 1, column 8)", "{\n  \"a\": \"b"},
		{strings.Repeat("[", maxJSONDepth+1), "it is nested too deeply (line 1, column 10001)", ""},
	}
	for _, tt := range tests {
		got, err := pretty(t, iotest.OneByteReader(strings.NewReader(tt.in)))
		var syntax *SyntaxError
		if !errors.As(err, &syntax) || err.Error() != tt.want {
			t.Errorf("%.50q: %v, want %s", tt.in, err, tt.want)
		}
		if tt.out != "" && got != tt.out {
			t.Errorf("%.50q became %q, want %q", tt.in, got, tt.out)
		}
	}
}

func TestPrettyJSONKeepsTheReadersError(t *testing.T) {
	broken := errors.New("disk")
	if _, err := pretty(t, io.MultiReader(strings.NewReader(`{"a":`), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Error(err)
	}
}

// Whatever the chunks, the text is the same, and only white space is new.
func TestPrettyJSONProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := anyJSON(t, 4)
		in, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		p := NewPrinter(&out, PlainStyle{}, 0)
		if err := PrettyJSON(p, &chunks{in, rapid.IntRange(1, 9).Draw(t, "chunk")}); err != nil || p.Close() != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if err := json.Indent(&want, in, "", "  "); err != nil || want.String() != strings.TrimSuffix(out.String(), "\n") {
			t.Fatalf("%s became\n%s", in, out.String())
		}
	})
}

func anyJSON(t *rapid.T, depth int) any {
	switch n := rapid.IntRange(0, 5).Draw(t, "kind"); {
	case n == 0 && depth > 0:
		m := map[string]any{}
		for _, k := range rapid.SliceOfN(rapid.String(), 0, 4).Draw(t, "keys") {
			m[k] = anyJSON(t, depth-1)
		}
		return m
	case n == 1 && depth > 0:
		a := []any{}
		for range rapid.IntRange(0, 4).Draw(t, "elements") {
			a = append(a, anyJSON(t, depth-1))
		}
		return a
	case n == 2:
		return rapid.Float64Range(-1e300, 1e300).Draw(t, "number")
	case n == 3:
		return rapid.Bool().Draw(t, "bool")
	}
	return rapid.String().Draw(t, "string")
}

// repeated is a long array of JSON, made while it is read.
type repeated struct {
	item  string
	left  int
	piece string
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.piece == "" {
		if r.left < 0 {
			return 0, io.EOF
		}
		if r.left--; r.left < 0 {
			r.piece = "0]"
		} else {
			r.piece = r.item
		}
	}
	n := copy(p, r.piece)
	r.piece = r.piece[n:]
	return n, nil
}

func TestPrettyJSONNeedsLittleMemory(t *testing.T) {
	const item = `{"id":12345,"name":"grüße \u00e4","tags":["a","b"],"ok":true},`
	r := &repeated{item: item, left: 32 << 20 / len(item), piece: "["}
	p := NewPrinter(io.Discard, PlainStyle{}, 0)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := PrettyJSON(p, r); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
		t.Errorf("%d octets were allocated for 32 MiB", n)
	}
}

func BenchmarkPrettyJSON(b *testing.B) {
	text := "[" + strings.Repeat(`{"id":12345,"name":"some longer text","tags":["a","b"],"ok":true},`, 10_000) + "0]"
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if err := PrettyJSON(NewPrinter(io.Discard, PlainStyle{}, 0), strings.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
}
