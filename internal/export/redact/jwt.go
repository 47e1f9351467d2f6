package redact

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
)

// jwt returns the stand-in of a JSON Web Token (RFC 7519), nil for what is
// none. Its header stays; of the claims the names, numbers (dates, mostly) and
// literals stay, and texts are replaced; the signature is replaced. The five
// parts of an encrypted one (RFC 7516) are opaque but for the header.
func (s *standins) jwt(token []byte) []byte {
	parts := bytes.Split(token, []byte("."))
	if len(parts) != 3 && len(parts) != 5 {
		return nil
	}
	if header, ok := base64JSON(parts[0]); !ok || !bytes.Contains(header, []byte(`"alg"`)) {
		return nil
	}
	sum := s.mac(forStandin, 0, token)
	r := rand.New(rand.NewChaCha8(sum))
	out := append([]byte(nil), parts[0]...)
	for i, part := range parts[1:] {
		out = append(out, '.')
		claims, ok := base64JSON(part)
		if i > 0 || len(parts) != 3 || !ok {
			out = append(out, disguise(part, r)...)
			continue
		}
		s.claims(claims)
		out = base64.RawURLEncoding.AppendEncode(out, claims)
	}
	return out
}

// claims replaces the texts of a JSON object in place; the name of a member is
// a text before a colon.
func (s *standins) claims(b []byte) {
	for i := 0; i < len(b); {
		if b[i] != '"' {
			i++
			continue
		}
		end := closing(b, i+1, '"', 0)
		after := skipSpace(b, min(end+1, len(b)))
		if after >= len(b) || b[after] != ':' {
			s.escaped(b[i+1:end], jsonEscapes{})
		}
		i = end + 1
	}
}

func base64JSON(part []byte) (object []byte, ok bool) {
	object, err := base64.RawURLEncoding.AppendDecode(nil, part)
	if err != nil || len(object) == 0 || object[0] != '{' || !json.Valid(object) {
		return nil, false
	}
	return object, true
}
