package filter

import "testing"

func TestFormatOfWhatWasMade(t *testing.T) {
	cond := func(field, key string, v Value) Node { return &Cond{Field: field, Key: key, Values: []Value{v}} }
	for want, n := range map[string]Node{
		`host:api.example.com path:/v1/me`: &And{Kids: []Node{cond("host", "", Value{Text: "api.example.com"}), cond("path", "", Value{Text: "/v1/me", Quoted: true})}},
		`path:"/a*b c"`:                    cond("path", "", Value{Text: "/a*b c", Quoted: true}),
		`path:/a*b`:                        cond("path", "", Value{Text: "/a*b"}),
		`query:a="b c*"`:                   cond("query", "a", Value{Text: "b c*", Quoted: true}),
		`-(port:80 or port:81)`:            &Not{Kid: &Or{Kids: []Node{cond("port", "", Value{Text: "80"}), cond("port", "", Value{Text: "81"})}}},
	} {
		got := Format(n)
		e, err := Parse(got)
		if err != nil || got != want || e.String() != want {
			t.Errorf("got %s, %v; want %s", got, err, want)
		}
	}
}
