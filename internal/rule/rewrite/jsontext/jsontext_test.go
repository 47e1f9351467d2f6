package jsontext

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
	"rockxy/internal/filter"
)

func path(t testing.TB, s string) []filter.PathStep {
	t.Helper()
	steps, at, ok := filter.ParsePath(s)
	if !ok {
		t.Fatalf("%s is no path from %d on", s, at)
	}
	return steps
}

func TestSet(t *testing.T) {
	for _, c := range []struct {
		in, path, value, want string
		n                     int
	}{
		{`{"user":{"name":"Bob"}}`, "$.user.name", `"Ada"`, `{"user":{"name":"Ada"}}`, 1},
		{`{"items":[{"price":1.50},{"price" : 2e0, "x":[ 1 ]}]}`, "$.items[*].price", "0", `{"items":[{"price":0},{"price" : 0, "x":[ 1 ]}]}`, 2},
		{"{\n  \"b\": 1,\n  \"a\": 2\n}\n", "$.c", "3", "{\n  \"b\": 1,\n  \"a\": 2,\n  \"c\": 3\n}\n", 1},
		{`{ "a" : 1 }`, "$.b", "2", `{ "a" : 1, "b" : 2 }`, 1},
		{`{}`, "$.a.b.c", "1", `{"a":{"b":{"c":1}}}`, 1},
		{`{"a":{"z":1}}`, "$.a.b.c", "1", `{"a":{"z":1,"b":{"c":1}}}`, 1},
		{`{}`, "$.a[0].b", "1", `{}`, 0},
		{`{"a":1,"a":2}`, "$.a", "3", `{"a":3,"a":3}`, 2},
		{`[1,2,3]`, "$[-1]", "9", `[1,2,9]`, 1},
		{`[1,2,3]`, "$[-4]", "9", `[1,2,3]`, 0},
		{`[1,2,3]`, "$[3]", "9", `[1,2,3]`, 0},
		{`{"a":{"a":1},"b":[{"a":2}]}`, "$..a", "0", `{"a":0,"b":[{"a":0}]}`, 2},
		{`{"a":{"b":1},"c":{"a":{}}}`, "$..a.b", "0", `{"a":{"b":0},"c":{"a":{"b":0}}}`, 2},
		{`{"é":1,"\u00e9":2}`, "$['é']", "0", `{"é":0,"\u00e9":0}`, 2},
		{` 17 `, "$", `{}`, ` {} `, 1},
		{`{"big":12345678901234567890123,"s":"\u0041\/"}`, "$.x", "1", `{"big":12345678901234567890123,"s":"\u0041\/","x":1}`, 1},
		{`{"a":"}]\\\"","b":1}`, "$.b", "2", `{"a":"}]\\\"","b":2}`, 1},
		{`{"a":1}`, "$.a.b", "2", `{"a":1}`, 0},
	} {
		got, n, err := Set([]byte(c.in), path(t, c.path), []byte(c.value))
		if string(got) != c.want || n != c.n || err != nil {
			t.Errorf("%s = %s in %s: %s (%d), %v, want %s (%d)", c.path, c.value, c.in, got, n, err, c.want, c.n)
		}
	}
}

func TestRemove(t *testing.T) {
	for _, c := range []struct {
		in, path, want string
		n              int
	}{
		{`{"a":1,"b":2,"c":3}`, "$.a", `{"b":2,"c":3}`, 1},
		{`{"a":1,"b":2,"c":3}`, "$.b", `{"a":1,"c":3}`, 1},
		{`{"a":1,"b":2,"c":3}`, "$.c", `{"a":1,"b":2}`, 1},
		{`{ "a": 1 }`, "$.a", `{  }`, 1},
		{"{\n  \"a\": 1,\n  \"b\": 2\n}", "$.b", "{\n  \"a\": 1\n}", 1},
		{`{"x":0,"a":1,"a":2}`, "$.a", `{"x":0}`, 2},
		{`{"a":1,"x":0,"a":2}`, "$.a", `{"x":0}`, 2},
		{`[1,2,3]`, "$[*]", `[]`, 3},
		{`[[1],[2]]`, "$[*][0]", `[[],[]]`, 2},
		{`{"a":{"a":1,"b":2},"c":[{"a":3},{"d":{"a":4}}]}`, "$..a", `{"c":[{},{"d":{}}]}`, 3},
		{`{"a":1}`, "$.b", `{"a":1}`, 0},
		{`[1,2]`, "$[-1]", `[1]`, 1},
	} {
		got, n, err := Remove([]byte(c.in), path(t, c.path))
		if string(got) != c.want || n != c.n || err != nil {
			t.Errorf("without %s of %s: %s (%d), %v, want %s (%d)", c.path, c.in, got, n, err, c.want, c.n)
		}
	}
}

// The examples of RFC 7396, appendix A.
func TestMerge(t *testing.T) {
	for _, c := range [][3]string{
		{`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		{`{"a":"b"}`, `{"a":null}`, `{}`},
		{`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		{`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`},
		{`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`},
		{`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		{`["a","b"]`, `["c","d"]`, `["c","d"]`},
		{`{"a":"b"}`, `["c"]`, `["c"]`},
		{`{"a":"foo"}`, `null`, `null`},
		{`{"a":"foo"}`, `"bar"`, `"bar"`},
		{`{"e":null}`, `{"a":1}`, `{"e":null,"a":1}`},
		{`[1,2]`, `{"a":"b","c":null}`, `{"a":"b"}`},
		{`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},
		{"{ \"z\": 1.0,\n \"a\": {\"k\": 1} }\n", `{"a":{"l":2}}`, "{ \"z\": 1.0,\n \"a\": {\"k\": 1,\"l\": 2} }\n"},
	} {
		if got, err := Merge([]byte(c[0]), []byte(c[1])); string(got) != c[2] || err != nil {
			t.Errorf("%s with %s: %s, %v, want %s", c[0], c[1], got, err, c[2])
		}
	}
}

// ops reads a patch as its RFC writes it.
func ops(t testing.TB, patch string) (all []Op) {
	t.Helper()
	var raw []struct {
		Op, Path, From string
		Value          json.RawMessage
	}
	if err := json.Unmarshal([]byte(patch), &raw); err != nil {
		t.Fatal(err)
	}
	for _, o := range raw {
		p, err := ParsePointer(o.Path)
		if err != nil {
			t.Fatal(err)
		}
		from, err := ParsePointer(o.From)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, Op{o.Op, p, from, o.Value})
	}
	return all
}

// The examples of RFC 6902, appendix A, and more.
func TestPatch(t *testing.T) {
	for _, c := range []struct{ in, patch, want, err string }{
		{`{"foo":"bar"}`, `[{"op":"add","path":"/baz","value":"qux"}]`, `{"foo":"bar","baz":"qux"}`, ""},
		{`{"foo":["bar","baz"]}`, `[{"op":"add","path":"/foo/1","value":"qux"}]`, `{"foo":["bar","qux","baz"]}`, ""},
		{`{"baz":"qux","foo":"bar"}`, `[{"op":"remove","path":"/baz"}]`, `{"foo":"bar"}`, ""},
		{`{"foo":["bar","qux","baz"]}`, `[{"op":"remove","path":"/foo/1"}]`, `{"foo":["bar","baz"]}`, ""},
		{`{"baz":"qux","foo":"bar"}`, `[{"op":"replace","path":"/baz","value":"boo"}]`, `{"baz":"boo","foo":"bar"}`, ""},
		{`{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}`, `[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]`,
			`{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}`, ""},
		{`{"foo":["all","grass","cows","eat"]}`, `[{"op":"move","from":"/foo/1","path":"/foo/3"}]`, `{"foo":["all","cows","eat","grass"]}`, ""},
		{`{"baz":"qux","foo":["a",2,"c"]}`, `[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]`, `{"baz":"qux","foo":["a",2,"c"]}`, ""},
		{`{"baz":"qux"}`, `[{"op":"test","path":"/baz","value":"bar"}]`, "", `operation 1 (test /baz): it is "qux", not "bar"`},
		{`{"foo":"bar"}`, `[{"op":"add","path":"/child","value":{"grandchild":{}}}]`, `{"foo":"bar","child":{"grandchild":{}}}`, ""},
		{`{"foo":"bar"}`, `[{"op":"add","path":"/baz/bat","value":"qux"}]`, "", "operation 1 (add /baz/bat): there is nothing at /baz"},
		{`{"/":9,"~1":10}`, `[{"op":"test","path":"/~01","value":10}]`, `{"/":9,"~1":10}`, ""},
		{`{"/":9,"~1":10}`, `[{"op":"test","path":"/~01","value":"10"}]`, "", `operation 1 (test /~01): it is 10, not "10"`},
		{`{"foo":["bar"]}`, `[{"op":"add","path":"/foo/-","value":["abc","def"]}]`, `{"foo":["bar",["abc","def"]]}`, ""},
		{`{"a":1}`, `[{"op":"add","path":"","value":[]}]`, `[]`, ""},
		{`[]`, `[{"op":"add","path":"/1","value":0}]`, "", `operation 1 (add /1): "1" is no place in an array of 0 items`},
		{`[0]`, `[{"op":"add","path":"/01","value":0}]`, "", `operation 1 (add /01): "01" is no place in an array of 1 items`},
		{`[0]`, `[{"op":"add","path":"/0","value":1},{"op":"add","path":"/2","value":2}]`, `[1,0,2]`, ""},
		{`{"a":{"b":1}}`, `[{"op":"move","from":"/a","path":"/a/b"}]`, "", "operation 1 (move /a/b): /a cannot be moved into itself"},
		{`{"a":{"b":1}}`, `[{"op":"copy","from":"/a","path":"/c"}]`, `{"a":{"b":1},"c":{"b":1}}`, ""},
		{`{"a":1e2}`, `[{"op":"test","path":"/a","value":100.0}]`, `{"a":1e2}`, ""},
		{`{"a":{"x":1,"y":[2]}}`, `[{"op":"test","path":"/a","value":{"y":[2.0],"x":1}}]`, `{"a":{"x":1,"y":[2]}}`, ""},
		{`{"a":1}`, `[{"op":"remove","path":"/a"},{"op":"remove","path":"/a"}]`, "", "operation 2 (remove /a): there is nothing at /a"},
		{`{"a":1}`, `[{"op":"replace","path":"/b","value":1}]`, "", "operation 1 (replace /b): there is nothing at /b"},
		{`{"":1}`, `[{"op":"replace","path":"/","value":2}]`, `{"":2}`, ""},
		{`3`, `[{"op":"add","path":"/a","value":2}]`, "", `operation 1 (add /a): "" is neither an object nor an array`},
	} {
		got, err := Patch([]byte(c.in), ops(t, c.patch))
		if said := ""; err != nil {
			if said = err.Error(); said != c.err {
				t.Errorf("%s on %s: %s, want %s", c.patch, c.in, said, c.err)
			}
		} else if string(got) != c.want || c.err != "" {
			t.Errorf("%s on %s: %s, want %s%s", c.patch, c.in, got, c.want, c.err)
		}
	}
}

func TestEqualNumbers(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"1", "1.0", true}, {"100", "1e2", true}, {"0", "-0.0", true}, {"1e1000000", "1e1000000", true}, {"1e1000000", "10e999999", true},
		{"1e1000000", "1", false}, {"0.1", "1e-1", true}, {"-1", "1", false}, {"12345678901234567890", "12345678901234567891", false},
	} {
		if got := equal([]byte(c.a), []byte(c.b)); got != c.want {
			t.Errorf("%s = %s: %v", c.a, c.b, got)
		}
	}
}

// A hostile text is given up, not gone over for ever.
func TestWorkIsBounded(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 9_000) + `"` + strings.Repeat("x", 1<<20) + `"` + strings.Repeat("}", 9_000)
	if _, _, err := Set([]byte(deep), path(t, "$..a..a..a"), []byte("0")); err == nil {
		t.Error("it had an end")
	}
}

func document(depth int) *rapid.Generator[string] {
	blank := rapid.SampledFrom([]string{"", "", " ", "\n  "})
	return rapid.Custom(func(t *rapid.T) string {
		b := func() string { return blank.Draw(t, "blank") }
		kind := rapid.IntRange(0, 5).Draw(t, "kind")
		if depth == 0 {
			kind %= 4
		}
		if kind < 4 {
			return rapid.SampledFrom([]string{"1", "-2.50", "1e3", `"a"`, `"\"}\\"`, `"é"`, "true", "null", "{}", "[ ]", `"\u0041"`}).Draw(t, "value")
		}
		var all []string
		for range rapid.IntRange(0, 3).Draw(t, "n") {
			kid := b() + document(depth-1).Draw(t, "kid") + b()
			if kind == 4 {
				kid = b() + rapid.SampledFrom([]string{`"a"`, `"b"`, `"\u0062"`, `"c d"`}).Draw(t, "name") + b() + ":" + kid
			}
			all = append(all, kid)
		}
		if kind == 4 {
			return "{" + strings.Join(all, ",") + "}"
		}
		return "[" + strings.Join(all, ",") + "]"
	})
}

// What comes out is JSON; setting what is there is undone by setting it back, octet for
// octet; what was removed is not there.
func TestEditsKeepTheText(t *testing.T) {
	paths := []string{"$", "$.a", "$.b.a", "$[0]", "$[*]", "$..a", "$.*.b", "$[-1]['c d']", "$..*"}
	rapid.Check(t, func(t *rapid.T) {
		doc := []byte(document(3).Draw(t, "doc"))
		p, _, _ := filter.ParsePath(rapid.SampledFrom(paths).Draw(t, "path"))
		set, n, err := Set(doc, p, []byte(`"new"`))
		if err != nil || Check(set) != nil {
			t.Fatalf("%s: %s, %v", doc, set, err)
		}
		again, m, _ := Set(set, p, []byte(`"new"`))
		if n > 0 && (m != n || string(again) != string(set)) {
			t.Fatalf("%s, then %s: %d and %d", set, again, n, m)
		}
		without, n, err := Remove(doc, p)
		if err != nil || len(p) > 0 && Check(without) != nil {
			t.Fatalf("%s: %s, %v", doc, without, err)
		}
		if _, m, _ := Remove(without, p); m > 0 && len(p) == 1 && p[0].Kind == filter.PathMember {
			t.Fatalf("%s: still there in %s", doc, without)
		}
		if n == 0 && string(without) != string(doc) {
			t.Fatalf("%s became %s for nothing", doc, without)
		}
	})
}

// A merge patch does to the text what it does to the value.
func TestMergeAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc, patch := document(3).Draw(t, "doc"), document(3).Draw(t, "patch")
		a, _ := decode([]byte(doc))
		b, _ := decode([]byte(patch))
		once, _ := json.Marshal(b) // patches come from files that have no duplicates
		got, err := Merge([]byte(doc), once)
		if err != nil {
			t.Fatal(err)
		}
		c, err := decode(got)
		if err != nil || !reflect.DeepEqual(c, mergeValue(a, b)) {
			t.Fatalf("%s with %s: %s, %v", doc, patch, got, err)
		}
	})
}

// mergeValue is the function of RFC 7396 §2.
func mergeValue(target, patch any) any {
	p, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	out := map[string]any{}
	if t, ok := target.(map[string]any); ok {
		for k, v := range t {
			out[k] = v
		}
	}
	for k, v := range p {
		if v == nil {
			delete(out, k)
		} else {
			out[k] = mergeValue(out[k], v)
		}
	}
	return out
}

func FuzzEdits(f *testing.F) {
	for _, s := range []string{`{"a":1}`, `[1,[2,{"a":null}]]`, ` "x" `, `{"a":{"b":[]},"a":2}`, "1", `{"":""}`} {
		f.Add([]byte(s), "$..a", "/a/b")
	}
	f.Fuzz(func(t *testing.T, doc []byte, p, ptr string) {
		steps, _, ok := filter.ParsePath(p)
		pointer, err := ParsePointer(ptr)
		if !ok || err != nil || Check(doc) != nil || len(doc) > 10_000 {
			return
		}
		if out, _, err := Set(doc, steps, []byte(`{}`)); err == nil && Check(out) != nil {
			t.Errorf("set: %q", out)
		}
		if out, _, err := Remove(doc, steps); err == nil && Check(out) != nil {
			t.Errorf("remove: %q", out)
		}
		for _, op := range []string{"add", "replace", "remove", "copy", "move"} {
			if out, err := Patch(doc, []Op{{Op: op, Path: pointer, Value: []byte("1")}}); err == nil && Check(out) != nil {
				t.Errorf("%s: %q", op, out)
			}
		}
		if out, err := Merge(doc, []byte(`{"a":{"b":null,"c":1}}`)); err != nil || Check(out) != nil {
			t.Errorf("merge: %q, %v", out, err)
		}
	})
}

func BenchmarkSet(b *testing.B) {
	doc := []byte(`{"items":[` + strings.Repeat(`{"id":1,"name":"Ada Lovelace","price":12.50,"tags":["a","b"]},`, 15_000) + `{}]}`)
	p := path(b, "$.items[*].price")
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if _, n, _ := Set(doc, p, []byte("0")); n != 15_001 {
			b.Fatal(n)
		}
	}
}
