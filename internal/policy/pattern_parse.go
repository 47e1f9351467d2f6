package policy

import (
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ParsePattern reads one pattern. The error is a *[SyntaxError] with the column.
func ParsePattern(text string) (Pattern, error) {
	if bad := checkLine(text); bad != nil {
		return Pattern{}, bad
	}
	words, _, bad := splitWords(text)
	if bad != nil {
		return Pattern{}, bad
	}
	p, rest, bad := readPattern(words, columnAt(text, len(text)))
	if bad == nil && len(rest) > 0 {
		bad = unexpected(rest[0], "the end of the pattern")
	}
	if bad != nil {
		return Pattern{}, bad
	}
	return p, nil
}

const (
	wantHost    = "a host such as example.com, *.example.com, .example.com, an address, a prefix or *"
	wantAddress = "an address such as 192.168.1.20 or a prefix such as 192.168.0.0/16"
	wantPort    = "a port from 1 to 65535"
)

func unexpected(w word, want string) *SyntaxError {
	return &SyntaxError{Column: w.column, Found: w.text, Want: want}
}

// readPattern takes a pattern off the front of words; end is the column to name
// when there is nothing.
func readPattern(words []word, end int) (p Pattern, rest []word, bad *SyntaxError) {
	if len(words) == 0 {
		return p, nil, &SyntaxError{Column: end, Want: wantHost}
	}
	if s, ok := strings.CutPrefix(words[0].text, "!"); ok && !words[0].quoted {
		p.exempt = true
		w := words[0]
		w.text, w.column = s, w.column+1
		words = append([]word{w}, words[1:]...)
	}
	parts := false
	for len(words) > 0 && !words[0].quoted {
		w := words[0]
		if app, ok := strings.CutPrefix(w.text, "app:"); ok {
			bad = p.setApp(w, app)
		} else if client, ok := strings.CutPrefix(w.text, "client:"); ok {
			bad = p.setClient(w, client)
		} else {
			break
		}
		if bad != nil {
			return p, nil, bad
		}
		parts, words = true, words[1:]
	}
	if parts && (len(words) == 0 || words[0].quoted || words[0].text == "until" || words[0].text == "auto") {
		return p, words, nil
	}
	if len(words) == 0 || words[0].quoted {
		return p, nil, unexpected(words[0], wantHost)
	}
	return p, words[1:], p.setHostPort(words[0])
}

func (p *Pattern) setApp(w word, app string) *SyntaxError {
	if app == "" || p.app != "" || len(app) > maxName || badClass(app) {
		w.column += len("app:")
		w.text = app
		return unexpected(w, "one application's name or path, as app:NAME, of at most 253 bytes")
	}
	p.app = app
	return nil
}

func (p *Pattern) setClient(w word, client string) *SyntaxError {
	n, ok := readNetwork(strings.TrimSuffix(strings.TrimPrefix(client, "["), "]"))
	if !ok || p.client.IsValid() {
		w.column += len("client:")
		w.text = client
		return unexpected(w, "one address or prefix of the client, as client:192.168.1.20")
	}
	p.client = n
	return nil
}

func (p *Pattern) setHostPort(w word) *SyntaxError {
	if strings.Contains(w.text, "://") {
		return unexpected(w, "a host alone, without scheme and path")
	}
	hostPart, port, hasPort := cutPort(w.text)
	if hasPort && port != "*" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 || port[0] == '+' {
			return &SyntaxError{Column: w.column + utf8.RuneCountInString(hostPart) + 1, Found: port, Want: wantPort}
		}
		p.port = uint16(n)
	}
	if hostPart == "" && !hasPort {
		return unexpected(w, wantHost)
	}
	if bad := p.setHost(hostPart); bad != nil {
		bad.Column += w.column - 1
		return bad
	}
	return nil
}

// cutPort splits at the colon before the port. An address of IPv6 without
// brackets has no port.
func cutPort(text string) (host, port string, ok bool) {
	i := strings.LastIndexByte(text, ':')
	if i < 0 || strings.IndexByte(text[i:], ']') >= 0 {
		return text, "", false
	}
	if strings.IndexByte(text[:i], ':') >= 0 && !strings.HasSuffix(text[:i], "]") {
		return text, "", false
	}
	return text[:i], text[i+1:], true
}

// setHost reads the host part; columns in its errors count from its own start.
func (p *Pattern) setHost(text string) *SyntaxError {
	if inner, ok := brackets(text); ok {
		n, ok := readNetwork(inner)
		if !ok {
			return &SyntaxError{Column: 1, Found: text, Want: "an address or a prefix between the brackets"}
		}
		p.kind, p.net = network, n
		return nil
	}
	if n, ok := readNetwork(text); ok {
		p.kind, p.net = network, n
		return nil
	}
	if looksNumeric(text) {
		return &SyntaxError{Column: 1, Found: text, Want: wantAddress}
	}
	return p.setName(text)
}

// brackets takes the brackets off [::1] and [2001:db8::/32]; what else begins
// with one is a class of a glob.
func brackets(text string) (inner string, ok bool) {
	if len(text) > 2 && text[0] == '[' && text[len(text)-1] == ']' && strings.ContainsAny(text, ":./") {
		return text[1 : len(text)-1], true
	}
	return "", false
}

// readNetwork reads an address or a prefix; the bits beyond its length are dropped.
func readNetwork(text string) (netip.Prefix, bool) {
	if a, err := netip.ParseAddr(text); err == nil && a.Zone() == "" {
		a = a.Unmap()
		return netip.PrefixFrom(a, a.BitLen()), true
	}
	n, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}, false
	}
	if n.Addr().Is4In6() && n.Bits() >= 96 {
		n = netip.PrefixFrom(n.Addr().Unmap(), n.Bits()-96)
	}
	return n.Masked(), true
}

// looksNumeric reports whether a text can only be meant as an address: a name's
// last label is never a number (RFC 3696 section 2).
func looksNumeric(text string) bool {
	if strings.ContainsAny(text, ":/") && !strings.Contains(text, "//") {
		return isDigit(text[0]) || strings.Count(text, ":") > 1
	}
	last := text[strings.LastIndexByte(strings.TrimSuffix(text, "."), '.')+1:]
	last = strings.TrimSuffix(last, ".")
	if last == "" || strings.ContainsAny(text, "*?[") {
		return false
	}
	return strings.Trim(last, "0123456789") == ""
}
