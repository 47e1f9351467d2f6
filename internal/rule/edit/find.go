package edit

import (
	"bytes"
	"regexp"
	"strings"
)

// finder looks for a text or a regular expression, and has what is put in its
// place.
type finder struct {
	re    *regexp.Regexp
	plain []byte // the text that it looks for when that is all there is to it
	with  string // as of regexp.Expand, or text when literal is set
	text  bool   // with is not a template
	first bool   // the first one alone
}

// newFinder makes a finder of a text or an expression; whole wants it to be all of
// the value.
func newFinder(text, expr string, isText, ignoreCase, whole bool) (*finder, error) {
	f := &finder{text: isText}
	if isText {
		if !ignoreCase && !whole && text != "" {
			f.plain = []byte(text)
			return f, nil
		}
		expr = regexp.QuoteMeta(text)
	}
	if whole {
		expr = `\A(?:` + expr + `)\z`
	}
	if ignoreCase {
		expr = "(?i)" + expr
	}
	var err error
	f.re, err = regexp.Compile(expr)
	return f, err
}

// in reports whether it is there.
func (f *finder) in(b []byte) bool {
	if f.plain != nil {
		return bytes.Contains(b, f.plain)
	}
	return f.re.Match(b)
}

// Bounds of one replacement: places, and octets that come out.
const (
	maxPlaces = 100_000
	maxOut    = 64 << 20
)

// find returns the matches in b, each as of FindSubmatchIndex; one more than
// maxPlaces at most.
func (f *finder) find(b []byte) (all [][]int) {
	n := maxPlaces + 1
	if f.first {
		n = 1
	}
	if f.plain == nil {
		return f.re.FindAllSubmatchIndex(b, n)
	}
	for at := 0; len(all) < n; {
		i := bytes.Index(b[at:], f.plain)
		if i < 0 {
			break
		}
		all = append(all, []int{at + i, at + i + len(f.plain)})
		at += i + len(f.plain)
	}
	return all
}

// instead is what a match in b is replaced with.
func (f *finder) instead(b []byte, match []int) []byte {
	if f.text {
		return []byte(f.with)
	}
	return f.re.Expand(nil, []byte(f.with), b, match)
}

// replace returns what raw becomes; past the bounds it stays, and over is set. c says
// how raw is written; what does not match stays as it is written.
func (f *finder) replace(raw []byte, c coding) (out []byte, over bool) {
	text, places := c.decode(raw)
	matches := f.find(text)
	if len(matches) == 0 || len(matches) > maxPlaces {
		return raw, len(matches) > 0
	}
	place := func(i int) int {
		if places == nil {
			return i
		}
		return places[i]
	}
	from := 0
	for _, m := range matches {
		out = append(out, raw[from:place(m[0])]...)
		out = append(out, c.encode(f.instead(text, m))...)
		if from = place(m[1]); len(out) > maxOut {
			return raw, true
		}
	}
	return append(out, raw[from:]...), false
}

// groups brings a replacement of the user into the form of regexp.Expand: $1 is a
// group as far as the expression has it, whatever follows; $0 and $& are the match, ${name}
// is a group with a name, $$ is a dollar sign, and so is one before anything else. bad says
// which group is not there.
func groups(with string, re *regexp.Regexp) (out, bad string) {
	var b strings.Builder
	for {
		text, rest, ok := strings.Cut(with, "$")
		b.WriteString(text)
		if !ok {
			return b.String(), ""
		}
		name, n := groupName(rest, re.NumSubexp())
		switch {
		case strings.HasPrefix(rest, "$"):
			b.WriteString("$$")
			n = 1
		case n == 0:
			b.WriteString("$$")
		case !hasGroup(re, name):
			return "", name
		default:
			b.WriteString("${" + name + "}")
		}
		with = rest[n:]
	}
}

// groupName reads the name of a group that s begins with; n is its length there, 0
// when there is none.
func groupName(s string, most int) (name string, n int) {
	switch {
	case strings.HasPrefix(s, "&"):
		return "0", 1
	case strings.HasPrefix(s, "{"):
		if i := strings.IndexByte(s, '}'); i > 1 {
			return s[1:i], i + 1
		}
		return "", 0
	}
	for n < len(s) && n < 2 && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n == 2 && int(s[0]-'0')*10+int(s[1]-'0') > most {
		n = 1
	}
	return s[:n], n
}

func hasGroup(re *regexp.Regexp, name string) bool {
	n := 0
	for _, c := range name {
		if c < '0' || c > '9' || len(name) > 3 {
			return re.SubexpIndex(name) >= 0
		}
		n = n*10 + int(c-'0')
	}
	return n <= re.NumSubexp()
}

// glob is a name, perhaps with * for anything and ? for one character.
type glob struct {
	text string
	re   *regexp.Regexp // nil without wildcards
	fold bool
}

func newGlob(text string, fold bool) glob {
	g := glob{text: text, fold: fold}
	if strings.ContainsAny(text, "*?") {
		expr := strings.NewReplacer(`\*`, `.*`, `\?`, `.`).Replace(regexp.QuoteMeta(text))
		flags := "(?s)"
		if fold {
			flags = "(?is)"
		}
		g.re = regexp.MustCompile(flags + `\A` + expr + `\z`)
	}
	return g
}

func (g *glob) match(name []byte) bool {
	switch {
	case g.re != nil:
		return g.re.Match(name)
	case g.fold:
		return len(name) == len(g.text) && strings.EqualFold(string(name), g.text)
	}
	return string(name) == g.text
}
