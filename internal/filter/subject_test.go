package filter

import (
	"bytes"
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"rockxy/internal/flow"
)

// thing is a subject out of maps.
type thing struct {
	text     map[Column]string
	number   map[Column]int64
	phase    Phase
	heads    [2]*flow.Head
	trailers [2]*flow.Head
	bodies   [2]string
	messages []message
	tls      [2]*flow.TLS
}

type message struct {
	dir  flow.Direction
	text string
}

func (s *thing) Text(c Column) string { return s.text[c] }
func (s *thing) Number(c Column) (int64, bool) {
	n, ok := s.number[c]
	return n, ok
}
func (s *thing) Phase() Phase                         { return s.phase }
func (s *thing) Details() Details                     { return s }
func (s *thing) Head(d flow.Direction) *flow.Head     { return s.heads[d] }
func (s *thing) Trailers(d flow.Direction) *flow.Head { return s.trailers[d] }
func (s *thing) Body(d flow.Direction) []byte         { return []byte(s.bodies[d]) }
func (s *thing) ClientTLS() *flow.TLS                 { return s.tls[0] }
func (s *thing) ServerTLS() *flow.TLS                 { return s.tls[1] }
func (s *thing) Messages(yield func(flow.Direction, []byte) bool) {
	for _, m := range s.messages {
		if !yield(m.dir, []byte(m.text)) {
			return
		}
	}
}

// at is what is known of a thing at a phase.
func (s *thing) at(p Phase) *thing {
	early := &thing{text: map[Column]string{}, number: map[Column]int64{}, phase: p}
	for c, v := range s.text {
		if c.Phase() <= p {
			early.text[c] = v
		}
	}
	for c, v := range s.number {
		if c.Phase() <= p {
			early.number[c] = v
		}
	}
	early.tls[0] = s.tls[0]
	early.heads[0] = s.heads[0]
	if p >= AtRequest {
		early.trailers[0], early.bodies[0] = s.trailers[0], s.bodies[0]
	}
	if p >= AtResponseHead {
		early.heads[1], early.tls[1] = s.heads[1], s.tls[1]
	}
	if p >= AtResponse {
		early.trailers[1], early.bodies[1] = s.trailers[1], s.bodies[1]
	}
	if p >= AtEnd {
		early.messages = s.messages
	}
	return early
}

// occurs is what an index of the folded texts would answer.
func (s *thing) occurs(n Needle) bool {
	in := func(part Part, texts ...[]byte) bool {
		for _, t := range texts {
			if n.Parts&part != 0 && strings.Contains(string(AppendFold(nil, t)), n.Text) {
				return true
			}
		}
		return false
	}
	raw := func(h *flow.Head) []byte {
		if h == nil {
			return nil
		}
		return h.Raw
	}
	for _, m := range s.messages {
		part := InRequestMessages
		if m.dir == flow.Response {
			part = InResponseMessages
		}
		if in(part, []byte(m.text)) {
			return true
		}
	}
	return in(InURL, []byte(s.text[URL])) ||
		in(InRequestHead, raw(s.heads[0]), raw(s.trailers[0])) || in(InResponseHead, raw(s.heads[1]), raw(s.trailers[1])) ||
		in(InRequestBody, []byte(s.bodies[0])) || in(InResponseBody, []byte(s.bodies[1]))
}

// head makes one out of a start line and "name: value" lines.
func head(start string, lines ...string) *flow.Head {
	h := &flow.Head{Raw: []byte(strings.Join(append([]string{start}, lines...), "\r\n") + "\r\n\r\n")}
	for _, l := range bytes.Split(h.Raw, []byte("\r\n"))[1:] {
		if name, value, ok := bytes.Cut(l, []byte(": ")); ok {
			h.Fields = append(h.Fields, flow.Field{Name: name, Value: value})
		}
	}
	return h
}

// payment is an exchange that most tables look at.
func payment() *thing {
	return &thing{
		phase: AtEnd,
		text: map[Column]string{
			Kind: "exchange", State: "complete", Method: "POST", Scheme: "https", Host: "api.stripe.com", URL: "https://api.stripe.com/v1/refunds/42?page=2&q=a%20b&Empty",
			Client: "10.0.0.7:53211", Server: "[2001:db8::5]:443", App: "curl", AppPath: "/usr/bin/curl", Entry: "connect", Proto: "h2", UpstreamProto: "http/1.1",
			Type: "application/problem+json; charset=utf-8", Verdict: "intercept", Rules: "slow down\nmap local", SNI: "api.stripe.com", JA4: "t13d1516h2_8daaf6152771_02713d6af862",
			Comment: "Flaky, see log", Color: "red", FaultCode: "upstream.expired", FaultText: "the certificate expired yesterday",
		},
		number: map[Column]int64{ID: 17, Started: noon.UnixNano(), Took: 1_500_000_000, Port: 443, Status: 402, RequestSize: 120, ResponseSize: 2_000_000, Size: 2_000_120,
			Messages: 2, ClientConn: 5, ServerConn: 6, ReplayOf: 3, PID: 4242},
		heads: [2]*flow.Head{
			head("POST /v1/refunds/42 HTTP/1.1", "Host: api.stripe.com", "Authorization: Bearer sk_live_Abc", "X-Id: 42", "Cookie: session=s3cret; theme=dark", "Content-Type: application/json"),
			head("HTTP/1.1 402 Payment Required", "content-type: application/problem+json; charset=utf-8", "set-cookie: csrf=T0ken; Path=/", "age: 61"),
		},
		trailers: [2]*flow.Head{nil, head("", "grpc-status: 5")},
		bodies: [2]string{
			`{"operationName":"GetUser","query":"query GetUser { user { id } }","user":{"id":7,"name":"Ann Müller","Tags":["a","B c"],"ok":true,"none":null},"email":"x@y.z"}`,
			"{\"error\":{\"code\":\"card_declined\",\"amount\":12.50},\n\"items\":[{\"price\":5},{\"price\":25}], \"sp\\u0065cial\":\"\\u0059es\"}",
		},
		messages: []message{{flow.Request, `{"type":"subscribe"}`}, {flow.Response, "tick TOCK"}},
		tls:      [2]*flow.TLS{{Version: 0x304, ALPN: "h2", LeafSerial: "04a311"}, {Version: 0x303, ALPN: "http/1.1"}},
	}
}

// Vocabularies so small that conditions often hold.
var (
	words  = []string{"a", "ab", "abc", "Kelvin", "K\u212a", "müller", "MÜLLER", "GET", "404", "x-id", "sess\u017fion", "session", "a.b", "/abc/d", "cab", "42", "\xffabc"}
	pathOK = []string{"$.abc", "$..abc", "$.ab[0]", "$.ab[*]", "$.ab['a b']", "$..*", "$.KELVIN"}
)

func drawWord(t *rapid.T) string { return rapid.SampledFrom(words).Draw(t, "word") }

func drawJSON(t *rapid.T, depth int) string {
	switch n := rapid.IntRange(0, 5).Draw(t, "json"); {
	case n == 0 && depth > 0:
		return fmt.Sprintf("[%s,%s]", drawJSON(t, depth-1), drawJSON(t, depth-1))
	case n <= 3 && depth > 0:
		names := []string{"abc", "ab", "a b", `\u0061bc`, "KELVIN", "query", "operationName"}
		return fmt.Sprintf(`{"%s":%s,"%s":%s}`, rapid.SampledFrom(names).Draw(t, "name"), drawJSON(t, depth-1), rapid.SampledFrom(names).Draw(t, "name"), drawJSON(t, depth-1))
	case n == 4:
		return rapid.SampledFrom([]string{"42", "4.2e1", "true", "null", "7"}).Draw(t, "scalar")
	}
	return `"` + rapid.SampledFrom([]string{"abc", "ABC", `\u0061bc`, "42", "Kelvin", "query abc { a }", ""}).Draw(t, "string") + `"`
}

func drawText(t *rapid.T) string {
	switch rapid.IntRange(0, 4).Draw(t, "text") {
	case 0:
		return ""
	case 1:
		return drawJSON(t, 3)
	case 2:
		return "abc=" + drawWord(t) + "&a%62c=%34%32&" + drawWord(t) + "=abc"
	}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 4).Draw(t, "words"), rapid.SampledFrom([]string{" ", "\n", "", "-"}).Draw(t, "between"))
}

func drawHead(t *rapid.T) *flow.Head {
	if rapid.IntRange(0, 3).Draw(t, "no head") == 0 {
		return nil
	}
	var lines []string
	for range rapid.IntRange(0, 4).Draw(t, "fields") {
		name := rapid.SampledFrom([]string{"X-Id", "cookie", "Set-Cookie", "content-type", "abc"}).Draw(t, "field")
		value := rapid.SampledFrom([]string{"abc", "42", "abc=42; session=ABC", "application/json", "application/x-www-form-urlencoded", "application/graphql", "Kelvin"}).Draw(t, "value")
		lines = append(lines, name+": "+value)
	}
	return head("GET /abc HTTP/1.1", lines...)
}

// drawThing is any subject that is over.
func drawThing(t *rapid.T) *thing {
	s := &thing{text: map[Column]string{}, number: map[Column]int64{}, phase: AtEnd}
	for _, c := range Columns() {
		switch {
		case c == URL:
			s.text[c] = rapid.SampledFrom([]string{"", "abc:443", "https://abc.b/ab/c?abc=42&q=a%62c", "http://a/abc/", "https://KELVIN/?query=query%20abc%7Ba%7D", "https://a.b/MÜLLER"}).Draw(t, "url")
		case c == Client || c == Server:
			s.text[c] = rapid.SampledFrom([]string{"", "10.0.0.7:42", "[::1]:404", "127.0.0.1:1"}).Draw(t, "address")
		case c.IsText():
			s.text[c] = rapid.SampledFrom([]string{"", "abc", "GET", "failed", "active", "h2", "websocket", "https", "tunnel", "a.b", "upstream.expired", "application/json", "a\nabc"}).Draw(t, "value")
		case rapid.Bool().Draw(t, "there"):
			s.number[c] = rapid.SampledFrom([]int64{0, 1, 5, 42, 404, 1000, 1_000_000, noon.UnixNano(), 1_000_000_000}).Draw(t, "number")
		}
	}
	for i := range 2 {
		s.heads[i], s.trailers[i], s.bodies[i] = drawHead(t), drawHead(t), drawText(t)
		if rapid.Bool().Draw(t, "tls") {
			s.tls[i] = &flow.TLS{Version: 0x304, ALPN: "h2", LeafSerial: "42"}
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "messages") {
		s.messages = append(s.messages, message{flow.Direction(rapid.IntRange(0, 1).Draw(t, "dir")), drawText(t)})
	}
	return s
}

// drawExpr is the text of any expression, some of them with mistakes.
func drawExpr(t *rapid.T, depth int) string {
	if depth > 0 {
		switch rapid.IntRange(0, 5).Draw(t, "shape") {
		case 0:
			return drawExpr(t, depth-1) + " " + drawExpr(t, depth-1)
		case 1:
			return "(" + drawExpr(t, depth-1) + " or " + drawExpr(t, depth-1) + ")"
		case 2:
			return "-(" + drawExpr(t, depth-1) + ")"
		}
	}
	return drawTerm(t)
}

func drawTerm(t *rapid.T) string {
	value := func() string {
		return rapid.SampledFrom([]string{"abc", "a*c", `"a b"`, "~ab+c", "/a(bc|B)/i", "/abc|kelvin/i", "/[a]bc{2}|abc/", "Kelvin", "~kelvin", "müller", "42", "session", "*", `"*"`, "~ses+ion", "=abc"}).Draw(t, "value")
	}
	f := rapid.SampledFrom(Fields()).Draw(t, "field")
	field := lookup(f.Name)
	switch {
	case rapid.IntRange(0, 4).Draw(t, "bare") == 0:
		return strings.TrimPrefix(value(), "=")
	case field.kind == flagKind || len(f.Values) > 0 && rapid.Bool().Draw(t, "listed"):
		return f.Name + ":" + rapid.SampledFrom(f.Values).Draw(t, "listed").Value
	case field.ordered():
		number := rapid.SampledFrom([]string{"1", "5", "42", "404", "4xx", "1KB", "1s", "12:00", "1.3"}).Draw(t, "number")
		op := rapid.SampledFrom([]string{"", ">", ">=", "<", "<="}).Draw(t, "op")
		if _, err := Parse(f.Name + ":" + op + number); err != nil {
			return f.Example
		}
		return f.Name + ":" + op + number
	case f.Keyed:
		key := rapid.SampledFrom([]string{"x-id", "abc", "session", "c*", "content-type"}).Draw(t, "key")
		if field.kind == jsonKind {
			key = rapid.SampledFrom(pathOK).Draw(t, "path")
		}
		op := rapid.SampledFrom([]string{"", "=", "~", ":", ">", "<="}).Draw(t, "op")
		switch op {
		case "":
			return f.Name + ":" + key
		case ">", "<=":
			return f.Name + ":" + key + op + "41"
		}
		return orExample(f, f.Name+":"+key+op+strings.TrimLeft(value(), "=~"))
	}
	return orExample(f, f.Name+":"+value())
}

func orExample(f FieldDoc, text string) string {
	if _, err := Parse(text); err != nil {
		return f.Example
	}
	return text
}
