package view

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// maxToken is how long a token may be.
const maxToken = 64 << 10

// openJWT shows the header and the claims of a token (RFC 7519). No signature is
// verified, since no key is at hand, and the view says so.
func openJWT(m *Message, o *Options, _ int) (*View, string) {
	token := strings.TrimSpace(string(m.Body[:min(len(m.Body), maxToken)]))
	if scheme, rest, ok := strings.Cut(token, " "); ok && equalFold(scheme, "bearer") {
		token = strings.TrimSpace(rest)
	}
	return openToken(token, o)
}

func openToken(token string, o *Options) (*View, string) {
	pieces := strings.Split(token, ".")
	if len(pieces) != 3 && len(pieces) != 5 {
		return nil, "a token has three pieces with dots between them, or five when it is encrypted"
	}
	header, err := segment(pieces[0])
	if err != nil || !json.Valid(header) {
		return nil, "its header is no JSON in base64url"
	}
	var about struct{ Alg, Enc, Kid string }
	_ = json.Unmarshal(header, &about) // other members may have any form
	v := &View{Kind: JWT}
	v.fact("algorithm", about.Alg)
	v.fact("key", about.Kid)
	v.Parts = append(v.Parts, jsonPart("header", header))
	if len(pieces) == 5 {
		v.fact("encryption", about.Enc)
		v.note("it is encrypted: the claims cannot be shown without the key")
		return v, ""
	}
	claims, err := segment(pieces[1])
	if err != nil {
		return nil, "its claims are no base64url"
	}
	v.Parts = append(v.Parts, jsonPart("claims", claims))
	times(v, claims, o.Now)
	switch {
	case equalFold(about.Alg, "none"):
		v.note("it is not signed: whoever passed it on may have written it")
	case pieces[2] == "":
		v.note("the signature is missing")
	default:
		v.note("the signature was not verified")
	}
	return v, ""
}

func segment(s string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
}

func jsonPart(title string, text []byte) *View {
	v, _ := openJSON(&Message{Body: text}, nil, 0)
	if v == nil {
		v = plain(&Message{Body: text}, &Options{})
	}
	v.Title = title
	return v
}

// times says in words when a token holds.
func times(v *View, claims []byte, now time.Time) {
	var c map[string]json.RawMessage
	if json.Unmarshal(claims, &c) != nil {
		return
	}
	for _, t := range []struct{ claim, name string }{{"iat", "issued"}, {"nbf", "not before"}, {"exp", "expires"}} {
		at, ok := numericDate(c[t.claim])
		if !ok {
			continue
		}
		text := at.UTC().Format("2006-01-02 15:04:05 MST")
		if !now.IsZero() {
			text += ", " + relative(at.Sub(now))
		}
		v.fact(t.name, text)
		if t.claim == "exp" && !now.IsZero() && now.After(at) {
			v.note("it has expired")
		}
		if t.claim == "nbf" && !now.IsZero() && now.Before(at) {
			v.note("it is not valid yet")
		}
	}
}

// numericDate reads seconds since 1970 (RFC 7519 §2).
func numericDate(raw json.RawMessage) (time.Time, bool) {
	x, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || math.IsNaN(x) || x < 0 || x > 253402300799 { // the year 9999
		return time.Time{}, false
	}
	return time.Unix(int64(x), 0), true
}

func relative(d time.Duration) string {
	ago := d < 0
	if ago {
		d = -d
	}
	var text string
	switch {
	case d < time.Minute:
		text = plural(int(d/time.Second), "second")
	case d < time.Hour:
		text = plural(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		text = plural(int(d/time.Hour), "hour")
	default:
		text = plural(int(d/(24*time.Hour)), "day")
	}
	if ago {
		return text + " ago"
	}
	return "in " + text
}

// Token is a JSON Web Token that was found somewhere.
type Token struct {
	Where string // "authorization", "cookie session", "URL", "body"
	Text  string
}

// maxTokens is how many tokens of one message are looked at, and maxSearched
// how much of a body.
const (
	maxTokens   = 20
	maxSearched = 1 << 20
)

// Tokens finds the JSON Web Tokens of a message: in its header fields, in the
// target of a request, and in the body. The same token is named once.
func Tokens(m Message) []Token {
	var found []Token
	seen := map[string]bool{}
	add := func(where, text string) {
		for _, t := range findTokens(text, maxTokens) {
			if !seen[t] && len(found) < maxTokens {
				seen[t] = true
				found = append(found, Token{where, t})
			}
		}
	}
	if !m.Response {
		add("URL", m.Target)
	}
	for _, f := range m.Fields {
		name := strings.ToLower(f.Name)
		if name == ":path" {
			continue // the target
		}
		if name != "cookie" && name != "set-cookie" {
			add(name, f.Value)
			continue
		}
		for pair := range strings.SplitSeq(f.Value, ";") {
			cookie, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
			add("cookie "+cookie, value)
		}
	}
	add("body", string(m.Body[:min(len(m.Body), maxSearched)]))
	return found
}

// OpenToken shows a token that was found.
func OpenToken(t Token, o Options) *View {
	v, why := openToken(t.Text, &o)
	if v == nil {
		v = plain(&Message{Body: []byte(t.Text)}, &o)
		v.note("it cannot be shown as a token: " + why)
	}
	v.Title = fmt.Sprintf("token in %s", t.Where)
	return v
}

// findTokens finds at most n tokens: pieces of base64url with dots between
// them, the first of which is a JSON object with an algorithm.
func findTokens(s string, n int) (found []string) {
	for len(found) < n {
		at := strings.Index(s, "eyJ") // `{"` in base64
		if at < 0 {
			break
		}
		before := at > 0 && isBase64URL(s[at-1])
		s = s[at:]
		end := 0
		for end < len(s) && end < maxToken && (isBase64URL(s[end]) || s[end] == '.') {
			end++
		}
		candidate := strings.TrimRight(s[:end], ".")
		dots := strings.Count(s[:end], ".")
		if dots == 2 && strings.HasSuffix(s[:end], ".") { // without a signature
			candidate = s[:end]
		}
		if !before && isToken(candidate) {
			found = append(found, candidate)
		}
		s = s[max(end, 3):]
	}
	return found
}

func isBase64URL(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_'
}

func isToken(s string) bool {
	n := strings.Count(s, ".")
	if n != 2 && n != 4 {
		return false
	}
	first, _, _ := strings.Cut(s, ".")
	header, err := segment(first)
	return err == nil && json.Valid(header) && bytes.Contains(header, []byte(`"alg"`))
}
