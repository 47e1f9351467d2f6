package policy

import (
	"encoding/hex"
	"strings"
)

func (s *statement) exception(list *[]Exception) *SyntaxError {
	const wantName = "the name or address of one host, without a port"
	x := Exception{Line: s.line}
	w, bad := s.next(wantName)
	if bad != nil {
		return bad
	}
	if x.Host, bad = readSingleHost(w, wantName); bad != nil {
		return bad
	}
	if x.Leaf, bad = s.fingerprint(); bad != nil {
		return bad
	}
	if !s.take("until") {
		w, bad = s.next("until: an exception has an end")
		if bad == nil {
			bad = unexpected(w, "until: an exception has an end")
		}
		return bad
	}
	if x.Until, bad = s.time(); bad != nil {
		return bad
	}
	x.Note = s.note()
	if bad = s.done(`"note" or the end of the line`); bad == nil {
		*list = append(*list, x)
	}
	return bad
}

func readSingleHost(w word, want string) (string, *SyntaxError) {
	var p Pattern
	if w.text == "" {
		return "", unexpected(w, want)
	}
	if bad := p.setHost(w.text); bad != nil {
		bad.Column += w.column - 1
		return "", bad
	}
	if p.kind != exact && !(p.kind == network && p.net.IsSingleIP()) {
		return "", unexpected(w, want)
	}
	return p.hostText(), nil
}

func (s *statement) fingerprint() (leaf [32]byte, bad *SyntaxError) {
	const want = "sha256: and the 64 hexadecimal digits of the certificate's fingerprint"
	w, bad := s.next(want)
	if bad != nil {
		return leaf, bad
	}
	digits, ok := strings.CutPrefix(w.text, "sha256:")
	b, err := hex.DecodeString(strings.ReplaceAll(digits, ":", ""))
	if !ok || err != nil || len(b) != len(leaf) {
		return leaf, unexpected(w, want)
	}
	return [32]byte(b), nil
}

func (s *statement) clientCert(list *[]ClientCert) *SyntaxError {
	p, rest, bad := readPattern(s.words, s.end)
	if bad != nil {
		return bad
	}
	if p.exempt || p.app != "" || p.client.IsValid() {
		return unexpected(s.words[0], "a host and perhaps a port alone")
	}
	s.words = rest
	const want = "pem, pkcs12 or keeper"
	w, bad := s.next(want)
	if bad != nil {
		return bad
	}
	c := ClientCert{Pattern: p, Kind: CertKind(w.text), Line: s.line}
	switch c.Kind {
	case PEM:
		bad = s.pem(&c)
	case PKCS12:
		bad = s.pkcs12(&c)
	case Keeper:
		c.Keeper, bad = s.name("the name of a keeper")
	default:
		return unexpected(w, want)
	}
	if bad == nil {
		bad = s.done("the end of the line")
	}
	if bad == nil {
		*list = append(*list, c)
	}
	return bad
}

func (s *statement) pem(c *ClientCert) (bad *SyntaxError) {
	if c.File, bad = s.name("the file with the certificate"); bad == nil && len(s.words) > 0 {
		c.Key, bad = s.name("the file with the key")
	}
	return bad
}

func (s *statement) pkcs12(c *ClientCert) (bad *SyntaxError) {
	if c.File, bad = s.name("the PKCS#12 file"); bad != nil || len(s.words) == 0 {
		return bad
	}
	if !s.take("passphrase-file") {
		return unexpected(s.words[0], "passphrase-file or the end of the line")
	}
	c.Passphrase, bad = s.name("the file with the passphrase")
	return bad
}

// name takes a word that is not empty.
func (s *statement) name(want string) (string, *SyntaxError) {
	w, bad := s.next(want)
	if bad == nil && w.text == "" {
		bad = unexpected(w, want)
	}
	return w.text, bad
}
