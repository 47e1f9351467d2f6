package redact

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"iter"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/content"
	"rockxy/internal/flow"
	"rockxy/internal/har"
)

// entry is an exchange with these texts; lines of heads end in "\n".
func entry(t testing.TB, request, requestBody, response, responseBody string) *har.Entry {
	t.Helper()
	e := &har.Entry{Exchange: &flow.Exchange{ID: 7, Method: "POST", URL: "https://example.com/", Status: 200}}
	add := func(dir flow.Direction, head, body string) {
		raw := []byte(strings.ReplaceAll(head, "\n", "\r\n") + "\r\n\r\n")
		e.Heads = append(e.Heads, har.Head{Dir: dir, Head: flow.ParseHead(flow.HTTP11, raw, dir, false)})
		e.Body[dir] = section([]byte(body))
	}
	add(flow.Request, request, requestBody)
	add(flow.Response, response, responseBody)
	e.Exchange.Request = flow.Body{Size: int64(len(requestBody)), Stored: int64(len(requestBody))}
	e.Exchange.Response = flow.Body{Size: int64(len(responseBody)), Stored: int64(len(responseBody))}
	return e
}

func redacted(t testing.TB, r *Redactor, e *har.Entry) (text string, out *har.Entry) {
	t.Helper()
	out, err := r.Entry(e)
	if err != nil {
		t.Fatal(err)
	}
	return textOf(t, out), out
}

// textOf is everything in an entry that somebody could read.
func textOf(t testing.TB, e *har.Entry) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(e.Exchange.URL + "\n")
	for _, h := range e.Heads {
		b.Write(h.Head.Raw)
		for _, f := range h.Head.Fields {
			b.WriteString(string(f.Name) + ": " + string(f.Value) + "\n")
		}
	}
	for dir := range e.Body {
		if e.Body[dir] == nil {
			continue
		}
		wire, err := io.ReadAll(io.NewSectionReader(e.Body[dir], 0, e.Body[dir].Size()))
		if err != nil {
			t.Fatal(err)
		}
		coding, _ := e.Head(flow.Direction(dir)).Get("Content-Encoding")
		plain, _ := content.Decode(bytes.NewReader(wire), string(coding), content.Limits{})
		b.Write(plain)
		b.WriteByte('\n')
	}
	if e.Messages != nil {
		for m, err := range e.Messages {
			if err != nil {
				t.Fatal(err)
			}
			b.Write(m.Data)
		}
	}
	return b.String()
}

const (
	jwt     = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhZGEubG92ZWxhY2UiLCJuYW1lIjoiQWRhIEtpbmciLCJleHAiOjE5MDAwMDAwMDAsImFkbWluIjp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	awsID   = "AKIAIOSFODNN7EXAMPLE"
	awsKey  = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
	github  = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"
	opaque  = "s3cr3t-0paque-Va1ue-9f8e7d"
	phrase  = "correct horse battery"
	uuid    = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
	hexed   = "9e107d9d372bb6826bd81d3542a419d6"
	unicode = "пароль-naïve-🔑日本"
)

func stripe() string { return "sk_" + "live_4eC39HqLyjWDarjtT1zdp7dc" }
func slack() string  { return "xox" + "b-263594206564-2343594206574-FGqddMF8t08v8N7Oq4i57vs1" }

// corpus are places of a secret: SECRET stands for it.
func corpus() map[string]struct{ request, body, response, answer, secret string } {
	type place = struct{ request, body, response, answer, secret string }
	get, ok := "GET / HTTP/1.1\nHost: example.com", "HTTP/1.1 200 OK"
	jsonHead := "POST / HTTP/1.1\nHost: example.com\nContent-Type: application/json"
	formHead := "POST / HTTP/1.1\nHost: example.com\nContent-Type: application/x-www-form-urlencoded"
	return map[string]place{
		"bearer":              {get + "\nAuthorization: Bearer SECRET", "", ok, "", opaque},
		"bearer jwt":          {get + "\nAuthorization: Bearer SECRET", "", ok, "", jwt},
		"no scheme":           {get + "\nAuthorization: SECRET", "", ok, "", opaque},
		"proxy":               {get + "\nproxy-authorization: token SECRET", "", ok, "", opaque},
		"aws4":                {get + "\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830, SignedHeaders=host, Signature=SECRET", "", ok, "", hexed},
		"digest":              {get + "\nAuthorization: Digest username=\"u\", realm=\"r\", response=\"SECRET\"", "", ok, "", hexed},
		"cookie":              {get + "\nCookie: theme=dark; sid=SECRET; a=b", "", ok, "", opaque},
		"cookie quoted":       {get + "\nCookie: sid=\"SECRET\"", "", ok, "", opaque},
		"set-cookie":          {get, "", ok + "\nSet-Cookie: sid=SECRET; Path=/; HttpOnly", "", opaque},
		"api key":             {get + "\nX-Api-Key: SECRET", "", ok, "", opaque},
		"custom token":        {get + "\nX-Acme-Token: SECRET", "", ok, "", phrase},
		"custom secret":       {get + "\nacme-client-secret: SECRET", "", ok, "", phrase},
		"functions key":       {get + "\nx-functions-key: SECRET", "", ok, "", opaque},
		"query":               {"GET /x?page=2&access_token=SECRET&z=1 HTTP/1.1\nHost: example.com", "", ok, "", opaque},
		"query key":           {"GET /x?key=SECRET HTTP/1.1\nHost: example.com", "", ok, "", opaque},
		"oauth code":          {"GET /cb?code=SECRET&state=1 HTTP/1.1\nHost: example.com", "", ok, "", opaque},
		"signed url":          {"GET /x?X-Amz-Signature=SECRET HTTP/1.1\nHost: example.com", "", ok, "", hexed},
		"location":            {get, "", ok + "\nLocation: https://a.example/cb#access_token=SECRET&x=1", "", opaque},
		"referer":             {get + "\nReferer: https://a.example/?token=SECRET", "", ok, "", opaque},
		"userinfo":            {get + "\nX-Upstream: https://bob:SECRET@db.example/", "", ok, "", opaque},
		"path":                {"GET /v1/SECRET/x HTTP/1.1\nHost: example.com", "", ok, "", github},
		"telegram":            {"GET /bot123456789:SECRET/getMe HTTP/1.1\nHost: example.com", "", ok, "", "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"},
		"json":                {jsonHead, `{"user":"ada","password":"SECRET"}`, ok, "", phrase},
		"json deep":           {jsonHead, `{"a":[{"b":{"Client_Secret" : "SECRET"}}]}`, ok, "", phrase},
		"json object":         {jsonHead, `{"credentials":{"a":{"b":["x","SECRET"]}}}`, ok, "", phrase},
		"json number":         {jsonHead, `{"otp":SECRET,"n":1}`, ok, "", "81726354"},
		"json camel":          {jsonHead, `{"refreshToken":"SECRET"}`, ok, "", opaque},
		"json escaped name":   {jsonHead, `{"pass\u0077ord":"SECRET"}`, ok, "", phrase},
		"json in json":        {jsonHead, `{"body":"{\"password\":\"SECRET\",\"x\":1}"}`, ok, "", phrase},
		"json in json twice":  {jsonHead, `{"body":"{\"b\":\"{\\\"password\\\":\\\"SECRET\\\"}\"}"}`, ok, "", phrase},
		"json list in json":   {jsonHead, `{"body":"{\"tokens\":[\"a\",\"SECRET\"]}"}`, ok, "", phrase},
		"json cut":            {jsonHead, `{"password":"SECRET`, ok, "", phrase},
		"json stray quote":    {jsonHead, `it is 5" long {"password":"SECRET"}`, ok, "", phrase},
		"json by shape":       {jsonHead, `{"comment":"use SECRET, please"}`, ok, "", github},
		"json url":            {jsonHead, `{"next":"https:\/\/a.example\/?page=1&api_key=SECRET"}`, ok, "", opaque},
		"ndjson":              {jsonHead, "{\"a\":1}\n{\"token\":\"SECRET\"}\n", ok, "", phrase},
		"graphql variables":   {jsonHead, `{"query":"mutation($p: String!){login(password:$p){id}}","variables":{"password":"SECRET"}}`, ok, "", phrase},
		"graphql literal":     {jsonHead, `{"query":"mutation{login(password:\"SECRET\"){id}}"}`, ok, "", phrase},
		"form":                {formHead, "user=ada&password=SECRET&x=1", ok, "", opaque},
		"form nested":         {formHead, "user%5Bpassword%5D=SECRET", ok, "", opaque},
		"form saml":           {formHead, "SAMLResponse=SECRET&RelayState=x", ok, "", base64.StdEncoding.EncodeToString([]byte("<assertion>who</assertion>"))},
		"form json":           {formHead, "payload=%7B%22token%22%3A%22SECRET%22%7D", ok, "", opaque},
		"multipart":           {"POST / HTTP/1.1\nHost: h\nContent-Type: multipart/form-data; boundary=XX", "--XX\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nSECRET\r\n--XX--\r\n", ok, "", phrase},
		"multipart json":      {"POST / HTTP/1.1\nHost: h\nContent-Type: multipart/form-data; boundary=XX", "--XX\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{\"secret\":\"SECRET\"}\r\n--XX--\r\n", ok, "", phrase},
		"xml":                 {get, "", ok + "\nContent-Type: text/xml", "<a><Password>SECRET</Password><b token=\"x\"/></a>", phrase},
		"xml attribute":       {get, "", ok + "\nContent-Type: text/xml", "<a secret=\"SECRET\"/>", phrase},
		"html input":          {get, "", ok + "\nContent-Type: text/html", `<p>it's</p><script>var c={apiKey:"SECRET"}</script>`, opaque},
		"named value":         {jsonHead, `[{"name":"Authorization","value":"Bearer SECRET"},{"name":"x","value":"y"}]`, ok, "", opaque},
		"named value before":  {jsonHead, `{"value":"SECRET","enabled":true,"key":"apiKey"}`, ok, "", phrase},
		"named in json":       {jsonHead, `{"env":"[{\"name\":\"DB_PASSWORD\",\"value\":\"SECRET\"}]"}`, ok, "", phrase},
		"html meta":           {get, "", ok + "\nContent-Type: text/html", `<meta name="csrf-token" content="SECRET"><input value="x" name="y">`, opaque},
		"html hidden":         {get, "", ok + "\nContent-Type: text/html", `<input type="hidden" value="SECRET" name="authenticity_token">`, opaque},
		"connection string":   {jsonHead, `{"db":"Server=a;User Id=b;Password=SECRET;"}`, ok, "", opaque},
		"yaml":                {get, "", ok, "db:\n  password: SECRET\n", opaque},
		"dotenv":              {get, "", ok, "A=b\nexport DB_PASSWORD=SECRET\nX=1", opaque},
		"events":              {get, "", ok + "\nContent-Type: text/event-stream", "event: x\ndata: {\"access_token\":\"SECRET\"}\n\n", phrase},
		"text aws":            {get, "", ok, "id SECRET here", awsID},
		"text aws key":        {get, "", ok, "aws_secret_access_key = SECRET\n", awsKey},
		"text stripe":         {get, "", ok, "(SECRET)", stripe()},
		"text slack":          {get, "", ok, "SECRET", slack()},
		"text jwt":            {get, "", ok, "token is " + "SECRET" + ".", jwt},
		"text bearer":         {get, "", ok, "curl -H 'Authorization: Bearer SECRET'", opaque},
		"pem":                 {get, "", ok, "-----BEGIN EC PRIVATE KEY-----\nSECRET\n-----END EC PRIVATE KEY-----\n", "MHcCAQEEIIGlVfk3lqZGSzyvSmF2cm9ja3h5"},
		"pem in json":         {jsonHead, `{"k":"-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----\n"}`, ok, "", "MHcCAQEEIIGlVfk3lqZGSzyvSmF2cm9ja3h5"},
		"pem cut":             {get, "", ok, "-----BEGIN RSA PRIVATE KEY-----\nSECRET", "MHcCAQEEIIGlVfk3lqZGSzyvSmF2cm9ja3h5"},
		"known in path":       {"GET /x/SECRET HTTP/1.1\nHost: h\nX-Api-Key: SECRET", "", ok, "the SECRET is here", opaque},
		"known across":        {get, "", ok, `{"access_token":"SECRET","echo":"SECRET"}`, opaque},
		"uuid token":          {get + "\nX-Auth-Token: SECRET", "", ok, "", uuid},
		"cookie percent":      {get + "\nCookie: sid=a%20SECRET", "", ok, "", opaque},
		"unicode password":    {jsonHead, `{"password":"SECRET"}`, ok, "", unicode},
		"trailer style field": {get, "", ok + "\nX-Session-Token: SECRET", "", opaque},
	}
}

func TestCorpus(t *testing.T) {
	for name, c := range corpus() {
		t.Run(name, func(t *testing.T) {
			put := strings.NewReplacer("SECRET", c.secret).Replace
			e := entry(t, put(c.request), put(c.body), put(c.response), put(c.answer))
			before := textOf(t, e)
			if !strings.Contains(before, c.secret) {
				t.Fatal("the case does not have the secret")
			}
			r := New()
			got, out := redacted(t, r, e)
			wantGone(t, got, c.secret)
			if len(got) != len(before) {
				t.Errorf("%d octets became %d", len(before), len(got))
			}
			if textOf(t, e) != before {
				t.Error("the entry itself was changed")
			}
			if again, _ := redacted(t, r, out); again != got {
				t.Errorf("a second time it became\n%s\nfrom\n%s", again, got)
			}
			if same, _ := redacted(t, r, e); same != got {
				t.Errorf("the same secrets got other stand-ins:\n%s\n%s", got, same)
			}
			if other, _ := redacted(t, New(), e); other == got {
				t.Error("another export has the same stand-ins")
			}
		})
	}
}

// wantGone looks for a secret in the ways in which it could be written.
func wantGone(t testing.TB, text, secret string) {
	t.Helper()
	quoted, _ := json.Marshal(secret)
	for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), string(quoted[1 : len(quoted)-1]),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret))} {
		if strings.Contains(text, form) {
			t.Errorf("%q is still in\n%s", form, text)
		}
	}
}

// TestNothingElseChanges has what looks like a secret and is none.
func TestNothingElseChanges(t *testing.T) {
	e := entry(t, "GET /tokens/list?page=2&sort=name&key=name HTTP/1.1\nHost: example.com\nAccept: */*\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nIdempotency-Key: 0b7a3c1f9d2e4b6a",
		`{"name":"Ada","token_type":"bearer","expires_in":3600,"total_tokens":1234,"passwordPolicy":"strict","secret":null,"otp":false,"keys":["a"],"author":"x","Key":"photos/2026/11/a.jpg","key":"Enter"}`,
		"HTTP/1.1 200 OK\nContent-Type: text/javascript\nETag: \"33a64df551425fcc\"\nCache-Control: max-age=3600",
		`function login(user,password){return post({password:password,token:t})}`)
	before := textOf(t, e)
	if got, _ := redacted(t, New(), e); got != before {
		t.Errorf("\n%s\nbecame\n%s", before, got)
	}
}

func TestShapesStay(t *testing.T) {
	r := New()
	for _, secret := range []string{jwt, uuid, hexed, stripe(), github, awsID, slack(), unicode} {
		got := string(r.standins.of([]byte(secret)))
		if len(got) != len(secret) || got == secret {
			t.Errorf("%q became %q", secret, got)
		}
		if p := knownPrefix([]byte(secret)); !strings.HasPrefix(got, string(p)) {
			t.Errorf("%q lost its prefix: %q", secret, got)
		}
	}
	parts := strings.Split(string(r.standins.of([]byte(jwt))), ".")
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	var c struct {
		Sub, Name string
		Exp       int64
		Admin     bool
	}
	if err != nil || json.Unmarshal(claims, &c) != nil {
		t.Fatalf("%s %v", claims, err)
	}
	if c.Exp != 1900000000 || !c.Admin || len(c.Sub) != len("ada.lovelace") || c.Sub == "ada.lovelace" || c.Name == "Ada King" {
		t.Errorf("claims %s", claims)
	}
	if got := r.standins.of([]byte(hexed)); strings.Trim(string(got), "0123456789abcdef") != "" {
		t.Errorf("%s is not hexadecimal", got)
	}
}

func TestBasicKeepsTheUser(t *testing.T) {
	e := entry(t, "GET / HTTP/1.1\nAuthorization: Basic "+base64.StdEncoding.EncodeToString([]byte("ada:"+phrase)), "", "HTTP/1.1 200 OK", "")
	_, out := redacted(t, New(), e)
	v, _ := out.Head(flow.Request).Get("Authorization")
	plain, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(string(v), "Basic "))
	if err != nil || !strings.HasPrefix(string(plain), "ada:") || strings.Contains(string(plain), phrase) || len(plain) != len("ada:"+phrase) {
		t.Errorf("%q is %q, %v", v, plain, err)
	}
}

func TestCodedBodies(t *testing.T) {
	for _, coding := range []string{"gzip", "br", "zstd", "deflate", "gzip, br"} {
		t.Run(coding, func(t *testing.T) {
			secretive, err := content.Encode([]byte(`{"password":"`+opaque+`"}`), coding)
			if err != nil {
				t.Fatal(err)
			}
			plain, _ := content.Encode([]byte(`{"name":"ada"}`), coding)
			e := entry(t, "POST / HTTP/1.1\nContent-Encoding: "+coding+"\nContent-Length: 3", string(secretive), "HTTP/1.1 200 OK\nContent-Encoding: "+coding, string(plain))
			got, out := redacted(t, New(), e)
			wantGone(t, got, opaque)
			if !strings.Contains(got, `{"password":"`) {
				t.Errorf("it does not decode: %s", got)
			}
			if n, _ := out.Head(flow.Request).Get("Content-Length"); out.Exchange.Request.Stored != out.Body[flow.Request].Size() ||
				out.Exchange.Request.Stored != int64(len(secretive)) && string(n) == "3" {
				t.Errorf("Content-Length %s, stored %d of %d", n, out.Exchange.Request.Stored, out.Body[flow.Request].Size())
			}
			wire, _ := io.ReadAll(out.Body[flow.Response])
			if !bytes.Equal(wire, plain) {
				t.Error("a body without secrets is not as it was on the wire")
			}
		})
	}
}

func TestWhatCannotBeSearchedIsLeftOut(t *testing.T) {
	for name, change := range map[string]func(*Redactor, *har.Entry){
		"large":   func(r *Redactor, _ *har.Entry) { r.maxBody = 10 },
		"unknown": func(_ *Redactor, e *har.Entry) { e.Heads[1].Head.Fields[0].Value = []byte("sdch") },
		"damaged": func(_ *Redactor, e *har.Entry) { e.Heads[1].Head.Fields[0].Value = []byte("zstd") },
		"upgrade": func(_ *Redactor, e *har.Entry) { e.Exchange.Status = 101 },
	} {
		t.Run(name, func(t *testing.T) {
			r := New()
			e := entry(t, "GET / HTTP/1.1", "", "HTTP/1.1 200 OK\nContent-Encoding: identity", "password="+opaque)
			change(r, e)
			got, out := redacted(t, r, e)
			wantGone(t, got, opaque)
			if !strings.Contains(out.Incomplete, "the body of the response is left out") || !out.Exchange.Response.Truncated {
				t.Errorf("%q, %+v", out.Incomplete, out.Exchange.Response)
			}
		})
	}
}

func TestMessages(t *testing.T) {
	e := entry(t, "GET / HTTP/1.1", "", "HTTP/1.1 101 Switching Protocols", "")
	e.Messages = seq(&flow.Message{Kind: flow.MessageText, Data: []byte(`{"token":"` + phrase + `"}`)},
		&flow.Message{Kind: flow.MessageBinary, Data: []byte("\x00\x01" + github + "\xff")},
		&flow.Message{Kind: flow.MessageBinary, Encoded: true, Data: []byte(opaque)})
	got, _ := redacted(t, New(), e)
	for _, s := range []string{phrase, github, opaque} {
		wantGone(t, got, s)
	}
}

func seq(all ...*flow.Message) iter.Seq2[*flow.Message, error] {
	return func(yield func(*flow.Message, error) bool) {
		for _, m := range all {
			if !yield(m, nil) {
				return
			}
		}
	}
}

func TestGRPC(t *testing.T) {
	message := "\x0a\x28" + github
	zipped, _ := content.Encode([]byte(message), "gzip")
	frame := func(flag byte, p string) string { return string([]byte{flag, 0, 0, 0, byte(len(p))}) + p }
	body := frame(0, message) + frame(1, string(zipped))
	for _, text := range []bool{false, true} {
		kind := "application/grpc"
		if text {
			kind, body = "application/grpc-web-text", base64.StdEncoding.EncodeToString([]byte(body))
		}
		e := entry(t, "POST / HTTP/1.1\nGrpc-Encoding: gzip\nContent-Type: "+kind, body, "HTTP/1.1 200 OK", "")
		_, out := redacted(t, New(), e)
		got, _ := io.ReadAll(out.Body[0])
		if text {
			got, _ = base64.StdEncoding.AppendDecode(nil, got)
		}
		wantGone(t, string(got), github)
		second := got[5+len(message):]
		plain, err := content.Decode(bytes.NewReader(second[5:]), "gzip", content.Limits{})
		if err != nil || len(plain) != len(message) || bytes.Contains(plain, []byte(github)) {
			t.Errorf("%q %v", plain, err)
		}
	}
}

func TestWideText(t *testing.T) {
	var wide []byte
	for _, c := range `{"password":"` + opaque + `"}` {
		wide = append(wide, byte(c), 0)
	}
	e := entry(t, "GET / HTTP/1.1", "", "HTTP/1.1 200 OK\nContent-Type: application/json; charset=utf-16le", string(wide))
	_, out := redacted(t, New(), e)
	got, _ := io.ReadAll(out.Body[1])
	text := strings.ReplaceAll(string(got), "\x00", "")
	wantGone(t, text, opaque)
	if !strings.HasPrefix(text, `{"password":"`) {
		t.Error(text)
	}
}

// TestSecretsOfAnyKind plants arbitrary passwords in each place by name.
func TestSecretsOfAnyKind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[A-Za-z0-9äß日 !#$%&'()*+,./:;<=>?@^_{|}~-]{0,6}[A-Za-z0-9]{8,20}[ "\\/äß日!#$%&+=-]{0,6}`).Draw(t, "secret")
		if len(s) < 8 || s[0] == ' ' {
			s = "x" + s
		}
		quoted, _ := json.Marshal(s)
		twice, _ := json.Marshal(string(quoted))
		e := &har.Entry{Exchange: &flow.Exchange{URL: "https://h/?token=" + url.QueryEscape(s)}}
		raw := []byte("POST /?token=" + url.QueryEscape(s) + " HTTP/1.1\r\nContent-Type: application/json\r\n\r\n")
		e.Heads = []har.Head{{Head: flow.ParseHead(flow.HTTP11, raw, flow.Request, false)},
			{Dir: flow.Response, Head: flow.ParseHead(flow.HTTP11, []byte("HTTP/1.1 200 OK\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"), flow.Response, false)}}
		e.Body[0] = section([]byte(`{"a":{"password":` + string(quoted) + `},"b":"{\"password\":` + string(twice[1:len(twice)-1]) + `}"}`))
		e.Body[1] = section([]byte("x=1&password=" + url.QueryEscape(s) + "&y=2"))
		out, err := New().Entry(e)
		if err != nil {
			t.Fatal(err)
		}
		b0, _ := io.ReadAll(out.Body[0])
		b1, _ := io.ReadAll(out.Body[1])
		all := out.Exchange.URL + string(out.Heads[0].Head.Raw) + string(b0) + string(b1)
		for _, form := range []string{s, url.QueryEscape(s), string(quoted[1 : len(quoted)-1])} {
			if strings.Contains(all, form) {
				t.Fatalf("%q is still in %s", form, all)
			}
		}
		var j struct {
			A struct{ Password string }
			B string
		}
		var inner struct{ Password string }
		form, ferr := url.ParseQuery(string(b1))
		if json.Unmarshal(b0, &j) != nil || json.Unmarshal([]byte(j.B), &inner) != nil || ferr != nil {
			t.Fatalf("broken: %s %s", b0, b1)
		}
		if j.A.Password != inner.Password || j.A.Password != form.Get("password") {
			t.Fatalf("%q has the stand-ins %q, %q and %q", s, j.A.Password, inner.Password, form.Get("password"))
		}
	})
}

func FuzzEntry(f *testing.F) {
	for _, c := range corpus() {
		f.Add(c.request, c.body, c.answer)
	}
	f.Fuzz(func(t *testing.T, head, body, answer string) {
		r := New()
		e := entry(t, head, body, "HTTP/1.1 200 OK\nContent-Type: application/x-www-form-urlencoded", answer)
		got, out := redacted(t, r, e)
		if before := textOf(t, e); len(got) != len(before) && !strings.Contains(head, "ncoding") {
			t.Errorf("%d octets became %d", len(before), len(got))
		}
		redacted(t, r, out)
	})
}

func BenchmarkJSON(b *testing.B) {
	item := `{"id":12345,"name":"Ada Lovelace","email":"ada@example.com","url":"https://example.com/users/12345?page=2","tags":["a","b"],"token":"` + opaque + `"},`
	body := []byte("[" + strings.Repeat(item, 5000) + "{}]")
	r := New()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		p := bytes.Clone(body)
		r.content(p, "application/json")
		r.known.replace(p)
	}
}
