package render

import (
	"strings"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/view"
)

// parts is a body with parts, of which one is hostile.
const parts = "--x\r\nContent-Disposition: form-data; name=\"a\x1b[2J\"\r\n\r\nv\x1b[31m\u202e and a good deal of harmless text after it, as forms have\r\n--x\r\nContent-Type: image/gif\r\n\r\nGIF89a\x01\x00\x02\x00\x00\x00\x00\r\n--x--"

func TestViewInAPage(t *testing.T) {
	d := &api.Detail{Flow: *get(func(*api.Flow) {}),
		Heads:    []api.Head{{Direction: "response", Status: 200, Fields: [][]string{{":status", "200"}, {"set-cookie", "s=eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.; Secure"}}}},
		Response: api.Body{Size: int64(len(parts)), Type: "multipart/form-data; boundary=x"},
	}
	for name, p := range map[string]Page{"view.golden": {}, "view_tokens.golden": {Tokens: true}, "view_headers.golden": {HeadersOnly: true}, "view_hex.golden": {View: view.Options{As: view.Hex, Width: 60}}} {
		page := func(p Page) string {
			p.Sides = []flow.Direction{flow.Response}
			var b strings.Builder
			if err := p.Render(&b, d, [2]Content{flow.Response: {Octets: []byte(parts)}}); err != nil {
				t.Fatal(err)
			}
			return b.String()
		}
		got := page(p)
		golden(t, name, got)
		if strings.ContainsAny(got, "\x1b\u202e") {
			t.Errorf("%s: what was captured is not made safe", name)
		}
		p.Colours = true
		if escapes().ReplaceAllString(page(p), "") != got {
			t.Errorf("%s: colours change the text", name)
		}
	}
}
