package preview

import (
	"strings"

	"golang.org/x/net/html"
)

// dropped are elements that go with all that is in them: it is not shown by browsers, or is
// in a language of its own, or is another document.
func dropped(name string) bool {
	switch name {
	case "script", "template", "iframe", "frameset", "noframes", "noembed", "object", "applet", "portal", "fencedframe", "title",
		"audio", "video", "canvas", "map", "datalist", "dialog", "svg", "math":
		return true
	}
	return childless(name)
}

// childless are elements without an end that are dropped.
func childless(name string) bool {
	switch name {
	case "link", "base", "basefont", "meta", "embed", "frame", "param", "source", "track", "area", "bgsound", "keygen", "isindex", "image":
		return true
	}
	return false
}

// written is the name that an element is written with, empty when only what is in it
// is. There is no form among them: what is in one has nowhere to go.
func written(name string) string {
	switch name {
	case "div", "span", "p", "br", "hr", "wbr", "h1", "h2", "h3", "h4", "h5", "h6", "hgroup",
		"header", "footer", "main", "nav", "section", "article", "aside", "address", "search", "center",
		"ul", "ol", "li", "dl", "dt", "dd", "menu", "blockquote", "pre", "figure", "figcaption",
		"table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th",
		"img", "details", "summary", "label", "button", "input", "select", "optgroup", "option", "fieldset", "legend", "meter", "progress", "output":
		return name
	case "form":
		return "div"
	}
	if phrasing(name) {
		return name
	}
	return ""
}

// phrasing are elements around words.
func phrasing(name string) bool {
	switch name {
	case "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "nobr",
		"q", "rp", "rt", "ruby", "s", "samp", "small", "strike", "strong", "sub", "sup", "time", "tt", "u", "var":
		return true
	}
	return false
}

// void elements have no end (HTML §13.1.2).
func void(name string) bool {
	switch name {
	case "br", "hr", "wbr", "img", "input", "col":
		return true
	}
	return false
}

// endsItself says that the end of what an element is in ends it too.
func endsItself(name string) bool {
	switch name {
	case "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "option", "optgroup", "rp", "rt":
		return true
	}
	return false
}

// group says which elements the start of another one ends: the nearest one, if there is
// nothing between them but what may be.
type group struct {
	ends, through []string
	phrasing      bool
}

// groups are those of an element (HTML §13.1.2.4).
func groups(name string) []group {
	cells := []string{"td", "th"}
	parts := []string{"thead", "tbody", "tfoot", "caption", "colgroup"}
	switch name {
	case "li":
		return []group{{ends: []string{"p"}, phrasing: true}, {ends: []string{"li"}, through: []string{"p"}, phrasing: true}}
	case "dt", "dd":
		return []group{{ends: []string{"dt", "dd"}, through: []string{"p"}, phrasing: true}}
	case "td", "th":
		return []group{{ends: cells, through: []string{"p"}, phrasing: true}}
	case "tr":
		return []group{{ends: []string{"tr"}, through: append(cells, "p"), phrasing: true}, {ends: []string{"caption", "colgroup"}}}
	case "thead", "tbody", "tfoot", "caption", "colgroup":
		return []group{{ends: parts, through: append(cells, "tr", "p"), phrasing: true}}
	case "option":
		return []group{{ends: []string{"option"}}}
	case "optgroup":
		return []group{{ends: []string{"optgroup"}, through: []string{"option"}}}
	case "rp", "rt":
		return []group{{ends: []string{"rp", "rt"}}}
	}
	if phrasing(name) || void(name) && name != "hr" || name == "span" || name == "label" || name == "button" || name == "select" {
		return nil
	}
	return []group{{ends: []string{"p"}, phrasing: true}}
}

// harmless attributes mean the same everywhere, and name nothing that is loaded.
func harmless(name string) bool {
	switch name {
	case "class", "id", "title", "lang", "dir", "alt", "width", "height", "align", "valign", "bgcolor", "color", "face", "size", "border",
		"cellpadding", "cellspacing", "colspan", "rowspan", "span", "scope", "headers", "nowrap", "hspace", "vspace", "rules", "frame", "text", "clear", "noshade",
		"start", "reversed", "value", "open", "hidden", "datetime", "placeholder", "rows", "cols", "checked", "disabled", "readonly", "selected", "multiple",
		"label", "min", "max", "low", "high", "optimum", "compact":
		return true
	}
	return false
}

// maxTitle is how much of an address is shown.
const maxTitle = 500

// attributes writes those that are left, each once.
func (p *page) attributes(element string, all []html.Attribute) {
	seen := map[string]bool{}
	put := func(name, value string) {
		if !seen[name] {
			seen[name] = true
			p.out.WriteString(" " + name + `="` + escape(value) + `"`)
		}
	}
	for _, a := range all {
		switch {
		case a.Key == "style":
			put("style", sheet(a.Val))
		case a.Key == "type" && element == "input":
			put("type", inputType(a.Val))
		case a.Key == "type" && (element == "ol" || element == "ul" || element == "li"):
			put("type", a.Val)
		case a.Key == "src" && element == "img" && picture(a.Val):
			put("src", a.Val)
		case a.Key == "href" && element == "a" && strings.HasPrefix(a.Val, "#"):
			put("href", a.Val)
		case a.Key == "src" && element == "img", a.Key == "href" && element == "a":
			put("title", a.Val[:min(len(a.Val), maxTitle)]) // where it would lead
		case harmless(a.Key):
			put(a.Key, a.Val)
		}
	}
	if element == "button" {
		put("type", "button")
	}
}

// inputType is what an input looks like. One that is a picture, or asks for a file, or for a
// password that a browser would fill in, is text.
func inputType(value string) string {
	switch value = strings.ToLower(strings.TrimSpace(value)); value {
	case "checkbox", "radio", "hidden", "number", "range", "date", "time", "color", "search", "email", "tel", "url":
		return value
	case "button", "submit", "reset":
		return "button"
	}
	return "text"
}

// picture says that a URL is a picture in itself.
func picture(url string) bool {
	url = strings.TrimLeft(url, " \t\r\n\f")
	return len(url) > 11 && strings.EqualFold(url[:11], "data:image/")
}
