package view

import (
	"strings"
	"testing"
)

// show is a view as text, for comparison.
func show(v *View) string {
	var b strings.Builder
	dump(&b, v, "")
	return b.String()
}

func dump(b *strings.Builder, v *View, margin string) {
	b.WriteString(margin + "[" + string(v.Kind) + "]")
	if v.Title != "" {
		b.WriteString(" " + v.Title)
	}
	b.WriteString("\n")
	for _, f := range v.Facts {
		b.WriteString(margin + f.Name + ": " + f.Value + "\n")
	}
	if v.Text != nil {
		p := NewPrinter(b, PlainStyle{}, 0)
		p.SetMargin(margin)
		v.Text(p)
		if err := p.Close(); err != nil {
			panic(err)
		}
	}
	for _, n := range v.Notes {
		b.WriteString(margin + "(" + n + ")\n")
	}
	for _, part := range v.Parts {
		dump(b, part, margin+"  ")
	}
}

func TestOpen(t *testing.T) {
	tests := []struct {
		name string
		m    Message
		want string
	}{
		{"nothing", Message{}, "[raw]\n"},
		{"JSON", Message{Type: "application/json", Body: []byte(`{"b":12345678901234567890,"a":1.0,"b":[],"c":{},"d":[1,"\u00e4\n",true,null]}`)}, `[json]
{
  "b": 12345678901234567890,
  "a": 1.0,
  "b": [],
  "c": {},
  "d": [
    1,
    "\u00e4\n",
    true,
    null
  ]
}
`},
		{"JSON without a type", Message{Body: []byte(` [1] `)}, "[json]\n[\n  1\n]\n(shown as JSON, which it looks like: no type is given)\n"},
		{"JSON with another type", Message{Type: "text/html", Body: []byte(`[]`)}, "[json]\n[]\n(shown as JSON although the type says text/html)\n"},
		{"damaged JSON", Message{Type: "application/json", Body: []byte(`{"a":[1,x]}`)},
			"[json]\n{\n  \"a\": [\n    1,\nx]}\n(it is damaged, and shown as it is from there on: a word that JSON does not have (line 1, column 9))\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := show(Open(tt.m, Options{})); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
