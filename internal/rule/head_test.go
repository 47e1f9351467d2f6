package rule

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/flow"
	"rockxy/internal/wire/h1"
)

const (
	h1Request = "GET /a?b=1 HTTP/1.1\r\nHost: a.example\r\nX-One:1  \r\nx-two:   2\r\nX-ONE: 3\r\n\r\n"
	h1Proxy   = "GET http://a.example/a HTTP/1.1\r\nHost: a.example\r\n\r\n"
	h1Answer  = "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\n\r\n"
	h2Request = ":method: GET\r\n:path: /a?b=1\r\n:scheme: https\r\n:authority: a.example\r\naccept: */*\r\n\r\n"
	h2Answer  = ":status: 200\r\nserver: x\r\n\r\n"
)

func parseHead(raw string) (*flow.Head, flow.Direction) {
	p, dir := flow.HTTP11, flow.Request
	switch {
	case strings.HasPrefix(raw, ":"):
		p = flow.HTTP2
	case strings.Contains(raw, "HTTP/1.0"):
		p = flow.HTTP10
	}
	if strings.HasPrefix(raw, "HTTP/") || strings.HasPrefix(raw, ":status") {
		dir = flow.Response
	}
	return flow.ParseHead(p, []byte(raw), dir, false), dir
}

func set(h *flow.Head, name, value string) {
	for i := range h.Fields {
		if flow.EqualFold(h.Fields[i].Name, name) {
			h.Fields[i].Value = []byte(value)
			return
		}
	}
	h.Fields = append(h.Fields, flow.Field{Name: []byte(name), Value: []byte(value)})
}

func TestEditedHeads(t *testing.T) {
	for name, c := range map[string]struct {
		raw  string
		edit func(h *flow.Head)
		want string
	}{
		"nothing": {h1Request, func(*flow.Head) {}, h1Request},
		"untouched lines keep their blanks": {h1Request, func(h *flow.Head) { set(h, "X-Two", "new") },
			"GET /a?b=1 HTTP/1.1\r\nHost: a.example\r\nX-One:1  \r\nx-two: new\r\nX-ONE: 3\r\n\r\n"},
		"one of two goes": {h1Request, func(h *flow.Head) { h.Fields = append(h.Fields[:1], h.Fields[2:]...) },
			"GET /a?b=1 HTTP/1.1\r\nHost: a.example\r\nx-two:   2\r\nX-ONE: 3\r\n\r\n"},
		"blanks around a value go": {h1Answer, func(h *flow.Head) { set(h, "X-New", " \t a b ") },
			"HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\nX-New: a b\r\n\r\n"},
		"the start of a request": {h1Request, func(h *flow.Head) { h.Method, h.Target = []byte("PUT"), []byte("/c") },
			strings.Replace(h1Request, "GET /a?b=1", "PUT /c", 1)},
		"the start of a response": {h1Answer, func(h *flow.Head) { h.Status, h.Reason = 503, []byte("Not now") },
			strings.Replace(h1Answer, "200 OK", "503 Not now", 1)},
		"HTTP/1.0 stays": {"GET / HTTP/1.0\r\n\r\n", func(h *flow.Head) { h.Target = []byte("/x") }, "GET /x HTTP/1.0\r\n\r\n"},
		"pseudo-header fields follow in their order": {h2Request, func(h *flow.Head) { h.Target, h.Method = []byte("/x"), []byte("POST") },
			":method: POST\r\n:path: /x\r\n:scheme: https\r\n:authority: a.example\r\naccept: */*\r\n\r\n"},
		"names of HTTP/2 are in lower case": {h2Answer, func(h *flow.Head) { set(h, "X-New", "1"); h.Status = 404 },
			":status: 404\r\nserver: x\r\nx-new: 1\r\n\r\n"},
		"a pseudo-header field is not a field": {h2Answer, func(h *flow.Head) { set(h, ":status", "500") }, h2Answer},
		"authority follows a host": {h2Request, func(h *flow.Head) { set(h, "Host", "b.example:8443") },
			strings.Replace(h2Request, "a.example", "b.example:8443", 1)},
		"a host field follows the authority": {strings.Replace(h2Request, "accept: */*", "host: a.example", 1), func(h *flow.Head) { h.Authority = []byte("b.example") },
			":method: GET\r\n:path: /a?b=1\r\n:scheme: https\r\n:authority: b.example\r\nhost: b.example\r\n\r\n"},
		"authority follows a host field that was there": {strings.Replace(h2Request, "accept: */*", "host: a.example", 1), func(h *flow.Head) { set(h, "host", "b.example") },
			":method: GET\r\n:path: /a?b=1\r\n:scheme: https\r\n:authority: b.example\r\nhost: b.example\r\n\r\n"},
		"an absolute target follows Host": {h1Proxy, func(h *flow.Head) { set(h, "Host", "b.example") },
			"GET http://b.example/a HTTP/1.1\r\nHost: b.example\r\n\r\n"},
		"Host follows an absolute target": {h1Proxy, func(h *flow.Head) { h.Target = []byte("http://b.example:81/c?d") },
			"GET http://b.example:81/c?d HTTP/1.1\r\nHost: b.example:81\r\n\r\n"},
		"the target decides": {h1Proxy, func(h *flow.Head) { h.Target = []byte("http://b.example/"); set(h, "Host", "c.example") },
			"GET http://b.example/ HTTP/1.1\r\nHost: b.example\r\n\r\n"},
		"what came is not judged": {"GET /\x80 HTTP/1.1\r\nHost: \xff\r\nX:\x01\r\n\r\n", func(h *flow.Head) { set(h, "Y", "1") },
			"GET /\x80 HTTP/1.1\r\nHost: \xff\r\nX:\x01\r\nY: 1\r\n\r\n"},
		"framing that came is not judged": {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", func(h *flow.Head) { set(h, "Y", "1") },
			"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\nY: 1\r\n\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			h, dir := parseHead(c.raw)
			got, err := Edited(h, dir, c.edit)
			if err != nil {
				t.Fatal(err)
			}
			if string(got.Raw) != c.want {
				t.Errorf("head %q\nwant %q", got.Raw, c.want)
			}
			if string(h.Raw) != c.raw {
				t.Errorf("the head that was there has changed: %q", h.Raw)
			}
		})
	}
}

func TestUnfitHeadsAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		raw  string
		edit func(h *flow.Head)
		want string
	}{
		"method":            {h1Request, func(h *flow.Head) { h.Method = []byte("GE T") }, "is not a method"},
		"no method":         {h1Request, func(h *flow.Head) { h.Method = nil }, "is not a method"},
		"a tunnel":          {h1Request, func(h *flow.Head) { h.Method = []byte("CONNECT") }, "asks for a tunnel"},
		"blank in a target": {h1Request, func(h *flow.Head) { h.Target = []byte("/a b") }, "percent-encoded"},
		"break in a target": {h1Request, func(h *flow.Head) { h.Target = []byte("/ HTTP/1.1\r\nX: y") }, "percent-encoded"},
		"fragment":          {h1Request, func(h *flow.Head) { h.Target = []byte("/#a") }, "percent-encoded"},
		"not ASCII":         {h2Request, func(h *flow.Head) { h.Target = []byte("/ä") }, "percent-encoded"},
		"no slash":          {h1Request, func(h *flow.Head) { h.Target = []byte("a") }, "starts with a slash"},
		"empty":             {h2Request, func(h *flow.Head) { h.Target = nil }, "cannot be empty"},
		"asterisk":          {h1Request, func(h *flow.Head) { h.Target = []byte("*") }, "OPTIONS alone"},
		"asterisk left":     {strings.Replace(h1Request, "GET /a?b=1", "OPTIONS *", 1), func(h *flow.Head) { h.Method = []byte("GET") }, "OPTIONS alone"},
		"absolute on h2":    {h2Request, func(h *flow.Head) { h.Target = []byte("https://a.example/") }, "starts with a slash"},
		"user information":  {h1Proxy, func(h *flow.Head) { h.Target = []byte("http://u:p@a.example/") }, "starts with a slash"},
		"authority":         {h2Request, func(h *flow.Head) { h.Authority = []byte("a b") }, "host with an optional port"},
		"no authority":      {h2Request, func(h *flow.Head) { h.Authority = nil }, "without its host"},
		"scheme":            {h2Request, func(h *flow.Head) { h.Scheme = []byte("1s") }, "not a scheme"},
		"bad host":          {h1Request, func(h *flow.Head) { set(h, "Host", "a/b") }, "host with an optional port"},
		"no host":           {h1Request, func(h *flow.Head) { h.Fields = h.Fields[1:] }, "without its host"},
		"two hosts":         {h1Request, func(h *flow.Head) { h.Fields = append(h.Fields, h.Fields[0]) }, "more than one Host"},
		"field name":        {h1Request, func(h *flow.Head) { set(h, "X Y", "") }, "not the name of a field"},
		"no field name":     {h1Request, func(h *flow.Head) { set(h, "", "") }, "not the name of a field"},
		"pseudo on h1":      {h1Request, func(h *flow.Head) { set(h, ":path", "/") }, "not the name of a field"},
		"break in a value":  {h2Answer, func(h *flow.Head) { set(h, "X", "a\r\nY: b") }, "line break"},
		"NUL":               {h1Answer, func(h *flow.Head) { set(h, "X", "a\x00") }, "NUL"},
		"connection on h2":  {h2Answer, func(h *flow.Head) { set(h, "Transfer-Encoding", "chunked") }, "HTTP/1"},
		"te on h2":          {h2Request, func(h *flow.Head) { set(h, "TE", "gzip") }, "HTTP/1"},
		"two lengths": {h1Answer, func(h *flow.Head) {
			h.Fields = append(h.Fields, flow.Field{Name: []byte("content-length"), Value: []byte("6")})
		}, "more than one Content-Length"},
		"length and chunks":   {h1Answer, func(h *flow.Head) { set(h, "Transfer-Encoding", "chunked") }, "stand together"},
		"length of letters":   {h1Answer, func(h *flow.Head) { set(h, "Content-Length", "many") }, "plain decimal number"},
		"other codings":       {h1Request, func(h *flow.Head) { set(h, "Transfer-Encoding", "gzip, chunked") }, "exactly one"},
		"underscores":         {h1Request, func(h *flow.Head) { set(h, "Content_Length", "5") }, "one that frames"},
		"status":              {h1Answer, func(h *flow.Head) { h.Status = 600 }, "not a status"},
		"status 0":            {h2Answer, func(h *flow.Head) { h.Status = 0 }, "not a status"},
		"interim":             {h1Answer, func(h *flow.Head) { h.Status = 101 }, "final response"},
		"break in the reason": {h1Answer, func(h *flow.Head) { h.Reason = []byte("a\nb") }, "reason phrase"},
		"too many fields": {h1Answer, func(h *flow.Head) {
			for range 1001 {
				h.Fields = append(h.Fields, flow.Field{Name: []byte("X")})
			}
		}, "fields, more than"},
		"too much": {h1Answer, func(h *flow.Head) { set(h, "X", strings.Repeat("x", 300<<10)) }, "KiB, more than"},
	} {
		t.Run(name, func(t *testing.T) {
			h, dir := parseHead(c.raw)
			_, err := Edited(h, dir, c.edit)
			var unfit *HeadError
			if !errors.As(err, &unfit) || !strings.Contains(unfit.What, c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
			m := &Message{Dir: dir, head: h}
			if err := m.EditHead(c.edit); err == nil || m.Head() != h {
				t.Errorf("EditHead: %v, and the head is %q", err, m.Head().Raw)
			}
		})
	}
}

func TestAHeadWithoutTextIsJudgedWhole(t *testing.T) {
	ok := &flow.Head{Proto: flow.HTTP11, Status: 200, Reason: []byte("OK"), Fields: []flow.Field{{Name: []byte("A"), Value: []byte("b")}}}
	got, err := Edited(ok, flow.Response, func(*flow.Head) {})
	if err != nil || string(got.Raw) != "HTTP/1.1 200 OK\r\nA: b\r\n\r\n" {
		t.Errorf("head %q, %v", got.Raw, err)
	}
	for _, bad := range []*flow.Head{
		{Proto: flow.HTTP11, Status: 101},
		{Proto: flow.HTTP11, Status: 200, Reason: []byte("a\r\nb")},
		{Proto: flow.HTTP11, Status: 200, Fields: []flow.Field{{Name: []byte("A"), Value: []byte("\n")}}},
	} {
		if _, err := Edited(bad, flow.Response, func(*flow.Head) {}); err == nil {
			t.Errorf("accepted: %+v", bad)
		}
	}
	if _, err := Edited(&flow.Head{Proto: flow.HTTP11, Method: []byte("GET"), Target: []byte("/")}, flow.Request, func(*flow.Head) {}); err == nil {
		t.Error("a request without Host was accepted")
	}
}

func TestFieldsOfNoCompressionTableStaySo(t *testing.T) {
	h, dir := parseHead(h2Request)
	h.Fields[1].NeverIndex, h.Fields[4].NeverIndex = true, true
	got, err := Edited(h, dir, func(h *flow.Head) { set(h, "x-a", "1") })
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range got.Fields {
		if f.NeverIndex != (i == 1 || i == 4) {
			t.Errorf("%s: NeverIndex is %v", f.Name, f.NeverIndex)
		}
	}
}

func TestHeadsOfHTTP3AreThoseOfHTTP2(t *testing.T) {
	h := flow.ParseHead(flow.HTTP2, []byte(h2Answer), flow.Response, false)
	h.Proto = flow.HTTP3
	got, err := Edited(h, flow.Response, func(h *flow.Head) { h.Status = 404; set(h, "X", "1") })
	if err != nil || string(got.Raw) != ":status: 404\r\nserver: x\r\nx: 1\r\n\r\n" || got.Proto != flow.HTTP3 || got.Status != 404 {
		t.Errorf("head %+v, %v", got, err)
	}
}

func TestTrailersThatCannotStandAreLeftOut(t *testing.T) {
	for _, p := range []flow.Proto{flow.HTTP11, flow.HTTP2} {
		got := rebuildTrailers(&flow.Head{Proto: p, Fields: []flow.Field{
			{Name: []byte(":x")}, {Name: []byte("A b")}, {Name: []byte("N"), Value: []byte("a\nb")}, {Name: []byte("X-Sum"), Value: []byte(" 1 "), NeverIndex: true}}})
		want := map[flow.Proto]string{flow.HTTP11: "X-Sum: 1\r\n\r\n", flow.HTTP2: "x-sum: 1\r\n\r\n"}[p]
		if string(got.Raw) != want || len(got.Fields) != 1 || !got.Fields[0].NeverIndex {
			t.Errorf("%v: %q", p, got.Raw)
		}
	}
}

// drawHead makes a head as it may come over the wire.
func drawHead(t *rapid.T) (*flow.Head, flow.Direction) {
	raw := rapid.SampledFrom([]string{h1Request, h1Proxy, h1Answer, h2Request, h2Answer}).Draw(t, "start")
	raw = strings.TrimSuffix(raw, "\r\n")
	for range rapid.IntRange(0, 4).Draw(t, "fields") {
		raw += rapid.SampledFrom([]string{"x-a: 1\r\n", "x-b: \xff\r\n", "x-a: \r\n", "cookie: a=b; c\r\n", "x-a: 1\r\n"}).Draw(t, "field")
	}
	return parseHead(raw + "\r\n")
}

// TestRawAndPartsAgree: whatever an edit does, either it is refused or the text
// and the parts say the same, HTTP/1 reads it the same, and an edit of nothing changes nothing.
func TestRawAndPartsAgree(t *testing.T) {
	text := rapid.SampledFrom([]string{"", "a", "GET", "/", "/x y", "*", "x-a", "X-New", "a\r\nb", "http://b.example/", "b.example:1", "é", ":path", "host", " b ", "5", "content-length"})
	rapid.Check(t, func(t *rapid.T) {
		h, dir := drawHead(t)
		edit := func(h *flow.Head) {
			for range rapid.IntRange(0, 3).Draw(t, "edits") {
				v := []byte(text.Draw(t, "text"))
				switch i := rapid.IntRange(0, len(h.Fields)+6).Draw(t, "where"); {
				case i < len(h.Fields) && rapid.Bool().Draw(t, "remove"):
					h.Fields = append(h.Fields[:i], h.Fields[i+1:]...)
				case i < len(h.Fields):
					h.Fields[i].Value = v
				case i == len(h.Fields):
					h.Fields = append(h.Fields, flow.Field{Name: v, Value: []byte(text.Draw(t, "value"))})
				case i == len(h.Fields)+1:
					h.Method = v
				case i == len(h.Fields)+2:
					h.Target = v
				case i == len(h.Fields)+3:
					h.Authority = v
				case i == len(h.Fields)+4:
					h.Status = rapid.SampledFrom([]int{0, 99, 200, 404, 599, 1000}).Draw(t, "status")
				case i == len(h.Fields)+5:
					h.Reason = v
				}
			}
		}
		out, err := Edited(h, dir, edit)
		if err != nil {
			return
		}
		agree(t, out, reread(out.Proto, out.Raw, dir))
		again, err := Edited(out, dir, func(*flow.Head) {})
		if err != nil || !bytes.Equal(again.Raw, out.Raw) {
			t.Fatalf("an edit of nothing: %q, %v; was %q", again.Raw, err, out.Raw)
		}
		if out.Proto == flow.HTTP11 {
			read := &flow.Head{}
			parse := h1.ParseRequest
			if dir == flow.Response {
				parse = h1.ParseResponse
			}
			if n, err := parse(out.Raw, 0, read, h1.DefaultLimits); err != nil || n != len(out.Raw) {
				t.Fatalf("HTTP/1 does not read %q: %d, %v", out.Raw, n, err)
			}
			agree(t, out, read)
		}
	})
}

func agree(t *rapid.T, a, b *flow.Head) {
	if !bytes.Equal(a.Method, b.Method) || !bytes.Equal(a.Target, b.Target) || !bytes.Equal(a.Authority, b.Authority) || a.Status != b.Status ||
		!bytes.Equal(a.Reason, b.Reason) || len(a.Fields) != len(b.Fields) {
		t.Fatalf("%+v\nis read as %+v", a, b)
	}
	for i := range a.Fields {
		if !bytes.Equal(a.Fields[i].Name, b.Fields[i].Name) || !bytes.Equal(a.Fields[i].Value, b.Fields[i].Value) {
			t.Fatalf("field %d is %+v, read as %+v", i, a.Fields[i], b.Fields[i])
		}
	}
}
