package jsondiff

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/view/linediff"
)

func TestCompare(t *testing.T) {
	for _, tt := range []struct{ name, a, b, changes, lines string }{
		{"order and layout", `{"a":1,"b":[1, 2]}`, "{\"b\":[1,2],\n\"a\":1}", "", " {\n   \"a\": 1,\n   \"b\": [\n     1,\n     2\n   ]\n }\n"},
		{"escapes", `"\u0041\/"`, `"A/"`, "", " \"A/\"\n"},
		{"digits", `1.0`, `1`, "$ 1.0 1\n", "-1.0\n+1\n"},
		{"member", `{"a":1,"b":2}`, `{"a":1,"b":3,"c":{"d":[]}}`, "$.b 2 3\n$.c  {\"d\":[]}\n", " {\n   \"a\": 1,\n-  \"b\": 2,\n+  \"b\": 3,\n+  \"c\": {\n+    \"d\": []\n+  }\n }\n"},
		{"item at the start", `[1,2,3]`, `[0,1,2,3]`, "$[0]  0\n", " [\n+  0,\n   1,\n   2,\n   3\n ]\n"},
		{"items that changed", `[{"id":1,"t":5},{"id":2,"t":6}]`, `[{"id":1,"t":7},{"id":2,"t":8}]`, "$[0].t 5 7\n$[1].t 6 8\n",
			" [\n   {\n     \"id\": 1,\n-    \"t\": 5\n+    \"t\": 7\n   },\n   {\n     \"id\": 2,\n-    \"t\": 6\n+    \"t\": 8\n   }\n ]\n"},
		{"another kind", `{"a":[1]}`, `{"a":{"b":1}}`, "$.a [1] {\"b\":1}\n", " {\n-  \"a\": [\n-    1\n-  ]\n+  \"a\": {\n+    \"b\": 1\n+  }\n }\n"},
		{"names", `{"a b":1}`, `{"a b":2}`, "$[\"a b\"] 1 2\n", " {\n-  \"a b\": 1\n+  \"a b\": 2\n }\n"},
		{"duplicates", `{"a":1,"a":2}`, `{"a":1,"a":3}`, "$.a 2 3\n", " {\n   \"a\": 1,\n-  \"a\": 2\n+  \"a\": 3\n }\n"},
	} {
		d, err := Compare([]byte(tt.a), []byte(tt.b))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var changes, lines strings.Builder
		for _, c := range d.Changes {
			fmt.Fprintln(&changes, c.Path, c.Left, c.Right)
		}
		for _, l := range d.Lines {
			fmt.Fprintf(&lines, "%c%s\n", l.Op, l.Text)
		}
		if changes.String() != tt.changes || lines.String() != tt.lines {
			t.Errorf("%s:\n%s\n%s", tt.name, &changes, &lines)
		}
	}
}

func TestWhatIsNone(t *testing.T) {
	for _, text := range []string{"", "{", "[1]]", "1 2", "x", strings.Repeat("[", 600) + strings.Repeat("]", 600), "[" + strings.Repeat("1,", maxValues) + "1]"} {
		if _, err := Compare([]byte(text), []byte("1")); err == nil {
			t.Errorf("%.20q was compared", text)
		}
	}
}

func anyValue(depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		kind := rapid.IntRange(0, 5).Draw(t, "kind")
		if depth == 0 {
			kind %= 4
		}
		switch kind {
		case 4:
			return rapid.MapOfN(rapid.SampledFrom([]string{"a", "b", "c d"}), anyValue(depth-1), 0, 3).Draw(t, "object")
		case 5:
			return rapid.SliceOfN(anyValue(depth-1), 0, 4).Draw(t, "array")
		}
		return rapid.SampledFrom([]any{1.0, 2.0, "x", nil, true}).Draw(t, "scalar")
	})
}

// The lines without those that came are one value, without those that went the other; nothing is
// different if and only if the values are equal.
func TestLinesAreBothValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyValue(3).Draw(t, "a"), anyValue(3).Draw(t, "b")
		left, _ := json.Marshal(a)
		right, _ := json.Marshal(b)
		d, err := Compare(left, right)
		if err != nil {
			t.Fatal(err)
		}
		if equal := reflect.DeepEqual(a, b); equal != (len(d.Changes) == 0) {
			t.Fatalf("equal: %v, changes %v", equal, d.Changes)
		}
		for op, want := range map[linediff.Op]any{linediff.Came: a, linediff.Gone: b} {
			var text strings.Builder
			for _, l := range d.Lines {
				if l.Op != op {
					text.WriteString(strings.TrimSuffix(strings.TrimSpace(l.Text), ",") + ",")
				}
			}
			in := strings.NewReplacer("{,", "{", "[,", "[", ",}", "}", ",]", "]").Replace(text.String())
			var got any
			if err := json.Unmarshal([]byte(strings.TrimSuffix(in, ",")), &got); err != nil || !reflect.DeepEqual(got, want) {
				t.Fatalf("%s\nis %v, not %v (%v)", in, got, want, err)
			}
		}
	})
}
