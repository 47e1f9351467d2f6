package preview

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
)

// maxDepth is how deeply elements are nested; the tags of deeper ones are left out. Browsers
// have a limit of 512.
const maxDepth = 400

// HTML makes a page, in UTF-8. contentType is the value of Content-Type, for its charset.
func HTML(text []byte, contentType string) []byte {
	encoding, _, _ := charset.DetermineEncoding(text[:min(len(text), 1024)], contentType)
	p := page{in: html.NewTokenizer(encoding.NewDecoder().Reader(bytes.NewReader(text)))}
	p.out.WriteString("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>")
	for p.in.Next() != html.ErrorToken { // which is its end
		p.token(p.in.Token())
	}
	p.end(0)
	p.out.WriteString("</body></html>\n")
	return p.out.Bytes()
}

// page is a page that is written.
type page struct {
	in   *html.Tokenizer
	out  bytes.Buffer
	open []string // elements that were begun
}

func (p *page) token(t html.Token) {
	switch t.Type {
	case html.TextToken:
		p.text(t.Data)
	case html.StartTagToken, html.SelfClosingTagToken:
		p.start(&t)
	case html.EndTagToken:
		name := written(t.Data)
		if i := last(p.open, name); name != "" && i >= 0 {
			p.end(i)
		}
	}
}

func last(all []string, name string) int {
	for i, o := range slices.Backward(all) {
		if o == name {
			return i
		}
	}
	return -1
}

// end ends all elements from one on.
func (p *page) end(from int) {
	for i, name := range slices.Backward(p.open) {
		if i < from {
			break
		}
		if i == from || !endsItself(name) {
			p.out.WriteString("</" + name + ">")
		}
	}
	p.open = p.open[:from]
}

func (p *page) start(t *html.Token) {
	switch {
	case t.Data == "style":
		p.style(t)
		return
	case t.Data == "textarea":
		p.textarea(t)
		return
	case t.Data == "noscript": // no script runs here
		p.in.NextIsNotRawText()
		return
	case t.Data == "body":
		if len(p.open) == 0 { // what it looks like, not the element
			p.open = append(p.open, "div")
			p.tag("div", t)
		}
		return
	case dropped(t.Data):
		p.skip(t)
		return
	}
	name := written(t.Data)
	if name == "" {
		return
	}
	p.imply(name)
	if void(name) {
		p.tag(name, t)
	} else if len(p.open) < maxDepth {
		p.open = append(p.open, name)
		p.tag(name, t)
	}
}

// imply ends elements that the start of another one ends.
func (p *page) imply(name string) {
	for _, g := range groups(name) {
		for i, o := range slices.Backward(p.open) {
			if slices.Contains(g.ends, o) {
				p.end(i)
				break
			}
			if !slices.Contains(g.through, o) && !(g.phrasing && phrasing(o)) {
				break
			}
		}
	}
}

func (p *page) tag(name string, t *html.Token) {
	p.out.WriteString("<" + name)
	p.attributes(name, t.Attr)
	p.out.WriteByte('>')
	if name == "pre" || name == "textarea" { // a line feed that follows the tag is not read
		p.out.WriteByte('\n')
	}
}

// skip passes over all that is in an element.
func (p *page) skip(t *html.Token) {
	if childless(t.Data) || t.Type == html.SelfClosingTagToken && (t.Data == "svg" || t.Data == "math") {
		return
	}
	for depth := 1; depth > 0; {
		switch kind := p.in.Next(); kind {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.EndTagToken:
			if name, _ := p.in.TagName(); string(name) != t.Data {
				break
			}
			if kind == html.StartTagToken {
				depth++
			} else {
				depth--
			}
		}
	}
}

// raw is the text of an element that holds nothing else, up to its end.
func (p *page) raw(t *html.Token) string {
	var b strings.Builder
	for {
		switch p.in.Next() {
		case html.TextToken:
			b.WriteString(p.in.Token().Data)
		default: // its end, or that of the page
			return b.String()
		}
	}
}

func (p *page) style(t *html.Token) {
	p.out.WriteString("<style>" + sheet(p.raw(t)) + "</style>")
}

func (p *page) textarea(t *html.Token) {
	p.tag("textarea", t)
	p.text(strings.TrimPrefix(p.raw(t), "\n"))
	p.out.WriteString("</textarea>")
}

func (p *page) text(s string) { p.out.WriteString(escape(s)) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;", "`", "&#96;", "\x00", "\ufffd", "\r", "&#13;")

// escape writes text, or the value of an attribute in quotation marks.
func escape(s string) string { return escaper.Replace(s) }
