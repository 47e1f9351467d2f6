package actions

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"rockxy/internal/rule/node"
	"rockxy/internal/rule/rulefile"
)

func compiled(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(rulefile.Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("rules.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("rules.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// valid asks the schema about a text of YAML.
func valid(t testing.TB, s *jsonschema.Schema, text string) error {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

func TestExamplesFollowTheSchema(t *testing.T) {
	s := compiled(t)
	for name, text := range examples(t) {
		if err := valid(t, s, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, text := range []string{"enabled: yes please\n", "rulse: []\n", "rules: [{name: a}]\n", "rules: [{name: a, actions: [{no-such: {}}]}]\n", "rules: [{name: a, actions: [{block: 503, mark: {}}]}]\n"} {
		if valid(t, s, text) == nil {
			t.Errorf("the schema accepts %q", text)
		}
	}
}

// The schema has the kinds of the table, each with the keys that its parser knows.
func TestSchemaHasTheKeysOfTheParsers(t *testing.T) {
	var schema struct {
		Defs map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(rulefile.Schema, &schema); err != nil {
		t.Fatal(err)
	}
	var action struct {
		AnyOf []struct {
			Enum       []string       `json:"enum"`
			Properties map[string]any `json:"properties"`
		} `json:"anyOf"`
	}
	if err := json.Unmarshal(schema.Defs["action"], &action); err != nil {
		t.Fatal(err)
	}
	alone, kinds := action.AnyOf[0].Enum, action.AnyOf[1].Properties
	for _, k := range Kinds(Deps{}) {
		def, ok := kinds[k.Name]
		if !ok {
			t.Errorf("the schema does not have %s", k.Name)
			continue
		}
		delete(kinds, k.Name)
		if got, want := schemaKeys(schema.Defs, def), parserKeys(t, k); !slices.Equal(got, want) {
			t.Errorf("%s: the schema has the keys %q, the parser %q", k.Name, got, want)
		}
		_, err := rulefile.Read("f", []byte("rules: [{name: a, actions: ["+k.Name+"]}]"), Kinds(Deps{}))
		if (err == nil) != slices.Contains(alone, k.Name) {
			t.Errorf("%s: whether it can be there without a value (%v) is not what the schema says", k.Name, err)
		}
	}
	for name := range kinds {
		t.Errorf("the schema has %s, and the table does not", name)
	}
}

// schemaKeys are the keys of a definition, in all of its forms.
func schemaKeys(defs map[string]json.RawMessage, def any) (keys []string) {
	m, _ := def.(map[string]any)
	if ref, ok := m["$ref"].(string); ok {
		var to any
		if json.Unmarshal(defs[strings.TrimPrefix(ref, "#/$defs/")], &to) == nil {
			return schemaKeys(defs, to)
		}
	}
	for _, form := range []string{"anyOf", "oneOf", "allOf"} {
		list, _ := m[form].([]any)
		for _, one := range list {
			keys = append(keys, schemaKeys(defs, one)...)
		}
	}
	properties, _ := m["properties"].(map[string]any)
	for name := range properties {
		keys = append(keys, name)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// parserKeys are those that a parser names when it is given another one.
func parserKeys(t *testing.T, k rulefile.Kind) (keys []string) {
	t.Helper()
	_, err := rulefile.Read("f", []byte("rules: [{name: a, actions: [{"+k.Name+": {no-such-key: 1}}]}]"), Kinds(Deps{}))
	var all *node.Errors
	if errors.As(err, &all) {
		for _, e := range all.All {
			keys = append(keys, e.Known...)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// An editor that knows the schema marks nothing red that is read. Each value of
// each example is replaced by others, which the two judge.
func TestWhatIsReadFollowsTheSchema(t *testing.T) {
	s, kinds := compiled(t), Kinds(Deps{})
	others := []any{nil, true, -1, 0, 7, 250, 1 << 40, 0.5, "", "x", "5%", "400ms", "1MiB", "2mbit", "https://a.example/", "red", []any{}, []any{"x"}, []any{map[string]any{}}, map[string]any{}, map[string]any{"x": "y"}}
	for name, text := range examples(t) {
		var doc any
		if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatal(err)
		}
		spots(doc, "", func(where string, put func(any)) {
			for _, other := range others {
				put(other)
				changed, err := json.Marshal(doc)
				if err != nil {
					t.Fatal(err)
				}
				_, err = rulefile.Read("testdata/f.yaml", changed, kinds)
				if refused := valid(t, s, string(changed)); err == nil && refused != nil {
					t.Errorf("%s: %s may be %s, and the schema refuses it", name, where, fmt.Sprint(other))
				}
			}
		})
	}
}

// spots calls visit for each value below v, which put replaces until visit
// returns.
func spots(v any, where string, visit func(where string, put func(any))) {
	each := func(where string, was any, put func(any)) {
		spots(was, where, visit)
		visit(where, put)
		put(was)
	}
	switch v := v.(type) {
	case map[string]any:
		for k, was := range v {
			each(where+"/"+k, was, func(other any) { v[k] = other })
		}
	case []any:
		for i, was := range v {
			each(fmt.Sprintf("%s/%d", where, i), was, func(other any) { v[i] = other })
		}
	}
}
