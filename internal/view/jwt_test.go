package view

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"
)

func token(header, claims, signature string) string {
	enc := base64.RawURLEncoding.EncodeToString
	return enc([]byte(header)) + "." + enc([]byte(claims)) + "." + enc([]byte(signature))
}

func TestJWT(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	signed := token(`{"alg":"ES256","kid":"k1"}`, `{"sub":"1","iat":1772366340,"nbf":1772370000,"exp":1772362800}`, "sig")
	v := Open(Message{Type: "application/jwt", Body: []byte(signed)}, Options{Now: now})
	const want = `[jwt]
algorithm: ES256
key: k1
issued: 2026-03-01 11:59:00 UTC, 1 minute ago
not before: 2026-03-01 13:00:00 UTC, in 1 hour
expires: 2026-03-01 11:00:00 UTC, 1 hour ago
(it is not valid yet)
(it has expired)
(the signature was not verified)
  [json] header
  {
    "alg": "ES256",
    "kid": "k1"
  }
  [json] claims
  {
    "sub": "1",
    "iat": 1772366340,
    "nbf": 1772370000,
    "exp": 1772362800
  }
`
	if got := show(v); got != want {
		t.Errorf("got\n%s", got)
	}
	for in, note := range map[string]string{
		token(`{"alg":"none"}`, `{}`, ""):          "it is not signed: whoever passed it on may have written it",
		token(`{"alg":"HS256"}`, `{}`, ""):         "the signature is missing",
		token(`{"alg":"RSA-OAEP"}`, "", "") + "..": "it is encrypted: the claims cannot be shown without the key",
	} {
		if v := Open(Message{Body: []byte(in)}, Options{As: JWT}); v.Kind != JWT || len(v.Notes) != 1 || v.Notes[0] != note {
			t.Errorf("%s: %s %q", in, v.Kind, v.Notes)
		}
	}
	if v := Open(Message{Body: []byte("a.b.c")}, Options{As: JWT}); v.Kind != Text || len(v.Notes) != 1 {
		t.Errorf("no token: %s %q", v.Kind, v.Notes)
	}
}

func TestTokens(t *testing.T) {
	a, b, c := token(`{"alg":"a"}`, "{}", "x"), token(`{"alg":"b"}`, "{}", "x"), token(`{"alg":"c"}`, "{}", "x")
	none := token(`{"alg":"none"}`, "{}", "")
	found := Tokens(Message{
		Target: "https://a/?t=" + a + "&u=2",
		Fields: []Field{{"Authorization", "Bearer " + b}, {"Cookie", "x=1; session=" + c + "; again=" + a}, {":path", "/?t=" + a}},
		Body:   []byte(`{"token":"` + none + `","no":"eyJhbGciOiJ.x.y","twice":"` + b + `","within":"abc` + a + `"}`),
	})
	var got []string
	for _, f := range found {
		got = append(got, f.Where)
		if !isToken(f.Text) {
			t.Errorf("%q", f.Text)
		}
	}
	if want := "URL authorization cookie session body"; strings.Join(got, " ") != want || found[3].Text != none {
		t.Errorf("%q, want %s", got, want)
	}
	if n := len(Tokens(Message{Response: true, Body: []byte(strings.Repeat("eyJ", 1<<20))})); n != 0 {
		t.Errorf("%d tokens in nothing", n)
	}
}
