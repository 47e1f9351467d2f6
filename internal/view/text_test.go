package view

import "testing"

func TestTextKinds(t *testing.T) {
	tests := []struct {
		name string
		m    Message
		want string
	}{
		{"text", Message{Type: "text/plain", Body: []byte("a\r\nb")}, "[text]\na\nb\n"},
		{"Latin 1", Message{Type: "text/plain; charset=iso-8859-1", Body: []byte("gr\xfc\xdf")}, "[text]\ncharset: iso-8859-1\ngrüß\n"},
		{"CSV", Message{Type: "text/csv", Body: []byte("a,b\n1,2\n")}, "[text]\na,b\n1,2\n"},
		{"octets", Message{Type: "application/zip", Body: []byte("PK\x03\x04")}, "[hex]\nformat: ZIP\n00000000  50 4b 03 04                                       |PK..|\n"},
		{"form", Message{Type: "application/x-www-form-urlencoded", Body: []byte("a=1&b=x+y%26&a=&c&d=%zz&e=l%0Am")},
			"[form]\na = 1\nb = x y&\na = \nc\nd = %zz\ne = l\n  m\n"},
		{"a form that is JSON", Message{Type: "application/x-www-form-urlencoded", Body: []byte(`{"a":1}`)},
			"[json]\n{\n  \"a\": 1\n}\n(shown as JSON although the type says application/x-www-form-urlencoded)\n"},
		{"lines of JSON", Message{Type: "application/x-ndjson", Body: []byte("{\"a\":1}\n[]\n")}, "[ndjson]\n{\n  \"a\": 1\n}\n[]\n"},
		{"lines of JSON by their look", Message{Type: "application/json", Body: []byte("{\"a\":1}\n{}\n")},
			"[ndjson]\n{\n  \"a\": 1\n}\n{}\n(shown as lines of JSON although the type says application/json)\n"},
		{"JSON in UTF-16", Message{Type: "application/json; charset=utf-16le", Body: []byte("[\x001\x00]\x00")}, "[json]\n[\n  1\n]\n"},
		{"JSON cut short", Message{Type: "application/json", Body: []byte(`{"a":"b`), Partial: true}, "[json]\n{\n  \"a\": \"b\n"},
		{"no JSON", Message{Type: "application/json", Body: []byte(`upstream error`)},
			"[text]\nupstream error\n(shown as text although the type says application/json: a word that JSON does not have (line 1, column 1))\n"},
		{"HTML instead of JSON", Message{Type: "application/json", Body: []byte(`<!DOCTYPE html><p>x</p>`)},
			"[html]\n<!DOCTYPE html>\n<p>x</p>\n(shown as HTML although the type says application/json)\n"},
		{"events", Message{Type: "text/event-stream", Body: []byte(": hi\nevent: a\ndata: {\"b\":1}\ndata: x\n\n")},
			"[events]\n: hi\nevent: a\ndata: {\n    \"b\": 1\n  }\ndata: x\n"},
		{"XML", Message{Type: "application/soap+xml", Body: []byte(`<?xml version="1.0"?><a:b x='1 > 0'><c>t</c><c/><!-- n --><d>m<e>i</e> x</d></a:b>`)},
			"[xml]\n<?xml version=\"1.0\"?>\n<a:b x='1 > 0'>\n  <c>t</c>\n  <c/>\n  <!-- n -->\n  <d>m\n    <e>i</e>\n    x\n  </d>\n</a:b>\n"},
		{"HTML", Message{Type: "text/html", Body: []byte("<html><body><p>a<br>b<P>c</p><script>if (a<b) {\n  x()\n}</script><input disabled></body></html>")},
			"[html]\n<html>\n  <body>\n    <p>a\n      <br>\n      b\n      <P>c</p>\n      <script>\n        if (a<b) {\n          x()\n        }\n      </script>\n      <input disabled>\n  </body>\n</html>\n"},
		{"a property list", Message{Type: "application/x-plist", Body: []byte("<plist><dict><key>a</key><true/></dict></plist>")},
			"[xml]\n<plist>\n  <dict>\n    <key>a</key>\n    <true/>\n  </dict>\n</plist>\n"},
		{"an end without a start", Message{Type: "text/xml", Body: []byte("<a></b></a>")}, "[xml]\n<a>\n  </b>\n</a>\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := show(Open(tt.m, Options{})); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestHexOnANarrowTerminal(t *testing.T) {
	v := Open(Message{Body: []byte("0123456789\x00\xff")}, Options{As: Hex, Width: 60, Hex: 10})
	const want = "[hex]\n00000000  30 31 32 33 34 35 36 37  |01234567|\n00000008  38 39                    |89|\n"
	if got := show(v); got != want || v.Left != 2 {
		t.Errorf("%d left\n%s", v.Left, got)
	}
}

func TestKindsHaveDecoders(t *testing.T) {
	for _, k := range Kinds() {
		if name(k) == "" || decoderOf(k) == nil {
			t.Error(k)
		}
	}
}
